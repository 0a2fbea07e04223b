"""A table to read: see table.js."""

from collections.abc import Iterable

from rnnviz.ui.components import register

_table = register("table", "<div class='table' role='group' tabindex='0'></div>")


def table(columns: Iterable[str], rows: Iterable[Iterable[str]], *, key: str, name: str, texts: int = 1) -> None:
    """Draw a table.

    Args:
        columns: the titles.
        rows: what is in the cells, as it is to be read.
        key: of the component.
        name: of the table, for who cannot see it.
        texts: how many columns are words; the others are numbers.
    """
    _table(key=key, data={"columns": list(columns), "rows": [list(row) for row in rows], "name": name, "texts": texts})
