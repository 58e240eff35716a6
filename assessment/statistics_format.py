"""The public format of item statistics ("Item statistics" in docs/commands.md), there and back."""

from collections.abc import Mapping
from typing import Any, TypeVar

from assessment.calibration import Estimate, VignetteCheck
from assessment.differential import Difference
from assessment.figures import figure, figures, plain
from assessment.item_statistics import ItemFigures, ItemStatistics, Scale, ScaleItem

T = TypeVar("T")


def to_json(statistics: ItemStatistics) -> dict[str, Any]:
    """The public format, made of what JSON has; from_json gives the same statistics back."""
    found: dict[str, Any] = plain(statistics)
    return found


def from_json(stored: Mapping[str, Any]) -> ItemStatistics:
    scales = (_made(Scale, {**s, "items": tuple(_made(ScaleItem, i) for i in s["items"])}) for s in stored["scales"])
    vignettes = stored["vignettes"]
    return ItemStatistics(
        bank=stored["bank"],
        version=stored["version"],
        n=stored["n"],
        scales=tuple(scales),
        items=tuple(_made(ItemFigures, item) for item in stored["items"]),
        differential=tuple(_made(Difference, difference) for difference in stored["differential"]),
        residual_sds=figures(stored["residual_sds"]),
        confidence=_estimates(stored["confidence"]),
        vignettes=VignetteCheck(_estimates(vignettes["leniency"]), figure(vignettes["inverted"])),
    )


def _made(kind: type[T], stored: Mapping[str, Any]) -> T:
    return kind(**figures(stored))


def _estimates(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {name: Estimate(**value) if "se" in value else figure(value) for name, value in stored.items()}
