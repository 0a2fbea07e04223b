"""A table to read: see table.js."""

from collections.abc import Iterable

from rnnviz.ui.components import register

_table = register("table", "<div class='table' role='group' tabindex='0'></div>")


def table(
    columns: Iterable[str],
    rows: Iterable[Iterable[str]],
    *,
    key: str,
    name: str,
    texts: int | tuple[int, ...] = 1,
    wraps: bool = True,
) -> None:
    """Draw a table.

    Args:
        columns: the titles.
        rows: what is in the cells, as it is to be read.
        key: of the component.
        name: of the table, for who cannot see it.
        texts: how many columns are words, or which, from 0; the others are numbers.
        wraps: whether words may take several lines on a phone; else what has no place there is scrolled to.
    """
    cells = {"columns": list(columns), "rows": [list(row) for row in rows]}
    _table(key=key, data={**cells, "name": name, "texts": texts, "wraps": wraps})
