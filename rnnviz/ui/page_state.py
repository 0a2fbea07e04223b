"""The view of a page in the session, and the sections that show it.

The view is the one place where what the reader chose is kept, changed and written to the address. Widgets never own a
value: each is drawn from the view (``widget``) and, when touched, changes it through ``change``; what does not fit is
refused with a sentence, and the view stays as it was.

A page is made of sections. Each knows what it depends on, so that after a change only those are drawn anew that show
something else; those that the reader acts on come first, the others when they are near the screen (see ``watch``).
"""

from collections.abc import Callable, Hashable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from rnnviz.ui.components.watch import watch
from rnnviz.ui.link import Link, verbatim
from rnnviz.ui.widget import MISSING, Widget, note_moved, showing

WRITTEN = "written"
"""The session key of what each page last wrote to the address."""

EVERYTHING = "*"
"""In the place of a section's name: all of them are near the screen."""


@dataclass(frozen=True, eq=False)
class Section:
    """A part of a page that is drawn by itself; calling it draws it, or keeps its place while it is far below.

    Args:
        page: the page.
        name: of the section, within its page.
        draw: draws it.
        by: what it depends on; it is drawn anew only when that is another.
        first: whether it comes before all others after a change, because the reader acts on it.
        late: whether it is a row of controls: there from the beginning, but drawn after a change like the others, even
            when a control in it was moved, because that shows it already.
        height: in pixels, roughly; the place that is kept for it. 0 where there may be nothing to draw.
    """

    page: "PageState"
    name: str
    draw: Callable[[], None]
    by: Callable[[], Hashable]
    first: bool = False
    late: bool = False
    height: int = 300

    def __call__(self) -> None:
        """Place the section here."""
        self.page.placed[self.name] = self
        # Streamlit knows fragments apart by the names of their functions.
        st.fragment(wraps(self.draw)(partial(Section.body, self)), key=self.page.key(self.name))()

    def body(self) -> None:
        """Draw the section as it is now, or its empty place."""
        page, by = self.page, self.by()
        page.drawn.pop(self.name, None)  # until it is whole: a run may be given up in the middle
        with st.container(key=page.key(f"{self.name}_section")) if self.height else nullcontext():
            if self.first or self.late or page.near & {self.name, EVERYTHING}:
                page.drawing = self
                self.draw()
                page.drawn[self.name] = by
                page.drawn_in[self.name] = page.beat + 1
            else:
                st.container(height=page.heights.get(self.name, self.height), border=False)

    @property
    def is_outdated(self) -> bool:
        """Whether what is on the screen is not what the view says."""
        return self.page.drawn.get(self.name, MISSING) != self.by()


