"""Values that no widget and no component of ours would send, over a real websocket."""

from random import Random

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from bench.load.session import Session
from rnnviz.ui.routes import CHAPTERS
from tests.support.waiting import done

VALUES = ({"string_value": "abc"}, {"double_value": float("nan")}, {"json_value": "{"})
EVENT = '[{"event": "select", "value": {"name": [], "timestep": "1", "unit": -1e999}}]'


async def errors_of(address: str, path: str) -> list[str]:
    """The errors of a reader's moves after every widget and component has sent what it never would."""
    reader = Session(address, path, Random(0))
    try:
        await reader.open()
        await send_hostile(reader)
        reader.errors.clear()
        for _ in range(3):
            await reader.move()
        return list(reader.errors)
    finally:
        await reader.close()


async def send_hostile(reader: Session) -> None:
    """Have every widget and component send what it never would, and look whether the page is still there."""
    hostile = {key: VALUES[position % len(VALUES)] for position, key in enumerate(reader.widgets)}
    events = {f"$$STREAMLIT_INTERNAL_KEY_{key}__events": {"json_trigger_value": EVENT} for key in reader.components}
    for key, value in (hostile | events).items():
        message = BackMsg()
        message.rerun_script.page_script_hash = reader.page_hash
        for other, widget in reader.widgets.items():
            if other != key and widget.value is not None:
                widget.put(message.rerun_script.widget_states.widgets.add(id=other))
        message.rerun_script.widget_states.widgets.add(id=key, **value)
        reader.asked = True
        await reader.socket.send(message.SerializeToString())
        await reader.whole()
        await reader.send()  # as the browser does at the reader's next move
        await reader.whole()
        assert reader.widgets, f"{key} has ended the page"


@pytest.mark.parametrize("path", [chapter.path for chapter in CHAPTERS])
def test_hostile_values_leave_the_session_alive(server, path):
    assert done(errors_of(server, path)) == []
