"""Predict, then reveal, on a page: the question, the answer's grade, and the terms one by one after a wrong one."""

from contextlib import suppress

import streamlit as st

from rnnviz.core.arithmetic import FUNCTIONS, Explanation, Source, Term
from rnnviz.core.numbers import in_latex, parse_number, plural, written
from rnnviz.ui.formula import formula
from rnnviz.ui.grading import close, diagnose, first_difference, near, term_text
from rnnviz.ui.link import verbatim
from rnnviz.ui.page_state import PageState

PRODUCT = "product_"
"""Of what is asked: not a number, but one product of its sum, which comes first."""


def is_revealed(page: PageState, subject: tuple, part: str = "") -> bool:
    """Tell whether the subject, a number of a network, or a part of it has been answered or given up."""
    return st.session_state.get(page.key(f"{part}revealed")) == subject


def answer_to(page: PageState, subject: tuple, part: str = "") -> str | None:
    """Return what the reader last answered for the subject, or for a part of it; None where nothing."""
    of, typed = st.session_state.get(page.key(f"{part}answered"), (None, None))
    return typed if of == subject else None


def praised(page: PageState, subject: tuple, value: float) -> float | None:
    """Return the right answer that the reader gave for the subject, which is ``value``; None if there was none."""
    with suppress(ValueError):
        answer = parse_number(answer_to(page, subject) or "", 1e300)
        return answer if close(answer, value) else None


def answers(page: PageState) -> tuple:
    """Return all that the reader has answered and given up: what a section that asks depends on."""
    names = (f"{part}{name}" for part in ("", PRODUCT) for name in ("answered", "revealed"))
    return tuple(st.session_state.get(page.key(name)) for name in (*names, "products"))


def answer_form(page: PageState, subject: tuple, label: str, value: float, part: str = "") -> None:
    """Draw the field for an answer, empty for another subject, with Check and Reveal."""
    if st.session_state.get(page.key(f"{part}asked")) != subject:
        st.session_state[page.key(f"{part}asked")] = subject
        st.session_state[page.key(f"{part}answer")] = ""
    with st.form(page.key(f"{part}answer_form"), border=False):
        st.text_input(label, key=page.key(f"{part}answer"), max_chars=40)
        check, give_up = st.columns(2)
        taken = {"on_click": take_answer, "args": (page, subject, value, part)}
        check.form_submit_button("Check", width="stretch", **taken)
        give_up.form_submit_button("Reveal", width="stretch", on_click=reveal, args=(page, subject, part))


def take_answer(page: PageState, subject: tuple, value: float, part: str = "") -> None:
    """Take the answer that was typed, and reveal what was asked for if it is right; a callback."""
    typed = st.session_state[page.key(f"{part}answer")]
    st.session_state[page.key(f"{part}answered")] = subject, typed
    with suppress(ValueError):
        if close(parse_number(typed, 1e300), value):
            return reveal(page, subject, part)
    page.redraw()


def reveal(page: PageState, subject: tuple, part: str = "") -> None:
    """Show what was asked for; a callback."""
    st.session_state[page.key(f"{part}revealed")] = subject
    page.redraw()


def question(page: PageState, subject: tuple, explanation: Explanation, source: Source) -> None:
    """Ask for the explained number of a source, the subject, until it is answered or given up."""
    symbol = f"${explanation.symbol.latex}$"
    st.markdown(f"**What is {symbol}?** All that it is made of:")
    formula(explanation.latex())
    formula(operands(explanation))
    weighted = any(factor.role.startswith("w_") for term in explanation.terms for factor in term.factors)
    if explanation.symbol.base == "h" and explanation.function == "linear" and weighted:
        st.caption("Here h is the sum itself: this example has no tanh, so h may leave −1 to 1.")
    answer_form(page, subject, f"{symbol} =", explanation.value)
    typed = answer_to(page, subject)
    if typed is not None:
        grade(page, subject, explanation, source, typed)