class PageState:
    """The view of one page in this session, and its sections.

    Args:
        name: of the page, which keeps its keys apart from other pages'.
        link: how its view is written, read and fitted.
        structure: what decides which sections the page has; when that is another, all of the page is drawn.
    """

    def __init__(self, name: str, link: Link, structure: Callable[[Any], Hashable] = lambda view: None):
        self.name, self.link, self.structure = name, link, structure
        self.show_notices = Section(self, "notices", self.draw_notices, lambda: tuple(self.notices), True, height=0)

    def key(self, name: str) -> str:
        """Return the session key of something of this page."""
        return f"{self.name}_{name}"

    def recall(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what the session remembers under a name; made where it remembers nothing."""
        key = self.key(name)
        found = st.session_state.get(key, MISSING)
        if found is MISSING:
            found = st.session_state[key] = make()
        return found

    def once(self, name: str, about: Hashable, make: Callable[[], Any]) -> Any:
        """Return what ``make`` makes; the session remembers it under a name as long as it is about the same."""
        key = self.key(name)
        kept = st.session_state.get(key)
        if kept is None or kept[0] != about:
            kept = st.session_state[key] = about, make()
        return kept[1]

    # The view

    def open(self) -> Any:
        """Return the view to show now: from the link where one was just opened, else as it was left."""
        query, written = st.query_params.to_dict(), st.session_state.setdefault(WRITTEN, {})
        # The browser's Back may bring a page the query of the page that was left.
        others = [each for page, each in written.items() if page != self.name]
        is_query = query not in others if query else get_script_run_ctx().is_history_navigation
        # After an event of this page, the query that came with it may be older than the view.
        is_newest = get_script_run_ctx().is_history_navigation or not st.session_state.get(self.key("moved"), False)
        is_opened = is_query and is_newest and query != written.get(self.name)
        if is_opened or self.key("view") not in st.session_state:
            view, ignored = self.link.read(query)
            st.session_state[self.key("view")] = view
            st.session_state[self.key("opened")] = None if ignored else (view, query)
            note_moved(self)
            for sentence in ignored:
                self.notify(sentence)
        st.session_state[self.key("placed")] = {}
        st.session_state[self.key("shown_structure")] = self.structure(self.view)
        self.write_address()
        return self.view

    def open_instead(self, view: Any) -> None:
        """Open a view in the place of what the link says, which no link can hold; before anything is drawn."""
        st.session_state[self.key("view")] = view

    @property
    def view(self) -> Any:
        """The view as it is."""
        return st.session_state[self.key("view")]

    def change(self, make: Callable[[Any], Any], acting: Section | None = None) -> None:
        """Replace the view by ``make(view)``, fitted, and draw what that changes; the last thing in a callback.

        If ``make`` raises ValueError, its sentence is told and the view stays. ``acting`` is the section in which the
        reader acted.
        """
        try:
            self.notices.clear()
            view, notes = self.link.fitted(make(self.view))
        except ValueError as error:
            return self.refuse(str(error), acting)
        st.session_state[self.key("view")] = view
        self.notices.extend(notes)
        self.redraw(acting)

    def refuse(self, sentence: str, acting: Section | None = None) -> None:
        """Tell the reader why nothing was changed; the last thing in a callback."""
        self.notices[:] = [sentence]
        if acting is not None:
            self.drawn.pop(acting.name, None)  # its control shows what was refused
        self.redraw(acting)

    def notify(self, sentence: str) -> None:
        """Tell the reader something about a change, while it is made."""
        self.notices.append(sentence)

    @property
    def notices(self) -> list[str]:
        """What there is to tell, until the next change."""
        return self.recall("notices", list)

    def draw_notices(self) -> None:
        """Tell what was refused or left out."""
        sentences = [verbatim(sentence) for sentence in self.notices]
        if sentences:
            st.warning(sentences[0] if len(sentences) == 1 else "\n".join(f"- {each}" for each in sentences))

    def widget(self, name: str, value: Any) -> Widget:
        """Return a widget that shows ``value``; ``name`` tells it from the others of the page."""
        return showing(self, name, value)

    # The address

    def write_address(self) -> None:
        """Let the browser's address be the link of the view.

        A link that was opened and says the same in other words stays: another one would be an entry in the browser's
        history that its Back could not pass.
        """
        query = st.query_params.to_dict()
        is_as_opened = st.session_state.get(self.key("opened")) == (self.view, query)
        written = query if is_as_opened else self.link.write(self.view)
        st.session_state[WRITTEN][self.name] = written
        st.session_state[self.key("moved")] = False
        if written != query:
            st.query_params.from_dict(written)

    # The sections

    def section(self, by: Callable[[], Hashable] | None = None, **options) -> Callable[[Callable[[], None]], Section]:
        """Make a function that draws a part of the page a section of that name; for the options see ``Section``.

        ``by`` is the whole view where it is not given.
        """
        return lambda draw: Section(self, draw.__name__, draw, by or (lambda: self.view), **options)

    @property
    def placed(self) -> dict[str, Section]:
        """The sections that the last run of the whole page placed, in order."""
        return st.session_state[self.key("placed")]

    @property
    def drawn(self) -> dict[str, Hashable]:
        """What each section on the screen was drawn by."""
        return self.recall("drawn", dict)

    @property
    def drawn_in(self) -> dict[str, int]:
        """In which answer each section was drawn last."""
        return self.recall("drawn_in", dict)

    @property
    def beat(self) -> int:
        """How many answers there have been."""
        return self.recall("beat", int)

    @property
    def near(self) -> set[str]:
        """The sections that were near the screen when the browser last told."""
        return self.recall("near", set)

    @property
    def heights(self) -> dict[str, int]:
        """How high sections were when the browser last told, in pixels."""
        return self.recall("heights", dict)

    @property
    def drawing(self) -> Section | None:
        """The section that is being drawn; a control remembers it, to draw it first when it is moved."""
        return st.session_state.get(self.key("drawing"))

    @drawing.setter
    def drawing(self, section: Section) -> None:
        st.session_state[self.key("drawing")] = section

    @property
    def outdated(self) -> list[str]:
        """The sections that do not show the view as it is."""
        return [name for name, each in self.placed.items() if each.is_outdated]

    def redraw(self, acting: Section | None = None) -> None:
        """Draw what the reader acts on, and let the browser ask for the rest when that is painted.

        The last thing in a callback.
        """
        st.session_state[self.key("moved")] = True
        note_moved(self)
        at_once = {each.name for each in self.placed.values() if each.first}
        if acting is not None and not acting.late:
            at_once.add(acting.name)
        self._rerun(at_once)

    def _rerun(self, names: set[str]) -> None:
        """Draw those of the sections that are outdated, and let the browser look what else is near."""
        if not get_script_run_ctx().fragment_ids_this_run:
            return  # the browser's Back, or another page, came with the event: the whole page is drawn already
        if self.structure(self.view) != st.session_state[self.key("shown_structure")]:
            st.rerun()
        drawn = [name for name, each in self.placed.items() if name in names and each.is_outdated]
        st.rerun([self.key(name) for name in (*drawn, "watch")])

    def watch(self) -> None:
        """Write the address, and have the browser ask for sections that come near; the last thing on a page."""
        st.fragment(self.watch_body, key=self.key("watch"))()

    def watch_body(self) -> None:
        """Draw the component that watches which sections are near the screen."""
        self.write_address()
        beat = st.session_state[self.key("beat")] = self.beat + 1
        key, steps = self.key("watch"), sorted(self.link.steps)
        query = urlencode(st.session_state[WRITTEN][self.name], doseq=True)
        watch(self.outdated, beat, page=self.name, query=query, steps=steps, key=key, on_near=self.came_near)

    def came_near(self) -> None:
        """Take the component's event: draw the sections near the screen that are not as they should be."""
        event = st.session_state[self.key("watch")].near
        match event:
            case {"missed": [int(first), int(last)]}:
                for name in [name for name, beat in self.drawn_in.items() if first <= beat <= last]:
                    self.drawn.pop(name, None)
        match event:
            case {"near": list(near), "heights": dict(heights)}:
                names = {name for name in near if isinstance(name, str) and name in self.placed}
                st.session_state[self.key("near")] = names
                for name, height in heights.items():
                    if name in self.placed and type(height) is int and 0 < height < 10_000:
                        self.heights[name] = height
                self._rerun(names)
