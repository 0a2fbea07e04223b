"""Which columns of a table can be the values: not an index, a counter, a date in digits, an identifier, a constant."""

import re
from collections.abc import Sequence

import numpy as np

from rnnviz.training.user_series.date_columns import PARTS, within
from rnnviz.training.user_series.number_forms import INFINITE, LIMIT, POINT, bare, is_number, plain, value_of

INDEX = re.compile(r"|index|idx|id|no\.?|nr\.?|num|number|#|row( ?(no|number|id))?|unnamed: ?\d+|column 1", re.I)
IDENTIFIER = re.compile(
    r"(.*[ _])?(id|key|code|zip|plz|postcode|postal code|isbn|phone|uuid|fips|geo ?id)|.*[a-z]I[Dd]"
    r"|(wmo|usaf|wban|station|stn|store|shop|item|product|sku|customer|sensor|device|meter|unit|site|region|family|class)"
    r"([ _]?(id|no|nr|number|code))?|lat(itude)?|lon(g(itude)?)?|elev(ation)?",
    re.I,
)
WEEKDAY = re.compile(r"day[ _]?of[ _]?(the[ _]?)?(week|year)|week ?day|dow|doy|wochentag|jour de la semaine", re.I)
TARGET = re.compile(
    r"values?|obs_?value|_value|y|target|total|amount|revenue|turnover|umsatz|betrag|wert|valeur|close|schluss(kurs)?|price|last|sales|demand|load|consumption|passengers",
    re.I,
)
"""Names of columns that are the values where there are several that could be."""

STEPS_IN_A_YEAR = (1, 2, 4, 12, 52, 365, 8766)


def numbers_of(cells: Sequence[str]) -> np.ndarray:
    """Return the numbers among the cells, however their decimal mark is written."""
    known = {}
    for cell in set(cells):  # far fewer than there are rows
        number = plain(cell)
        if is_number(number) and not LIMIT.fullmatch(number) and not INFINITE.fullmatch(number):
            known[cell] = value_of(number, comma=not POINT.fullmatch(bare(number).number))
    return np.array([known[cell] for cell in cells if cell in known])


def why_not(name: str, cells: Sequence[str]) -> str:
    """Return what a column of numbers is, where it is hardly the values; else "".

    >>> why_not("No", ["1", "2", "3"]), why_not("x", ["4", "4", "4"]), why_not("decimal", ["1950.04", "1950.12"])
    ('an index', 'a constant', '')
    >>> why_not("station_id", ["7", "9", "7"]), why_not("x", ["4", "7", "5"])
    ('an identifier', '')
    """
    values = numbers_of(cells)
    if len(values) < 2:
        return ""
    if (values == values[0]).all():
        return "a constant"
    whole, steps = bool((values == np.round(values)).all()), np.diff(values)
    in_order = bool((steps > 0).all() or (steps < 0).all())
    if whole and in_order and INDEX.fullmatch(name):
        return "an index"
    if len(values) > 2 and np.allclose(steps, steps[0], rtol=1e-9):
        return "an index" if abs(steps[0]) == 1 else "a counter, with the same step in every row"
    if in_order and len(values) > 3 and 1000 < values.min() and values.max() < 3000 and not whole:
        step = abs(float(steps.mean()))
        off = np.abs(values - np.linspace(values[0], values[-1], len(values))).max()  # months are not all as long
        if off < max(0.6 * step, 0.006) and any(abs(step * each - 1.0) < 0.1 for each in STEPS_IN_A_YEAR):
            return "a date in digits"
    for part, (named, *_) in PARTS.items():
        if re.fullmatch(named, name, re.IGNORECASE) and within(cells, part):
            return f"a part of a date, the {part}"
    if whole and WEEKDAY.fullmatch(name):
        return "a part of a date"
    if whole and IDENTIFIER.fullmatch(name):
        return "an identifier"
    if set(values.tolist()) == {0.0, 1.0} and len(values) > 9:
        return "a yes or no, 1 or 0"
    return ""


def is_named_as_values(name: str) -> bool:
    """Tell whether a column is named as values are.

    >>> is_named_as_values("Close"), is_named_as_values("Open")
    (True, False)
    """
    return bool(TARGET.fullmatch(name.strip()))


def first_of(names: Sequence[str]) -> str:
    """Return the name of the values among several that could be: one that is named so, else the first."""
    return next(filter(is_named_as_values, names), names[0])
