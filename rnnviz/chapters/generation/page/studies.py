"""Which units follow a rule, whether the network uses them, and which letters mattered."""

from dataclasses import replace
from functools import partial

import streamlit as st

from rnnviz.chapters.generation import figures, words
from rnnviz.chapters.generation.page.pictures import draw
from rnnviz.chapters.generation.page.predicting import CHOOSING, say_first
from rnnviz.chapters.generation.page.state import PAGE, network
from rnnviz.chapters.generation.scene import letter_of, position_of, written
from rnnviz.chapters.generation.studies import SHOWN, Found, mattering, silencing, units_finding
from rnnviz.chapters.generation.view import View
from rnnviz.core.numbers import written as number
from rnnviz.text import attribution, rules, units
from rnnviz.text import silencing as proofs
from rnnviz.text.rules import MAX_LENGTH, parse_rule
from rnnviz.ui.background import compute_or_offer, progress_of
from rnnviz.ui.cache import CACHE
from rnnviz.ui.components.table import table
from rnnviz.ui.components.writing import writing
from rnnviz.ui.link import verbatim

OFFERED = (
    *("inside quotation marks", "after a space", "within brackets"),
    *("from the fifth letter of a word on", "late in a line", "a capital letter"),
)
"""Rules to begin with, of ``rules.EXAMPLES``."""

MANY = 6
"""Units in the table."""


def units_by():
    """Return what the part about units depends on."""
    view = PAGE.view
    try:
        finding = units_finding(view)
    except ValueError:
        return view.model, view.rule
    found = CACHE.get(finding.key)
    return view.model, view.rule, progress_of(PAGE, finding), found and progress_of(PAGE, silencing(view, found))


@PAGE.section(units_by, height=600)
def follow() -> None:
    """Draw the rule, the units that follow it best, the text coloured by the first, and the proof."""
    view = PAGE.view
    st.header("Which unit follows what?")
    anew = view.model.settings.rereads
    reads = f" It begins anew for every letter: what a unit is after a letter, the last {anew} tell." if anew else ""
    st.markdown(
        "State a rule about letters. Every unit is ranked by how well it tells where the rule holds from where it does "
        f"not, on text that the network never read, beside the same with the labels shifted.{reads}"
    )
    type_rule()
    try:
        found: Found | None = compute_or_offer(PAGE, units_finding(view), "Look for units")
    except ValueError as error:
        st.info(verbatim(str(error)))
        return
    if found is None:
        return
    rule = parse_rule(view.rule)
    st.markdown(verbatim(f"{rules.said(rule, found.holds)} {units.said(found.finding, view.rule)}"))
    ranked = found.finding.overall.ranked[:MANY]
    best = ranked[0]
    stretch = slice(found.shown, found.shown + SHOWN)
    text = found.text[stretch]
    strip, beside = st.columns([1.7, 1], gap="medium")
    with strip:
        writing(
            [text],
            [([""] * len(text), [[]] * len(text))],
            marked=found.holds[stretch],
            temperatures=(1.0,),
            chosen=0,
            position=-1,
            letter="",
            colours=found.best[stretch],
            key=PAGE.key("strip"),
            label=f"Text that the network never read, coloured by {best.array} of unit {best.unit}",
            words=f"Coloured by {best.array} of unit {best.unit}; underlined where the rule holds.",
        )
    with beside:
        rows = [(f"{each.array}[{each.unit}]", number(each.auc, 3), number(each.p, 2)) for each in ranked]
        table(("unit", "AUC", "p"), rows, key=PAGE.key("ranked"), name="units that follow the rule best")
        st.caption(
            "AUC: of a letter where the rule holds and one where it does not, in what share of pairs the unit is "
            "higher at the first. ½ is chance; 1 and 0 tell them apart alike. p: how often labels shifted in a "
            "circle do as well."
        )
        st.button(
            f"Colour the text above by {best.array}[{best.unit}]",
            key=PAGE.key("colour_by_best"),
            on_click=partial(PAGE.change, lambda view: replace(view, colour=best.array, unit=best.unit)),
        )
    st.markdown(
        "A unit may follow a rule and the network not need it. So the three whose h follows best are held at 0, and "
        "the text is read again: does the prediction suffer where the rule holds?"
    )
    proof = compute_or_offer(PAGE, silencing(view, found), "Silence these three")
    if proof is not None:
        st.markdown(f"**Silenced.** {verbatim(proofs.said(proof, view.rule))}")


def type_rule() -> None:
    """Draw the field of the rule and some to begin with; what is not understood is told of and stays in the field."""
    key, view, section = PAGE.key("rule_typed"), PAGE.view, PAGE.drawing
    refused = PAGE.key("rule_refused")
    if key not in st.session_state or st.session_state.get(PAGE.key("rule_of")) != view.rule:
        st.session_state[key] = st.session_state[PAGE.key("rule_of")] = view.rule

    def take(source: str) -> None:
        st.session_state.pop(refused, None)
        try:
            rule = parse_rule(source)
        except ValueError as error:
            st.session_state[refused] = f"The rule was not taken, what stands below is of “{view.rule}”. {error}"
            PAGE.drawn.pop(section.name, None)
            return PAGE.redraw(section)
        PAGE.change(lambda view: replace(view, rule=rule.source), section)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        known = ", ".join((*rules.HOLDS, *rules.COUNTS))
        st.text_input(
            "The rule",
            key=key,
            on_change=lambda: take(st.session_state[key]),
            max_chars=MAX_LENGTH,
            width=360,
            help=verbatim(
                f"Such as: next = 'e' and not first of word. Names: {known}; char, previous, next = 'e' or in 'aeiou'; "
                "and, or, not, since; = != < <= > >=."
            ),
        )
        for name in OFFERED:
            example = rules.EXAMPLES[name]
            st.button(name, key=PAGE.key(f"rule_{example}"), on_click=take, args=(example,))
    if refused in st.session_state:
        st.warning(verbatim(st.session_state[refused]))


def mattered_by():
    """Return what the part about letters depends on."""
    view = PAGE.view
    return network(), position_of(view), letter_of(view), CHOOSING.is_asked, progress_of(PAGE, mattering(view))


@PAGE.section(mattered_by, height=500)
def mattered() -> None:
    """Draw which letters mattered for the probability that is opened, and for how long the last one does."""
    view: View = PAGE.view
    if CHOOSING.is_asked:
        return say_first()
    shown, model = written(view), view.model
    asked = model.vocabulary.characters[letter_of(view)]
    st.markdown(
        f"How likely is {verbatim(attribution.quoted(asked))} {verbatim(words.place(view))}? Each letter that was "
        "read is left out in turn, and the answer compared. Beside it gradient × input, which guesses the same from "
        "slopes."
    )
    found = compute_or_offer(PAGE, mattering(view), "Leave each letter out")
    if found is None:
        return
    text = model.vocabulary.decode(shown.tokens)
    read = text[: position_of(view) + 1]
    read = read[-model.settings.rereads :] if model.settings.rereads else read
    draw(figures.mattered(found.attribution, read, asked), "which letters mattered")
    if found.memory is not None and found.memory.variation.shape[1] > 1:
        others = model.vocabulary.decode(found.memory.others)
        st.markdown(
            "**Another letter** in the place of the last one read: how long do the state (|Δh|) and what is said "
            "(total variation: half the sum of all differences of probabilities) differ?"
        )
        st.markdown(f"{verbatim(attribution.said_of_memory(found.memory, text, others))}")
        draw(figures.memory(found.memory, text), "how long a change is remembered")
