"""The Keras code of the stack, the link to it, and files to take away."""

import streamlit as st

from rnnviz.chapters.shapes import programs
from rnnviz.chapters.shapes.page.state import PAGE
from rnnviz.chapters.shapes.scene import is_shown, scene
from rnnviz.chapters.shapes.view.stack import View, stack_of
from rnnviz.ui.take_away import Download, take_away_section

CONTRAST = """<style>
.st-key-shapes_code_section :is(.token.keyword, .token.boolean, .token.string) { color: inherit; font-weight: 600; }
</style>"""
"""Three of Streamlit's colours of code are too pale on its own background: 2.2 to 3.8 : 1."""


def code_by() -> tuple:
    """Return what the code depends on: the stack, and whether it is unfolded."""
    return stack_of(PAGE.view), st.session_state.get(PAGE.key("code_fold"), False)


@PAGE.section(code_by, height=50)
def code() -> None:
    """Show the stack as Keras code, where it is unfolded: what colours it is half a megabyte."""
    with st.expander("The same in Keras", key=PAGE.key("code_fold"), on_change="rerun") as fold:
        if not fold.open:
            return
        if PAGE.view.loop:
            st.markdown("Keras has no layer that reads its own output: the loop is written around the layers.")
        elif any(getattr(layer, "return_state", False) for layer in PAGE.view.layers):
            st.markdown(
                "A layer with `return_state` returns a list, which `Sequential` cannot pass on: it is written out."
            )
        st.html(CONTRAST)
        st.code(programs.keras_code(PAGE.view), language="python", wrap_lines=True)


def caption(view: View) -> str:
    """Return what the programs do."""
    if scene(view).mistake:
        return "Each program asserts that Keras refuses this stack with this very message."
    if scene(view).runs_to < len(view.layers):
        return "Each program builds the stack and asserts its output's shape and how many parameters it has."
    return "Each program builds the stack, sets these very weights, runs this sample and asserts this output."


take_away = take_away_section(
    PAGE,
    (
        Download("These numbers (CSV)", "numbers.csv", "text/csv", programs.tensor_csv),
        Download("Keras script", "stack_keras.py", "text/x-python", programs.keras_script),
        Download("Notebook", "stack.ipynb", "application/x-ipynb+json", programs.notebook),
    ),
    caption,
    lambda view, each: each.make is not programs.tensor_csv or is_shown(view),
)
