"""Predict, then reveal, on a page: the question, the answer's grade, and the terms one by one after a wrong one."""

from contextlib import suppress

import streamlit as st

from rnnviz.core.arithmetic import FUNCTIONS, Explanation, Source, Term
from rnnviz.core.numbers import in_latex, parse_number, plural, written
from rnnviz.ui.formula import formula
from rnnviz.ui.grading import close, diagnose, first_difference, near, term_text
from rnnviz.ui.link import verbatim
from rnnviz.ui.page_state import PageState


def is_revealed(page: PageState, subject: tuple) -> bool:
    """Tell whether the subject, a number of a network, has been answered or given up."""
    return st.session_state.get(page.key("revealed")) == subject


def praised(page: PageState, subject: tuple) -> float | None:
    """Return the right answer that the reader gave for the subject; None if there was none."""
    of, answer = st.session_state.get(page.key("praise"), (None, None))
    return answer if of == subject else None


def given(page: PageState) -> tuple:
    """Return what the reader has answered, with its subject: the number, and the products it is the sum of."""
    return st.session_state.get(page.key("answered")), st.session_state.get(page.key("products"))


def question(page: PageState, subject: tuple, explanation: Explanation, source: Source) -> None:
    """Ask for the explained number of a source, the subject, until it is answered or given up."""
    if st.session_state.get(page.key("asked")) != subject:
        st.session_state[page.key("asked")] = subject
        st.session_state[page.key("answer")] = ""
    symbol = f"${explanation.symbol.latex}$"
    st.markdown(f"**What is {symbol}?** All that it is made of:")
    formula(explanation.latex())
    formula(operands(explanation))
    with st.form(page.key("answer_form"), border=False):
        st.text_input(f"{symbol} =", key=page.key("answer"), max_chars=40)
        check, give_up = st.columns(2)
        taken = {"on_click": take_answer, "args": (page, subject, explanation.value)}
        check.form_submit_button("Check", width="stretch", **taken)
        give_up.form_submit_button("Reveal", width="stretch", on_click=reveal, args=(page, subject))
    answered, _ = given(page)
    if answered is not None and answered[0] == subject:
        grade(page, subject, explanation, source, answered[1])


def take_answer(page: PageState, subject: tuple, value: float) -> None:
    """Take the answer that was typed for a number, and reveal that if it is right; a callback."""
    typed = st.session_state[page.key("answer")]
    st.session_state[page.key("answered")] = subject, typed
    with suppress(ValueError):
        answer = parse_number(typed, 1e300)
        if close(answer, value):
            st.session_state[page.key("praise")] = subject, answer
            return reveal(page, subject)
    page.redraw()


def reveal(page: PageState, subject: tuple) -> None:
    """Show the number; a callback."""
    st.session_state[page.key("revealed")] = subject
    page.redraw()


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
        _, products = given(page)
        if products is not None and products[0] == subject:
            compare(explanation, products[1])


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


def product_given(page: PageState) -> tuple:
    """Return what the reader has answered for one product of a number, and of which number it is known."""
    return st.session_state.get(page.key("product_answered")), st.session_state.get(page.key("product_known"))


def ask_product(page: PageState, subject: tuple, explanation: Explanation) -> bool:
    """Ask for the largest product of the subject's sum, before the sum; return whether that is still asked."""
    term, (answered, known) = largest_product(explanation), product_given(page)
    if term is None:
        return False
    if known == subject:
        st.success(f"One of its products: {term_text(term)} = {written(term.value)}.")
        return False
    if st.session_state.get(page.key("product_asked")) != subject:
        st.session_state[page.key("product_asked")] = subject
        st.session_state[page.key("product_answer")] = ""
    symbol = f"${explanation.symbol.latex}$"
    st.markdown(f"{symbol} is a sum of {plural(len(explanation.terms), 'term')}. **First one of them alone:**")
    formula(term.addend.latex)
    cells = (f"{factor.symbol.latex} &= {in_latex(factor.value)}" for factor in term.factors)
    formula("\\begin{aligned}" + " \\\\ ".join(cells) + "\\end{aligned}")
    with st.form(page.key("product_form"), border=False):
        st.text_input("Their product =", key=page.key("product_answer"), max_chars=40)
        check, give_up = st.columns(2)
        taken = {"on_click": take_product, "args": (page, subject, term.value)}
        check.form_submit_button("Check", width="stretch", **taken)
        know = {"on_click": know_product, "args": (page, subject)}
        give_up.form_submit_button("Reveal", width="stretch", **know)
    if answered is not None and answered[0] == subject:
        try:
            st.error(f"{written(parse_number(answered[1], 1e300))} is not it: multiply the two.")
        except ValueError as error:
            st.warning(verbatim(str(error)))
    return True


def take_product(page: PageState, subject: tuple, value: float) -> None:
    """Take the product that was typed, and go on to the sum if it is right; a callback."""
    typed = st.session_state[page.key("product_answer")]
    st.session_state[page.key("product_answered")] = subject, typed
    with suppress(ValueError):
        if close(parse_number(typed, 1e300), value):
            return know_product(page, subject)
    page.redraw()


def know_product(page: PageState, subject: tuple) -> None:
    """Go on to the sum; a callback."""
    st.session_state[page.key("product_known")] = subject
    page.redraw()
