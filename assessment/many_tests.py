"""Many tests at once: which of them still say something."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def adjusted(p: Sequence[float]) -> NDArray[np.float64]:
    """Chances (0-1) of a family of tests, adjusted by Benjamini and Hochberg (1995): those up to q have rate q."""
    from scipy import stats  # takes a third of a second to import, which every command would pay

    return np.asarray(stats.false_discovery_control(p))