def operands(explanation: Explanation) -> str:
    """Write the numbers that the explained one is made of, two in a row; one where a name is a fraction."""
    known = {factor.symbol.latex: in_latex(factor.value) for term in explanation.terms for factor in term.factors}
    cells = [f"{name} &= {value}" for name, value in known.items()]
    beside = 1 if any("\\frac" in name for name in known) else 2
    rows = (" & \\quad ".join(cells[k : k + beside]) for k in range(0, len(cells), beside))
    return "\\begin{aligned}" + " \\\\ ".join(rows) + "\\end{aligned}"


def grade(page: PageState, subject: tuple, explanation: Explanation, source: Source, typed: str) -> None:
    """Say what a wrong answer would be right for, and ask for the terms."""
    try:
        answer = parse_number(typed, 1e300)
    except ValueError as error:
        st.warning(verbatim(str(error)))
        return
    found = diagnose(explanation, answer, source)
    if found is None and near(answer, explanation.value):
        return st.warning(f"{written(answer)} is near: within a tenth. Give it to within a hundredth.")
    st.error(f"{written(answer)} is not it. " + (found or "Work it out term by term:"))
    with st.form(page.key("terms_form"), border=False):
        keys = [page.key(f"term_{position}") for position, _ in enumerate(explanation.terms, start=1)]
        for position, (key, term) in enumerate(zip(keys, explanation.terms, strict=True), start=1):
            st.text_input(f"{position}. ${term.addend.latex}$ =", key=key, max_chars=40)
        taken = {"on_click": take_products, "args": (page, subject, keys)}
        st.form_submit_button("Find the first that differs", **taken)
        of, products = st.session_state.get(page.key("products"), (None, ()))
        if of == subject:
            compare(explanation, products)


def take_products(page: PageState, subject: tuple, keys: list[str]) -> None:
    """Take the products that were typed; a callback."""
    st.session_state[page.key("products")] = subject, tuple(st.session_state[key] for key in keys)
    page.redraw()


def compare(explanation: Explanation, typed: tuple[str, ...]) -> None:
    """Say which of the reader's products is the first that differs."""
    try:
        products = [parse_number(each, 1e300) for each in typed]
    except ValueError as error:
        st.warning(verbatim(str(error)))
        return
    function = FUNCTIONS[explanation.function].spoken
    ending = f"then {function} of the sum." if function else "and that is the number."
    st.info(first_difference(explanation, products) or f"All terms agree. Add them, {ending}")


def largest_product(explanation: Explanation) -> Term | None:
    """Return the largest product of a sum; None where there is one term alone, or none that can be worked out."""
    products = [term for term in explanation.terms if len(term.factors) > 1 and 0 < abs(term.value) < float("inf")]
    return max(products, key=lambda term: abs(term.value)) if products and len(explanation.terms) > 1 else None


def ask_product(page: PageState, subject: tuple, explanation: Explanation) -> bool:
    """Ask for the largest product of the subject's sum, before the sum; return whether that is still asked."""
    term = largest_product(explanation)
    if term is None:
        return False
    if is_revealed(page, subject, PRODUCT):
        st.success(f"One of its products: {term_text(term)} = {written(term.value)}.")
        return False
    symbol = f"${explanation.symbol.latex}$"
    st.markdown(f"{symbol} is a sum of {plural(len(explanation.terms), 'term')}. **First one of them alone:**")
    formula(term.addend.latex)
    cells = (f"{factor.symbol.latex} &= {in_latex(factor.value)}" for factor in term.factors)
    formula("\\begin{aligned}" + " \\\\ ".join(cells) + "\\end{aligned}")
    answer_form(page, subject, "Their product =", term.value, PRODUCT)
    typed = answer_to(page, subject, PRODUCT)
    if typed is not None:
        try:
            st.error(f"{written(parse_number(typed, 1e300))} is not it: multiply the two.")
        except ValueError as error:
            st.warning(verbatim(str(error)))
    return True
