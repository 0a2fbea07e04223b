"""Numbers as text: written for readers, and read from what readers type."""

import math
import re

DECIMALS = 8
"""How many decimals are written where every digit matters; the founding tutorial prints as many."""


def written(value: float, decimals: int = DECIMALS) -> str:
    """Return a number for a reader: trailing zeros dropped, a true minus sign, powers of ten when very small or large.

    >>> written(-1.2369459), written(0.5, 3), written(2e-12), written(float("inf"))
    ('−1.2369459', '0.5', '2×10⁻¹²', '∞')
    """
    value = float(value)
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞" if value > 0 else "−∞"
    smallest = 1e-4 if decimals > 4 else 0.5 * 10.0**-decimals
    if value != 0 and (abs(value) < smallest or abs(value) >= 1e7):
        mantissa, exponent = f"{value:.{max(decimals - 2, 1)}e}".split("e")
        return f"{trimmed(mantissa)}×10{str(int(exponent)).translate(RAISED)}".replace("-", "−")
    return trimmed(f"{value:.{decimals}f}").replace("-", "−")


def short(value: float) -> str:
    """Write a number in a sentence; the arithmetic panel has all its digits."""
    return written(value, 3)


RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def trimmed(text: str) -> str:
    """Return ``text`` without the zeros that end its decimals; never minus zero."""
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def in_latex(value: float, decimals: int = DECIMALS) -> str:
    r"""Return what ``written`` writes, for LaTeX.

    >>> in_latex(-2e-12)
    '-2\\times 10^{-12}'
    """
    return as_latex(written(value, decimals))


def as_latex(text: str) -> str:
    """Return a number that was written for a reader as LaTeX has it."""
    text = text.replace("−", "-").replace("∞", "\\infty").replace("NaN", "\\mathrm{NaN}")
    mantissa, times, exponent = text.partition("×10")
    return f"{mantissa}\\times 10^{{{exponent.translate(LOWERED)}}}" if times else text


NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
DECIMAL_COMMAS = re.compile(r"[+\-−]?\d+,\d+([\s;]+[+\-−]?\d+,\d+)+")
SEPARATORS = re.compile(r"[\s,;]+")


def parse_number(text: str, limit: float = 1e6) -> float:
    """Return the number that a reader typed.

    Raises:
        ValueError: a sentence that quotes what was typed and says what is allowed: a decimal point, no
            thousands separator, absolute value at most ``limit``.

    >>> parse_number(" −1.5e-3 ")
    -0.0015
    """
    bound = f"{limit:,.0f}" if limit < 1e12 else f"{limit:g}"
    stripped = text.strip().replace("−", "-")
    shown = text.strip()[:24] + ("…" if len(text.strip()) > 24 else "")
    if not stripped:
        raise ValueError(f"A number is missing: write one such as 0.5 or -1.2e-3, between −{bound} and {bound}.")
    if stripped.lstrip("+-").lower() in {"nan", "inf", "infinity", "∞"}:
        raise ValueError(f"“{shown}” is not finite: write a number between −{bound} and {bound}.")
    if len(stripped) > 40 or not NUMBER.fullmatch(stripped):
        raise ValueError(f"“{shown}” is not a number: write digits with a decimal point, such as 0.5 or -1.2e-3.")
    value = float(stripped)
    if abs(value) > limit:
        raise ValueError(f"“{shown}” is too large: numbers between −{bound} and {bound} are allowed.")
    return value


def parse_numbers(text: str, most: int, limit: float = 1e6) -> list[float]:
    """Return numbers separated by commas, semicolons, spaces or new lines, at least one and at most ``most``.

    Raises:
        ValueError: a sentence that names the culprit and its position, and what is allowed.

    >>> parse_numbers("1, 2; 3 4", most=64)
    [1.0, 2.0, 3.0, 4.0]
    """
    if len(text) > 100 * most:
        raise ValueError(
            f"That is {len(text)} characters; at most {most} numbers in {100 * most} characters are allowed."
        )
    if DECIMAL_COMMAS.fullmatch(text.strip()):
        raise ValueError("Commas separate numbers here: write 1.5 for one and a half, or 1, 5 for two numbers.")
    parts = [part for part in SEPARATORS.split(text.strip()) if part]
    if not parts:
        raise ValueError(f"There is no number yet: write 1 to {most} numbers, separated by commas or spaces.")
    if len(parts) > most:
        raise ValueError(f"That is {len(parts)} numbers; at most {most} are allowed.")
    numbers = []
    for position, part in enumerate(parts, start=1):
        try:
            numbers.append(parse_number(part, limit))
        except ValueError as error:
            raise ValueError(f"Number {position}: {error}") from None
    return numbers


def plural(count: int, thing: str) -> str:
    """Write how many there are of a thing whose plural ends in s.

    >>> plural(1, "epoch"), plural(2000, "step")
    ('1 epoch', '2,000 steps')
    """
    return f"{count:,} {thing}" + ("" if count == 1 else "s")
