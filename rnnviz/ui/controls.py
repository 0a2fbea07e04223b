"""Controls. Each owns its label, its check, its key and its name in a link, and is drawn from the view."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from rnnviz.core.numbers import parse_numbers
from rnnviz.ui.link import Parameter, choice, whole
from rnnviz.ui.page_state import PageState


@dataclass(frozen=True)
class Control:
    """What every control has: the view's field it sets, its name in a link, its label and a word of help."""

    field: str
    name: str
    label: str
    help: str | None = None

    def draw(
        self, page: PageState, apply: Callable[[Any, str, Any], Any] | None = None, first: str | None = None
    ) -> None:
        """Show the control.

        ``apply(view, field, value)`` makes the new view (by default the field is replaced); ``first`` is the
        fragment to draw before the rest of the page.
        """
        key = page.sync_widget(self.field, getattr(page.view, self.field))

        def changed():
            value = st.session_state[key]
            page.change(lambda view: (apply or set_field)(view, self.field, self.check(value)))
            if first:
                page.show_first(first)

        self.widget(key, changed)

    def widget(self, key: str, changed: Callable[[], None]) -> None:
        """The Streamlit widget."""
        raise TypeError(f"{type(self).__name__} has no widget")

    def check(self, value: Any) -> Any:
        """``value``, or ValueError with a sentence: a browser's own limits are not to be trusted."""
        return value


def set_field(view: Any, field: str, value: Any) -> Any:
    """The view with one field replaced."""
    return replace(view, **{field: value})


def choose_preset(
    page: PageState,
    titles: Mapping[str, str],
    opened: Callable[[Any, str], Any],
    field: str = "preset",
    first: str | None = None,
) -> None:
    """The row of examples that a page can open with, which the view names in ``field``.

    ``opened(view, key)`` is the view of one of them; ``first`` is the fragment to draw before the rest of the page.
    """
    key = page.sync_widget(field, getattr(page.view, field))

    def chosen():
        page.change(lambda view: opened(view, st.session_state[key]))
        if first:
            page.show_first(first)

    st.pills(
        "Example",
        titles,
        format_func=titles.get,
        key=key,
        on_change=chosen,
        required=True,
        label_visibility="collapsed",
    )


def type_numbers(
    page: PageState, numbers: Iterable[float], most: int, limit: float, take: Callable[[Any, tuple[float, ...]], Any]
) -> None:
    """The text field of the reader's own series; ``take(view, numbers)`` is the view with what was typed.

    What is no series is told of and stays in the field; the field is written anew when the series is another.
    """
    key, shown = page.key("numbers"), ", ".join(repr(float(each)).removesuffix(".0") for each in numbers)
    if key not in st.session_state or st.session_state.get(page.key("numbers_of")) != shown:
        st.session_state[key] = st.session_state[page.key("numbers_of")] = shown

    def typed():
        try:
            found = tuple(parse_numbers(st.session_state[key], most, limit))
        except ValueError as error:
            return page.notify(f"Your numbers were not taken. {error}")
        page.change(lambda view: take(view, found))

    label = f"Your numbers: 1 to {most}, separated by commas, spaces or new lines"
    st.text_area(label, key=key, on_change=typed, height=80, max_chars=4000)


def drawer(page: PageState, draw: Callable[[], None], width: str = "stretch") -> None:
    """The choices that matter less, in a drawer that is drawn when it opens.

    Widgets that were in it before would come up with their own defaults in the browser, not with the view.
    """
    with st.popover("More choices", key=page.key("more"), on_change="rerun", width=width) as opened:
        if opened.open:
            draw()


@dataclass(frozen=True)
class Choice(Control):
    """One of a few: a select box, or side by side, there with its label hidden where the options say it."""

    options: tuple = ()
    names: tuple[str, ...] = ()
    side_by_side: bool = False
    plain: bool = False

    def widget(self, key, changed):
        """Buttons side by side, or a select box."""
        names = dict(zip(self.options, self.names or self.options, strict=True))
        draw = st.segmented_control if self.side_by_side else st.selectbox
        extra = {"required": True, "width": "stretch"} if self.side_by_side else {}
        extra |= {"label_visibility": "collapsed", "width": "content"} if self.plain else {}
        draw(self.label, self.options, format_func=names.get, key=key, on_change=changed, help=self.help, **extra)

    def check(self, value):
        """One of the options."""
        if value not in self.options:
            raise ValueError(f"{self.label} must be one of {', '.join(map(str, self.options))}.")
        return value

    @property
    def parameter(self) -> Parameter:
        """Its name and type in a link."""
        return Parameter(self.name, choice(self.options))


@dataclass(frozen=True)
class Whole(Control):
    """A whole number between two bounds, as a slider."""

    low: int = 1
    high: int = 8

    def widget(self, key, changed):
        """A slider."""
        st.slider(self.label, self.low, self.high, key=key, on_change=changed, help=self.help)

    def check(self, value):
        """Within the bounds."""
        if type(value) is not int or not self.low <= value <= self.high:
            raise ValueError(f"{self.label} must be a whole number from {self.low} to {self.high}.")
        return value

    @property
    def parameter(self) -> Parameter:
        """Its name and type in a link."""
        return Parameter(self.name, whole(self.low, self.high))


@dataclass(frozen=True)
class Number(Whole):
    """A whole number between two bounds, typed; ``empty`` says what an empty field means, None that there is none."""

    empty: str | None = None
    width: int | str = "stretch"

    def widget(self, key, changed):
        """A field."""
        options = {"help": self.help, "placeholder": self.empty, "width": self.width}
        st.number_input(self.label, self.low, self.high, None, step=1, key=key, on_change=changed, **options)

    def check(self, value):
        """Within the bounds, or nothing where that means something."""
        return None if value is None and self.empty is not None else super().check(value)


@dataclass(frozen=True)
class Flag(Control):
    """On or off; 1 or 0 in a link."""

    def widget(self, key, changed):
        """A toggle."""
        st.toggle(self.label, key=key, on_change=changed, help=self.help)

    @property
    def parameter(self) -> Parameter:
        """Its name and type in a link."""
        parse = choice(("0", "1"))
        return Parameter(self.name, lambda text: parse(text) == "1", lambda flag: "1" if flag else "0")


@dataclass(frozen=True)
class Pick(Control):
    """One of some numbers in order, as a slider that stops at each."""

    options: tuple[float, ...] = ()
    names: tuple[tuple[float, str], ...] = ()

    def widget(self, key, changed):
        """A slider."""
        names = {each: f"{each:g}" for each in self.options} | dict(self.names)
        st.select_slider(self.label, self.options, key=key, on_change=changed, help=self.help, format_func=names.get)

    def check(self, value):
        """One of the options."""
        if value not in self.options:
            raise ValueError(f"{self.label} must be one of {', '.join(f'{each:g}' for each in self.options)}.")
        return value

    @property
    def parameter(self) -> Parameter:
        """Its name and type in a link."""
        by_text = {f"{each:g}": each for each in self.options}
        parse = choice(tuple(by_text))
        return Parameter(self.name, lambda text: by_text[parse(text)], lambda value: f"{value:g}")
