"""Values that no widget and no component of ours would send, over a real websocket."""

import asyncio
import re
from random import Random

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from bench.load.session import Session
from rnnviz.ui.routes import CHAPTERS

HOSTILE = (
    {"string_value": "abc"},
    {"double_value": float("nan")},
    {"json_value": "{"},
    {"json_trigger_value": '[{"event": "select", "value": {"name": [], "timestep": "1", "unit": -1e999}}]'},
)


async def visit(address: str, path: str) -> Session:
    """A reader's session, after every widget and component has sent what it never would."""
    reader = Session(address, path, Random(0))
    await reader.open()
    for position, key in enumerate([*reader.widgets, *reader.components]):
        message = BackMsg()
        message.rerun_script.page_script_hash = reader.page_hash
        for other, widget in reader.widgets.items():
            if other != key and widget.value is not None:
                widget.put(message.rerun_script.widget_states.widgets.add(id=other))
        message.rerun_script.widget_states.widgets.add(id=key, **HOSTILE[position % len(HOSTILE)])
        reader.asked = True
        await reader.socket.send(message.SerializeToString())
        await reader.whole()
        await reader.send()  # as the browser does at the reader's next move
        await reader.whole()
        assert reader.widgets, f"{key} has ended the page"
        assert reader.query == "", f"{key} has changed the view"
    reader.errors.clear()
    for _ in range(3):
        await reader.move()
    await reader.close()
    return reader


@pytest.mark.parametrize("path", [chapter.path for chapter in CHAPTERS])
def test_hostile_values_leave_the_session_alive(server, path):
    assert [each for each in asyncio.run(visit(server, path)).errors if not re.fullmatch("disconnected", each)] == []
