"""Jobs on a page: whose they are, how far they are, and a button that stops them."""

import math
import uuid
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from rnnviz import jobs
from rnnviz.core.numbers import written
from rnnviz.ui.attempts import count_attempt
from rnnviz.ui.link import verbatim
from rnnviz.ui.page_state import PageState, Section

POLL, SELDOM = 0.5, 1.0
"""Seconds between two looks at a job, and at one that ten others are before: a whole class may be looking."""


@dataclass(frozen=True)
class Asked:
    """A job that a page has begun, and what it is about: with another subject it is another matter.

    ``refused`` is a sentence where it was not taken in; there is no job then.
    """

    job: str
    subject: Hashable
    refused: str = ""


def session() -> str:
    """Return what this session is called among the jobs, which learn when its tab is closed."""
    name = st.session_state.setdefault("jobs_session", uuid.uuid4().hex)
    _present(name)
    return name


@st.cache_resource(scope="session", max_entries=1, on_release=jobs.leave, show_spinner=False)
def _present(name: str) -> str:
    """Kept while the session lasts; a network that blinks ends it too, and the next look at a job takes that back."""
    jobs.touch(name)
    return name


def begin(page: PageState, name: str, task: str, arguments: dict, subject: Hashable) -> None:
    """Submit a job of a page, in a callback, in place of the one of that name; ``show_job`` tells if it is refused.

    ``subject`` is what it is about.
    """
    stop(page, name)
    try:
        asked = Asked(jobs.submit(session(), task, arguments), subject)
    except ValueError as error:
        asked = Asked("", subject, str(error))
    st.session_state[page.key(name)] = asked


def stop(page: PageState, name: str) -> None:
    """Stop a job of a page, if there is one that has not ended."""
    asked = st.session_state.get(page.key(name))
    if asked is not None and last_event(asked).kind not in jobs.ENDED:
        jobs.cancel(asked.job)


def last_event(asked: Asked) -> jobs.Event:
    """Return how far a job is; of one that was refused, or is known no more, that it failed."""
    return next(event for event in reversed(events(asked)) if event.kind != "sample")


def samples(asked: Asked) -> list[dict]:
    """Return the data of what a job has shown so far, in order, of each epoch; if it began again, of those since."""
    told = events(asked)
    began = max((position for position, event in enumerate(told) if event.kind == "started"), default=0)
    return [event.data for event in told[began:] if event.kind == "sample"]


def events(asked: Asked) -> tuple[jobs.Event, ...]:
    """Return all that is known of a job, at least one event."""
    if asked.refused:
        return (jobs.Event("failed", 0.0, {"message": asked.refused}),)
    try:
        return jobs.follow(asked.job)
    except ValueError as error:
        return (jobs.Event("failed", 0.0, {"message": str(error)}),)


def show_job(page: PageState, name: str) -> dict | None:
    """Return the result of a page's job once it is done, and None before; draw what there is to say till then.

    While it runs a fragment looks at it again and again, and runs the whole page once when it has ended.
    """
    asked = st.session_state.get(page.key(name))
    if asked is None:
        return None
    session()
    event = last_event(asked)
    if event.kind not in jobs.ENDED:
        pause = SELDOM if event.data.get("position", 0) > 10 else POLL
        st.fragment(progress, run_every=pause, key=page.key(f"{name}_progress"))(page, name)
    elif event.kind == "done":
        return event.data["result"]
    else:
        show = st.info if event.kind == "cancelled" else st.error
        show(verbatim(event.data["message"]))
    return None


def follow(
    page: PageState,
    name: str,
    show: Callable[[Any, dict], None],
    offer: Callable[[], None],
    meanwhile: Callable[[Asked], None] | None = None,
) -> None:
    """Draw what there is of a page's job, in its section: what offers it, how far it is, or what came of it.

    Args:
        page: whose job it is.
        name: of the job.
        show: draws a result; it is given what the job is about, and the result.
        offer: draws what begins it, where there is none, or one that came to nothing.
        meanwhile: draws, again and again, what it has shown so far while it runs.
    """
    asked = st.session_state.get(page.key(name))
    if asked is not None:
        result = show_job(page, name)
        if result is not None:
            return show(asked.subject, result)
        if last_event(asked).kind not in jobs.ENDED:
            if meanwhile is not None:
                st.fragment(meanwhile, run_every=SELDOM, key=page.key(f"{name}_meanwhile"))(asked)
            return None
    return offer()


def about_other(page: PageState, names: Sequence[str], section: Section, notes: Sequence[str] = ()) -> None:
    """Forget jobs, as what they were about is another; the last thing in a callback of what a reader has brought.

    Args:
        page: whose jobs they are.
        names: of the jobs: they are stopped.
        section: in which the reader acted: its fields are empty again (``attempts``).
        notes: about what was brought.
    """
    for name in names:
        stop(page, name)
        st.session_state.pop(page.key(name), None)
    count_attempt(page)
    page.notices[:] = notes
    page.drawn.pop(section.name, None)
    page.redraw(section)


def progress(page: PageState, name: str) -> None:
    """Draw how far a job is, and the button that stops it."""
    asked = st.session_state[page.key(name)]
    event = last_event(asked)
    if event.kind in jobs.ENDED:
        st.rerun()
    st.progress(share(event), text=said_of(event))
    st.button("Stop", key=page.key(f"{name}_stop"), on_click=stop, args=(page, name))


def share(event: jobs.Event) -> float:
    """Return how much of a job is done, from 0 to 1."""
    return event.data["epoch"] / event.data["epochs"] if event.kind == "epoch" else 0.0


def said_of(event: jobs.Event) -> str:
    """Say what a job is doing.

    >>> said_of(jobs.Event("epoch", 3.0, {"epoch": 2, "epochs": 20, "metrics": {"loss": 0.125}, "left": 5.2}))
    'Epoch 2 of 20, about 6 s left; loss 0.125'
    """
    match event:
        case jobs.Event("queued", _, {"position": 1}):
            return "Next to run"
        case jobs.Event("queued", _, {"position": position}):
            return f"Waiting: number {position} in the queue"
        case jobs.Event("epoch", _, {"epoch": epoch, "epochs": epochs, "metrics": metrics, "left": left}):
            numbers = ", ".join(f"{name.replace('_', ' ')} {written(value, 4)}" for name, value in metrics.items())
            return f"Epoch {epoch} of {epochs}, about {math.ceil(left)} s left; {numbers}"
        case jobs.Event("started", _, {"attempt": 2}):
            return "Its worker ended: another begins it again"
    return "Keras is at work; before its first job it takes some seconds to load"
