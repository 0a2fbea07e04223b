"""The readers of ``make load``: they behave as a browser does, and miss no error."""

import json
import time
from random import Random

import pytest
from streamlit.proto.ButtonGroup_pb2 import ButtonGroup
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NumberInput_pb2 import NumberInput
from streamlit.proto.Slider_pb2 import Slider
from streamlit.proto.WidgetStates_pb2 import WidgetState

from bench.load.__main__ import arguments, measured, quantile, spread, visit
from bench.load.components import SCREEN, near
from bench.load.session import Move, Session
from bench.load.widgets import Widget
from rnnviz.ui.routes import CHAPTERS
from tests.support.serving import serve
from tests.support.waiting import done

OPTIONS = [ButtonGroup.Option(content=name) for name in ("a", "b", "c")]


def widget(kind: str, message) -> Widget:
    return Widget.received(kind, message, "", False, None)


def sent(each: Widget) -> str:
    state = WidgetState()
    each.put(state)
    return str(state).split()


def test_a_page_that_is_drawn_in_stages_is_followed_to_its_end(server):
    async def reader():
        session = Session(server, "hidden_state", Random(1))
        await session.open()
        (slider,) = (each for each in session.widgets.values() if getattr(each.message, "label", "") == "Timesteps")
        await session.move(slider)
        (timesteps,) = slider.value
        shown = {each.name: json.loads(each.data) for each in session.components.values()}
        assert shown["rnnviz_diagram"]["table"]["timesteps"] == timesteps
        read = next(each for each in shown["rnnviz_tables"]["tables"] if each["key"] == "x")
        assert len(read["rows"]) == timesteps, "which the browser must ask for"
        assert session.errors == [] and f"timesteps={timesteps:.0f}" in session.query
        first, page = session.moves[-1].durations(60)
        assert 0 < first < page
        await session.close()

    done(reader())


@pytest.mark.parametrize("chapter", [each.path for each in CHAPTERS])
def test_every_chapter_can_be_read(server, chapter):
    options = arguments(["--sessions", "2", "--seconds", "1.5", "--seed", "3"])
    result = done(measured([(None, server)], chapter, "fast", options))
    assert result.errors.total() == 0 and result.page
    assert all(first <= page < options.limit for first, page in zip(result.first, result.page, strict=True))


def test_a_server_that_goes_away_is_an_error():
    async def reader():
        with serve() as (_, address):
            session = Session(address, "hidden_state", Random(1))
            await session.open()
        await visit(session, (0.01, 0.02), time.perf_counter() + 0.2)
        assert session.errors[0] == "disconnected" and session.errors.count("disconnected") == 1
        assert session.errors[-1].startswith("not opened: ") and session.lost

    done(reader())


def test_an_exception_on_the_page_is_an_error():
    message = ForwardMsg()
    message.delta.new_element.exception.type = "KeyError"
    message.delta.new_element.exception.message = "seed"
    session = Session("http://127.0.0.1", "shapes", Random(1))
    session.take(message)
    assert session.errors == ["KeyError: seed"]


def test_sections_near_the_screen_are_asked_for_while_they_are_outdated():
    keys = ["h_preset", *(f"h_{k}_section" for k in range(9))]
    assert near(json.dumps({"page": "h", "outdated": ["8"]}), keys) is None
    name, value = near(json.dumps({"page": "h", "outdated": ["1", "8"]}), keys)
    assert name == "near" and value["near"] == [str(k) for k in range(SCREEN)]


def test_a_page_that_is_never_whole_takes_as_long_as_was_waited():
    assert Move(sent=2.0).durations(60) == (60, 60)
    assert Move(sent=2.0, first=3.0).durations(60) == (1, 60)
    assert Move(sent=2.0, first=3.0, page=7.0).durations(60) == (1, 5)
    assert Move(sent=2.0, page=7.0).durations(60) == (5, 5)


def test_sliders_reach_every_stop_and_no_other():
    each = widget("slider", Slider(id="x", min=1, max=4, step=1, default=[1]))
    found = {tuple(each.other(Random(seed))) for seed in range(50)}
    assert found == {(2,), (3,), (4,)}  # another value than 1
    two = widget("slider", Slider(id="x", min=0, max=9, step=3, default=[0, 9]))
    assert all(low <= high and {low, high} <= {0, 3, 6, 9} for low, high in (two.other(Random(k)) for k in range(50)))


def test_select_sliders_and_buttons_speak_in_texts():
    picked = widget("slider", Slider(id="x", options=["1", "10", "100"], default=[1]))
    assert sent(picked) == ["string_array_value", "{", "data:", '"10"', "}"]
    assert {tuple(picked.other(Random(seed))) for seed in range(50)} == {("1",), ("100",)}
    one = widget("button_group", ButtonGroup(id="x", options=OPTIONS, set_value=True, raw_values=["b"]))
    assert {tuple(one.other(Random(seed))) for seed in range(50)} == {("a",), ("c",)}
    multi = ButtonGroup(id="x", options=OPTIONS, default=[0], click_mode=ButtonGroup.MULTI_SELECT)
    assert {tuple(widget("button_group", multi).other(Random(seed))) for seed in range(50)} == {("a", "b"), ("a", "c")}


def test_an_empty_number_is_not_sent_and_a_whole_one_is_whole():
    empty = widget("number_input", NumberInput(id="x", has_min=True, min=0, has_max=True, max=5, step=1))
    assert sent(empty) == []
    assert {empty.other(Random(seed)) for seed in range(99)} == {0, 1, 2, 3, 4, 5}
    empty.value = empty.other(Random(1))
    assert sent(empty)[0] == "int_value:"


@pytest.mark.parametrize("step", [0, 1e-300])
def test_a_number_without_bounds_is_a_small_one(step):
    answer = NumberInput(id="x", min=-1e308, max=1e308, step=step, data_type=NumberInput.FLOAT)
    assert all(-1 <= widget("number_input", answer).other(Random(seed)) <= 1 for seed in range(50))


def test_what_a_reader_has_set_stays_until_the_server_sets_it():
    first = widget("slider", Slider(id="x", min=1, max=4, step=1, default=[1]))
    first.value = [3]
    again = Widget.received("slider", Slider(id="x", min=1, max=4, step=1, default=[1]), "", False, first)
    assert again.value == [3] and again.opened == [1]
    moved = Slider(id="x", min=1, max=4, step=1, default=[1], value=[2], set_value=True)
    assert Widget.received("slider", moved, "", False, again).value == [2]


def test_quantiles_are_values_that_were_met():
    values = [k / 1000 for k in range(1, 101)]
    assert [quantile(values, share) for share in (0.5, 0.95, 1.0)] == [0.05, 0.095, 0.1]
    assert spread(values) == "50 / 95 / 100"
    assert spread([]) == "nan / nan / nan"
