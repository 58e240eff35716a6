"""Leadership spread as a tile map: the word in every tile, and a colour for those who see it."""

from collections.abc import Mapping, Sequence

from assessment.model import SPREAD, Domain
from ui import chart_parts as parts
from ui.heatmap_chart import NOT_SHOWN, tiles, tiles_height
from ui.spread_words import CLASSES, spread_words
from ui.tables import WITHHELD
from ui.theme import BLUES, INKS

STEPS = (1, 3, 4)
"""Which of BLUES stand for few, some and most: none is near to the white of what is not shown."""
COLOURS = {word: (CLASSES[word], BLUES[step], INKS[step]) for word, step in zip(SPREAD, STEPS, strict=True)}


def spread_tiles(
    words: Mapping[tuple[str, str], str],
    domains: Sequence[Domain],
    names: Mapping[str, str],
    cycle: str = "",
    own: bool = False,
) -> parts.Picture:
    """Organisation by area, few, some, most or [c] in every tile; rows and columns in the order given.

    `names` maps at most 12 organisations to names, otherwise ValueError. `words` are those published.
    """
    if len(names) > parts.ROWS_A_PICTURE:
        raise ValueError(f"a tile map holds {parts.ROWS_A_PICTURE} organisations, not {len(names)}")
    areas = {domain.id: parts.in_lines(domain.short_name, parts.COLUMN_LETTERS) for domain in domains}
    labels = {code: parts.in_lines(name, parts.ROW_LETTERS) for code, name in names.items()}
    held = {at: word for at, word in words.items() if at[0] in names and at[1] in areas}
    squares: parts.Rows = []
    for code, row in labels.items():
        for area, column in areas.items():
            word = held.get((code, area))
            label, _, ink = COLOURS[word] if word else NOT_SHOWN
            squares.append({"row": row, "area": column, "number": word or WITHHELD, "class": label, "ink": ink})
    layers = tiles(squares, list(labels.values()), list(areas.values()), list(COLOURS.values()))
    return parts.picture(layers, tiles_height(labels.values()), spread_words(held, domains, names, cycle, own))
