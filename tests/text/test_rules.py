"""Rules about characters: each says what it promises, and whatever is typed is a rule or a sentence."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rnnviz.text import marks
from rnnviz.text.rules import CHARACTERS, COUNTS, EXAMPLES, HOLDS, MAX_DEPTH, MAX_LENGTH, parse_rule, said


def drawn(source: str, text: str) -> str:
    """Where a rule holds in a text, as a line of carets."""
    return "".join("^" if each else "." for each in parse_rule(source)(text))


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("vowel", "Äpfel, Γα, яд", "^..^....^..^."),
        ("capital", "aÄ Γǅ中", ".^.^^."),
        ("digit", "a1٣²", ".^^."),
        ("punctuation", "a,“b”-+$", ".^^.^^.."),
        ("space", "a \t\n\u00a0", ".^^.^"),
        ("newline", "a\r\n\nb", "..^^."),
        ("after space", "a b  \nc", "..^.^^."),
        ("after newline", "a\nb", "..^"),
        ("first of word", "don't 2go ’t", "^.....^....^"),
        ("last of word", "don't go", "....^..^"),
        ("part of word", "a-b d'e 'f'", "^.^.^^^..^."),
        ("first of line", "ab\r\nc\n\nd", "^...^.^^"),
        ("line position <= 2", "abc\nabc", "^^..^^."),
        ("word position = 3", "abcd it's", "..^....^."),
        ("2 <= word position < 4", "abcd", ".^^."),
        ("since space = 1", "a b", "..^"),
        ("since space > 5", "ab c", "^^.."),
        ("since newline <= 1", "a\nbc", ".^^."),
        ("since('.!') < 2", "a.bc!d", ".^^.^^"),
        ("bracket depth = 2", "(a[b]c))(", "..^^....."),
        ("char in 'abc'", "abd", "^^."),
        ("char not in 'abc'", "abd", "..^"),
        ("previous = 'a'", "aab", ".^^"),
        ("previous != 'a'", "aab", "^.."),
        ("next = ' '", "ab c", ".^.."),
        ("char = previous", "aabb", ".^.^"),
        ("next == previous", "a", "."),
        ("char = '\\n' or char = “\\t”", "a\n\t", ".^^"),
        ("char = '👍'", "a👍", ".^"),
        ("NOT Vowel and not (space or digit)", "ab 1", ".^.."),
        ("vowel or digit and space", "a1", "^."),
        ("not vowel or vowel", "ab", "^^"),
        ("1 < 2", "ab", "^^"),
        ("'a' = 'b'", "ab", ".."),
        ("line position > −1.5", "a", "^"),
        ("char in ('ab')", "abc", "^^."),
        ("vowel", "شكرا", "...."),
        ("letter", "a\u0301ش1", "^^^."),
    ],
)
def test_a_rule_holds_where_it_says(source, text, expected):
    assert drawn(source, text) == expected


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('a "b" c', "..^^..."),
        ("„Ja“ «o “x” y» n", "^^^..^^^^^^^^..."),
        ("'I don't,' he said", "^^^^^^^^^........."),
        ("‘I don’t,’ he", "^^^^^^^^^...."),
        ("the dog's", "........."),
        ("dogs' tails", "..........."),
        ('"a\n\nb" c', "^^^..^^^"),
        ('"a\r\n\r\nb', "^^^^^.."),
        ("a” b", "...."),
        ("「a」b", "^^.."),
        ("", ""),
    ],
)
def test_quotations_open_close_nest_and_end_with_their_paragraph(text, inside):
    assert "".join("^" if each else "." for each in marks.in_quotes(text)) == inside


WRONG = [
    ("", "no rule yet"),
    ("  \n", "no rule yet"),
    ("x" * (MAX_LENGTH + 1), f"may have {MAX_LENGTH}"),
    ("wovel", "At character 1, “wovel” is not known. Did you mean “vowel”?"),
    ("zzz", "Known are letter, vowel"),
    ("inside quotes vowel", "At character 1, “inside quotes vowel” is not known"),
    ("vowel and", "At character 10, the rule ends too early"),
    ("(vowel", "“)” is expected here"),
    ("vowel)", "At character 6, “)” cannot stand"),
    ("()", "a name, a number or a character"),
    ("vowel 'a'", "At character 7, “'a'” cannot stand"),
    ("line position", "“line position” is a number, no yes or no: compare it, as in “line position > 3”"),
    ("char", "“char” is a character, no yes or no"),
    ("not 'abc'", "“'abc'” is characters, no yes or no"),
    ("vowel and since('a')", "“since” is a number"),
    ("char < 'a'", "characters have no order here"),
    ("char = 'ab'", "At character 8, “ab” has 2 characters: to look for any of them, write “in”"),
    ("char = '👍🏽'", "has 2 characters"),
    ("vowel = digit", "a yes or no with a yes or no cannot be compared"),
    ("char = 3", "a character with a number cannot be compared"),
    ("3 in 'abc'", "“in” stands between a character and some in quotation marks"),
    ("char in vowel", "“in” stands between"),
    ("char not 'a'", "“in” is expected after “not”"),
    ("char = 'a", "the quotation mark ' is not closed"),
    ("char = ''", "nothing between the quotation marks"),
    (r"char = '\x41'", "a backslash stands before"),
    ("char = '\\", "a backslash stands before"),
    ("since 3", "“since 3"[:6]),
    ("since(3)", "“since” is followed by characters"),
    ("since('a'", "“)” is expected"),
    ("line position < 12345678", "is too large"),
    ("vowel & digit", "At character 7, “&” is not understood"),
    ("vowel \x00", "“U+0000” is not understood"),
    ("\ud800", "“U+D800” is not understood"),
    ("char.__class__", "At character 5, “.” is not understood"),
    ("not " * (MAX_DEPTH + 1) + "vowel", f"more than {MAX_DEPTH} deep"),
    ("(" * (MAX_DEPTH + 1) + "vowel" + ")" * (MAX_DEPTH + 1), f"more than {MAX_DEPTH} deep"),
    ("in", "cannot stand"),
]


@pytest.mark.parametrize(("source", "message"), WRONG)
def test_what_is_wrong_is_named(source, message):
    with pytest.raises(ValueError) as error:
        parse_rule(source)
    assert message in str(error.value)
    assert str(error.value).isprintable()


def test_levels_that_were_left_do_not_count():
    assert parse_rule(" or ".join(["(not a)".replace("a", "digit")] * 13))("a1").tolist() == [True, False]


parts = st.sampled_from(
    [
        *HOLDS,
        *COUNTS,
        *CHARACTERS,
        *"()=<>'\"“\\-",
        "<=",
        "!=",
        "and",
        "or",
        "not",
        "in",
        "since('a')",
        "'ab'",
        "3",
        "9" * 30,
    ]
)
typed = st.lists(parts, max_size=12).map(" ".join) | st.lists(parts, max_size=9).map("".join) | st.text(max_size=60)
texts = st.text(st.characters() | st.sampled_from("a '\"“”()\n\r "), max_size=20)


@given(typed, texts)
@example("vowel", "")
@example("next = previous", "")
@example("char = '\ud800'", "a\ud800")
def test_whatever_is_typed_is_a_rule_or_a_sentence(source, text):
    try:
        rule = parse_rule(source)
    except ValueError as error:
        assert type(error) is ValueError
        assert str(error).startswith(("At character ", "That is ", "There is no rule"))
        return
    holds = rule(text)
    assert holds.shape == (len(text),)
    assert holds.dtype == bool
    assert said(rule, holds).endswith(".")


@given(texts, st.sampled_from(sorted(EXAMPLES.values())))
def test_a_rule_and_its_contrary_share_the_text_between_them(text, source):
    holds = parse_rule(source)(text)
    np.testing.assert_array_equal(parse_rule(f"not ({source})")(text), ~holds)
    np.testing.assert_array_equal(parse_rule(f"{source} or not ({source})")(text), np.ones(len(text), dtype=bool))


@given(texts, st.text(st.characters(exclude_categories=["Ps", "Pe", "Pi", "Pf", "Po"]), max_size=5))
def test_what_follows_changes_nothing_but_where_a_rule_looks_ahead(text, more):
    """Rules that look at the next character do so: an apostrophe or a mark of a quotation needs it, "next" by name."""
    ahead = {"last_of_word", "first_of_word", "part_of_word", "inside_quotes", "newline", "after_newline"}
    for name in set(HOLDS) - ahead - {"first_of_line", "inside_brackets"}:
        np.testing.assert_array_equal(HOLDS[name](text + more)[: len(text)], HOLDS[name](text))


def test_how_often_a_rule_holds_is_said():
    rule = parse_rule("vowel")
    plain = [
        said(rule, np.arange(n) < k).replace("\N{NO-BREAK SPACE}", " ")
        for n, k in [(0, 0), (1, 1), (999, 1), (999, 998)]
    ]
    assert plain == [
        "“vowel” has nothing to hold for: the text is empty.",
        "“vowel” holds for 1 of 1 character (100 %).",
        "“vowel” holds for 1 of 999 characters (less than 1 %).",
        "“vowel” holds for 998 of 999 characters (more than 99 %).",
    ]
