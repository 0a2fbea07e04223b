"""How numbers and names are written in sentences about gradients."""

import numpy as np

from rnnviz.core.layers import NAMES
from rnnviz.core.numbers import RAISED, written


def short(value: float) -> str:
    """Write a number with the three digits that count, always three.

    >>> short(0.0056789), short(0.5), short(100.0), short(123456.0), short(1e40)
    ('0.00568', '0.500', '100', '1.23×10⁵', '1.00×10⁴⁰')
    """
    if value == 0 or not np.isfinite(value):
        return written(value)
    mantissa, exponent = f"{value:.2e}".split("e")
    power = int(exponent)
    if -4 <= power <= 2:
        return f"{float(f'{value:.2e}'):.{2 - power}f}".replace("-", "−")
    return f"{mantissa}×10{str(power).translate(RAISED)}".replace("-", "−")


def rounded(values: np.ndarray) -> np.ndarray:
    """Return numbers as ``short`` writes them: to three digits that count."""
    return np.vectorize(lambda value: float(f"{value:.2e}"), otypes=[float])(values)


def in_float64(value: float) -> str:
    """Write a number of which a 0 is what float64 makes of something smaller than it holds."""
    return "0 in float64" if value == 0 else short(value)


def titled(kind: str) -> str:
    """Return what a kind of cell is called at the beginning of a sentence."""
    return NAMES[kind][0].upper() + NAMES[kind][1:]
