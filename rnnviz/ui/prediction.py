"""Predict, then reveal, on a page: the question, the answer's grade, and the terms one by one after a wrong one."""

import streamlit as st

from rnnviz.core.arithmetic import FUNCTIONS, Explanation
from rnnviz.core.numbers import in_latex, parse_number, written
from rnnviz.ui.formula import formula
from rnnviz.ui.grading import close, diagnose, first_difference
from rnnviz.ui.link import verbatim
from rnnviz.ui.page_state import PageState


def is_revealed(page: PageState, subject: tuple) -> bool:
    """Tell whether the subject, a number of a network, has been answered or given up."""
    return st.session_state.get(page.key("revealed")) == subject


def praised(page: PageState, subject: tuple) -> float | None:
    """Return the right answer that the reader gave for the subject; None if there was none."""
    of, answer = st.session_state.get(page.key("praise"), (None, None))
    return answer if of == subject else None


def question(page: PageState, subject: tuple, explanation: Explanation) -> None:
    """Ask for the explained number, the subject, until it is answered or given up."""
    if st.session_state.get(page.key("asked")) != subject:
        st.session_state[page.key("asked")] = subject
        st.session_state[page.key("answer")] = ""
    symbol = f"${explanation.symbol.latex}$"
    st.markdown(f"**What is {symbol}?** All that it is made of:")
    formula(explanation.latex())
    formula(operands(explanation))
    with st.form(page.key("answer_form"), border=False):
        typed = st.text_input(f"{symbol} =", key=page.key("answer"), max_chars=40)
        columns = st.columns(2)
        check = columns[0].form_submit_button("Check", width="stretch")
        give_up = columns[1].form_submit_button("Reveal", width="stretch")
    if give_up:
        st.session_state[page.key("revealed")] = subject
        st.rerun()
    if check:
        st.session_state[page.key("answered")] = (subject, typed)
    asked, answer = st.session_state.get(page.key("answered"), (None, ""))
    if asked == subject:
        grade(page, subject, explanation, answer)


def operands(explanation: Explanation) -> str:
    """Write the numbers that the explained one is made of, two in a row; one where a name is a fraction."""
    known = {factor.symbol.latex: in_latex(factor.value) for term in explanation.terms for factor in term.factors}
    cells = [f"{name} &= {value}" for name, value in known.items()]
    beside = 1 if any("\\frac" in name for name in known) else 2
    rows = (" & \\quad ".join(cells[k : k + beside]) for k in range(0, len(cells), beside))
    return "\\begin{aligned}" + " \\\\ ".join(rows) + "\\end{aligned}"


def grade(page: PageState, subject: tuple, explanation: Explanation, typed: str) -> None:
    """Reveal the number if it is right; else say what it would be right for, and ask for the terms."""
    try:
        answer = parse_number(typed, 1e300)
    except ValueError as error:
        st.warning(verbatim(str(error)))
        return
    if close(answer, explanation.value):
        st.session_state[page.key("revealed")] = subject
        st.session_state[page.key("praise")] = (subject, answer)
        st.rerun()
    st.error(f"{written(answer)} is not it. " + (diagnose(explanation, answer) or "Work it out term by term:"))
    with st.form(page.key("terms_form"), border=False):
        products = [
            st.text_input(f"{position}. ${term.addend.latex}$ =", key=page.key(f"term_{position}"), max_chars=40)
            for position, term in enumerate(explanation.terms, start=1)
        ]
        if st.form_submit_button("Find the first that differs"):
            try:
                numbers = [parse_number(product, 1e300) for product in products]
            except ValueError as error:
                st.warning(verbatim(str(error)))
                return
            function = FUNCTIONS[explanation.function].spoken
            ending = f"then {function} of the sum." if function else "and that is the number."
            st.info(first_difference(explanation, numbers) or f"All terms agree. Add them, {ending}")
