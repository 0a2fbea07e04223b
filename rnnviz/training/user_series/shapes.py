"""Tables of another shape than one series a column: years by months, a series in each row, one below another."""

import itertools
from collections.abc import Mapping, Sequence

from rnnviz.training.user_series.date_forms import form_of, month_of
from rnnviz.training.user_series.number_forms import is_missing, is_number

MAX_SERIES = 2000
"""How many series a long table may hold at most, to choose from."""

Columns = dict[str, tuple[str, ...]]


def month_number(name: str) -> int | None:
    """Return the month that a column's name means: its name, or its number.

    >>> month_number("JAN"), month_number("12"), month_number("Mai"), month_number("x")
    (1, 12, 5, None)
    """
    return int(name) if name.isdecimal() and 1 <= int(name) <= 12 else month_of(name.rstrip("."))


def is_year(cell: str) -> bool:
    """Tell whether a cell is a year."""
    return form_of(cell) == "year"


def years_by_months(
    columns: Mapping[str, Sequence[str]], rows: Sequence[int]
) -> tuple[Columns, tuple[int, ...]] | None:
    """Return a matrix of years by months, either way round, as a column of months and one of values; None if none.

    >>> table = {"Year": ("1950", "1951")} | {f"{month}": (str(month), "7") for month in range(1, 13)}
    >>> columns, rows = years_by_months(table, (2, 3))
    >>> columns["month"][:2], columns["value"][:2], rows[:2], len(rows)
    (('1950-01', '1950-02'), ('1', '2'), (2, 2), 24)
    """
    first, *names = columns
    months = {name: month_number(name) for name in names}
    if len(names) == 12 and all(name.startswith("column ") for name in columns):
        months = dict(zip(names, range(1, 13), strict=True))
    found = [name for name in names if months[name]]
    if sorted(months[name] for name in found) == list(range(1, 13)) and all(map(is_year, columns[first])):
        cells = [
            (f"{year}-{months[name]:02}", columns[name][at], rows[at])
            for at, year in enumerate(columns[first])
            for name in sorted(found, key=months.get)
        ]
    elif sorted(month_number(cell) or 0 for cell in columns[first]) == list(range(1, 13)):
        years = [name for name in names if is_year(name)]
        if len(years) < 2:
            return None
        order = sorted(range(12), key=lambda at: month_number(columns[first][at]))
        cells = [
            (f"{year}-{month:02}", columns[year][at], rows[at])
            for year in sorted(years)
            for month, at in enumerate(order, 1)
        ]
    else:
        return None
    dates, values, numbers = zip(*cells, strict=True)
    return {"month": dates, "value": values}, numbers


def series_in_rows(columns: Mapping[str, Sequence[str]]) -> tuple[Columns, int] | None:
    """Return a table whose columns are dates, a series in each row, turned, and how many there are; None if it is none.

    The words before the dates name each series; a row without a number is left out.

    >>> years = {f"{year}": (f"{year}.5", "7") for year in range(1960, 1966)}
    >>> series_in_rows({"Country": ("A", "B")} | years)[0]["A"][:2]
    ('1960.5', '1961.5')
    """
    dates = [name for name in columns if form_of(name.removesuffix("]").split(" [")[0])]
    if len(dates) < 5 or 2 * len(dates) < len(columns):
        return None
    words = [name for name in columns if name not in dates]
    turned: Columns = {"date": tuple(name.split(" [")[0] for name in dates)}
    for at in range(len(columns[dates[0]])):
        cells = tuple(columns[name][at] for name in dates)
        if not any(is_number(cell) for cell in cells):
            continue
        named = [columns[word][at] for word in words if not is_missing(columns[word][at])]
        name = ", ".join(named)[:60] or f"row {at + 1}"
        again = (name if count == 1 else f"{name} ({count})" for count in itertools.count(1))
        turned[next(each for each in again if each not in turned)] = cells
    return (turned, len(turned) - 1) if 1 < len(turned) <= MAX_SERIES else None


def keys_of(columns: Mapping[str, Sequence[str]], dates: Sequence[str], values: Sequence[str]) -> tuple[str, ...]:
    """Return the one or two columns that tell apart the series of a long table; () where no date comes twice.

    Args:
        columns: all of them.
        dates: the cells of the dates.
        values: the names of columns that are no names of series.
    """
    if len(set(dates)) == len(dates):
        return ()
    names = [
        name
        for name, cells in columns.items()
        if name not in values and cells != dates and 1 < len(set(cells)) <= min(MAX_SERIES, len(cells) // 2)
    ]
    for chosen in itertools.chain(((name,) for name in names), itertools.combinations(names[:8], 2)):
        marks = set(zip(dates, *(columns[name] for name in chosen), strict=True))
        if len(marks) == len(dates):
            return chosen
    return ()
