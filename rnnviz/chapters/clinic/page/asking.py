"""The question: its code, the prediction, and the answer."""

from html import escape

import streamlit as st

from rnnviz.chapters.clinic.page.state import PAGE, settings
from rnnviz.chapters.clinic.question import LETTERS
from rnnviz.chapters.clinic.scene import live
from rnnviz.chapters.clinic.view import SHOWN, guess_of
from rnnviz.chapters.clinic.words import grade, others


@PAGE.section(lambda: (settings(), PAGE.view.guess), first=True)
def question() -> None:
    """Ask, and once there is a prediction or the answer is shown, say what it is and what proves it."""
    view = PAGE.view
    asked = view.question
    st.header(asked.question)
    code(asked.code)
    predict()
    if not view.is_answered:
        return
    is_right, sentence = grade(view)
    {True: st.success, False: st.error, None: st.info}[is_right](sentence)
    st.markdown(live(view).answer)
    if asked.changed:
        st.markdown(f"**What changed.** {asked.changed}")
    with st.expander("Why the other answers are believed"):
        for text, why in others(view):
            st.markdown(f"- **{text}** {why}")
    go = asked.deeper
    st.page_link(f"pages/{go.chapter}.py", label=f"{go.label} →", query_params=go.query)


def predict() -> None:
    """Draw the choices, of which one click is graded, and the button that shows the answer without."""
    view, section = PAGE.view, PAGE.drawing
    texts = dict(zip(LETTERS, (each.text for each in view.question.choices), strict=False))
    guessed = PAGE.widget(f"guess_{view.scene}", view.guess if view.guess in texts else None)

    def take(letter: str | None) -> None:
        if letter in texts:
            PAGE.change(lambda view: guess_of(view, letter), section)

    st.radio(
        view.question.asked, texts, index=None, format_func=texts.get, key=guessed.key, on_change=guessed.then(take)
    )
    if not view.is_answered:
        st.button(
            "Show the answer", key=PAGE.key("show"), on_click=lambda: PAGE.change(lambda each: guess_of(each, SHOWN))
        )


def code(text: str) -> None:
    """Show a few lines of code of ours, without what colours code: that is half a megabyte."""
    st.html(f"<pre class='clinic-code'>{escape(text)}</pre>")
