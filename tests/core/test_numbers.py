"""Numbers as readers see and type them."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.core.numbers import in_latex, parse_number, parse_numbers, written

FINITE = st.floats(-1e6, 1e6, allow_nan=False)


@given(FINITE)
def test_a_written_number_reads_back_within_its_digits(value):
    text = written(value).replace("−", "-").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")).replace("×10", "e")
    assert float(text) == pytest.approx(value, rel=1e-4, abs=1e-12)


@given(FINITE)
def test_latex_holds_the_same_digits(value):
    assert re.sub(r"\D", "", in_latex(value).replace("times 10", "10")) == re.sub(
        r"\D", "", written(value).translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))
    )


@given(FINITE)
def test_parse_inverts_repr(value):
    assert parse_number(repr(value)) == value


@given(st.text(max_size=300))
def test_any_text_is_a_finite_number_or_a_sentence(text):
    try:
        value = parse_number(text)
    except ValueError as error:
        assert str(error).endswith(".") and len(str(error)) < 200
    else:
        assert math.isfinite(value) and abs(value) <= 1e6


@given(st.text(max_size=500), st.integers(1, 64))
def test_any_text_is_a_few_numbers_or_a_sentence(text, most):
    try:
        values = parse_numbers(text, most)
    except ValueError as error:
        assert str(error).endswith(".")
    else:
        assert 1 <= len(values) <= most and all(map(math.isfinite, values))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "no number yet"),
        (" , ;\n", "no number yet"),
        ("1, two, 3", "Number 2: “two” is not a number"),
        ("1, nan", "Number 2: “nan” is not finite"),
        ("inf", "“inf” is not finite"),
        ("1e999", "“1e999” is too large"),
        ("1e7", "between −1,000,000 and 1,000,000"),
        ("1,2,3,4,5", "5 numbers; at most 4"),
        ("9" * 100_000, "100000 characters; at most 4 numbers in 400 characters"),
        ("9" * 300, "“999999999999999999999999…” is not a number"),
        ("1,5 2,5", "write 1.5 for one and a half"),
        ("__import__('os')", "is not a number"),
        ("٣", "is not a number"),
    ],
)
def test_bad_numbers_are_named(text, named):
    with pytest.raises(ValueError, match=re.escape(named)):
        parse_numbers(text, most=4)


def test_separators():
    assert parse_numbers("1,2;3 4\n5\t−6", most=6) == [1, 2, 3, 4, 5, -6]


@pytest.mark.parametrize("text", ["1,5 2,5", "-1,5; −2,5 +3,5"])
def test_decimal_commas_are_told_of(text):
    with pytest.raises(ValueError, match="Commas separate numbers here"):
        parse_numbers(text, most=64)


@pytest.mark.parametrize("text", [":1,5 2,5", "1,5 ?2,5"])
def test_no_other_mark_is_taken_for_a_sign(text):
    with pytest.raises(ValueError, match="is not a number"):
        parse_numbers(text, most=64)
