"""Predict, then reveal, on a page: the question, the answer's grade, and the terms one by one after a wrong one."""

import streamlit as st

from rnnviz.arithmetic import FUNCTIONS, Explanation
from rnnviz.arithmetic.terms import product_in_symbols
from rnnviz.chapters.prediction import close, diagnose, first_difference
from rnnviz.numbers import in_latex, parse_number, written
from rnnviz.ui.components.panel import formula
from rnnviz.ui.state import Held


def question(held: Held, explanation: Explanation, revealed: str) -> None:
    """Ask for the explained number. When it is answered or given up, session key ``revealed`` holds its reference."""
    reference, symbol = explanation.reference, f"${explanation.symbol.latex}$"
    st.markdown(f"**What is {symbol}?** All that it is made of:")
    formula(explanation.latex())
    formula(operands(explanation))
    with st.form(held.key("answer_form"), border=False):
        typed = st.text_input(f"{symbol} =", key=held.key("answer"), max_chars=40)
        columns = st.columns(2)
        check = columns[0].form_submit_button("Check", width="stretch")
        give_up = columns[1].form_submit_button("Reveal", width="stretch")
    if give_up:
        st.session_state[revealed] = reference
        st.rerun()
    if check:
        st.session_state[held.key("answered")] = (reference, typed)
    asked, answer = st.session_state.get(held.key("answered"), (None, ""))
    if asked == reference:
        grade(held, explanation, answer, revealed)


def operands(explanation: Explanation) -> str:
    """The numbers that the explained one is made of, two in a row."""
    known = {factor.symbol.latex: in_latex(factor.value) for term in explanation.terms for factor in term.factors}
    cells = [f"{name} &= {value}" for name, value in known.items()]
    rows = (" & \\quad ".join(cells[k : k + 2]) for k in range(0, len(cells), 2))
    return "\\begin{aligned}" + " \\\\ ".join(rows) + "\\end{aligned}"


def grade(held: Held, explanation: Explanation, typed: str, revealed: str) -> None:
    """Right: reveal. Wrong: say what the answer would be right for, and ask for the terms."""
    try:
        answer = parse_number(typed)
    except ValueError as error:
        st.warning(str(error))
        return
    if close(answer, explanation.value):
        st.session_state[revealed] = explanation.reference
        st.session_state[held.key("praise")] = (explanation.reference, answer)
        st.rerun()
    st.error(f"{written(answer)} is not it. " + (diagnose(explanation, answer) or "Work it out term by term:"))
    with st.form(held.key("terms_form"), border=False):
        products = [
            st.text_input(
                f"{position}. ${product_in_symbols(term.factors)}$ =", key=held.key(f"term_{position}"), max_chars=40
            )
            for position, term in enumerate(explanation.terms, start=1)
        ]
        if st.form_submit_button("Find the first that differs"):
            try:
                numbers = [parse_number(product) for product in products]
            except ValueError as error:
                st.warning(str(error))
                return
            function = FUNCTIONS[explanation.function].spoken
            ending = f"then {function} of the sum." if function else "and that is the number."
            st.info(first_difference(explanation, numbers) or f"All terms agree. Add them, {ending}")
