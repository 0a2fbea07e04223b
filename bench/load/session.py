"""One reader: a websocket session that behaves as the browser does, and times what follows each of its moves."""

import asyncio
import json
import time
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from bench.load.components import ANSWERS, ASIDE, MOVES
from bench.load.widgets import KINDS, Widget

FRAME = 1 / 60
"""Seconds that a browser takes, at the least, until it has painted what it was sent and answers."""


class Lost(Exception):
    """The connection is closed, or the page has no controls any more: an error that the session has noted."""


@dataclass
class Component:
    """One of our components on the page, with the JSON that it was last sent."""

    id: str
    name: str
    fragment: str
    data: str


@dataclass
class Move:
    """A reader's move, and when what followed it had arrived, in seconds of ``time.perf_counter``.

    Args:
        sent: when it was sent.
        first: when what the reader acts on was there: the first component that shows something else, or that the page
            draws before its rest; None as long as there is none.
        page: when the last run of the script that followed it was over.
    """

    sent: float
    first: float | None = None
    page: float | None = None

    def durations(self, limit: float) -> tuple[float, float]:
        """Seconds to the first answer and to the whole page; ``limit`` where it did not come."""
        page = limit if self.page is None else self.page - self.sent
        return page if self.first is None else self.first - self.sent, page


@dataclass
class Session:
    """A reader of one page.

    Args:
        address: of the server, http://….
        page: the last segment of the page's address.
        random: where the moves come from.
        limit: seconds after which a page that is not whole is an error.
        moves, errors: of all visits to the page.
        lost: whether the page is to be opened, at first or again.
    """

    address: str
    page: str
    random: Random
    limit: float = 60.0
    moves: list[Move] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    lost: bool = True
    tasks: set[asyncio.Task] = field(default_factory=set)
    socket: ClientConnection | None = None

    def __post_init__(self):
        self.forget()

    def forget(self) -> None:
        """Know nothing of the page, as a browser that opens it."""
        self.query = self.page_hash = ""
        self.places: dict[tuple[int, ...], tuple[str, str, int]] = {}  # delta path → id, fragment, run
        self.widgets: dict[str, Widget] = {}
        self.components: dict[str, Component] = {}
        self.run = 0
        self.polls: dict[str, asyncio.Task] = {}
        self.asked, self.running, self.answering = False, False, 0
        self.settled = asyncio.Event()

    async def open(self) -> None:
        """Open the page by its link and its drawers; return when it is whole.

        Raises:
            Lost, OSError, TimeoutError: the server closed the connection, cannot be reached, or does not answer.
        """
        await self.close()
        self.forget()
        url = self.address.replace("http", "ws", 1) + "/_stcore/stream"
        # As a browser: no pings, compression if the server wants it, messages of any size.
        options = {"subprotocols": ["streamlit"], "ping_interval": None, "max_size": None, "proxy": None}
        self.socket = await connect(url, open_timeout=self.limit, **options)
        self.lost = False
        self.start(self.listen())
        await self.send(page_name=self.page)
        await self.whole()
        for drawer in self.drawers:
            self.widgets[drawer].value = True
            await self.send(self.widgets[drawer].fragment)
            await self.whole()

    @property
    def drawers(self) -> list[str]:
        """The ids of the page's drawers."""
        return [key for key, each in self.widgets.items() if each.kind == "popover"]

    async def close(self) -> None:
        """Leave the page."""
        self.lost = True
        for task in self.tasks:
            task.cancel()
        if self.socket is not None:
            await self.socket.close()

    def choose(self) -> Widget | Component:
        """A control of the page at random.

        Raises:
            Lost: there is none.
        """
        controls = [(each.weight, each) for each in self.widgets.values()]
        controls += [(MOVES[each.name][0], each) for each in self.components.values() if each.name in MOVES]
        if not any(weight for weight, _ in controls):
            self.errors.append("a page without controls")
            raise Lost
        return self.random.choices([each for _, each in controls], [weight for weight, _ in controls])[0]

    async def move(self, control: Widget | Component | None = None) -> None:
        """Move a control at random, any where none is given; return when all that follows has arrived.

        Raises:
            Lost: the server closed the connection, or there is no control.
        """
        chosen = control or self.choose()
        event = None
        if isinstance(chosen, Widget):
            chosen.value = chosen.other(self.random)
        else:
            event = chosen.id, *MOVES[chosen.name][1](chosen.data, self.random)
        self.moves.append(Move(time.perf_counter()))
        try:
            await self.send(chosen.fragment, event)
            await self.whole()
        except TimeoutError:
            self.errors.append(f"not whole within {self.limit:g} s")

    async def whole(self) -> None:
        """Wait until nothing runs and nothing is to be answered; a page that polls is not whole yet."""
        async with asyncio.timeout(self.limit):
            while self.asked or self.running or self.answering or self.polls:
                self.settled.clear()
                await self.settled.wait()
                if self.lost:
                    raise Lost

    async def send(self, fragment: str = "", event: tuple[str, str, Any] | None = None, **state) -> None:
        """Ask for a run of the script, or of one fragment, with the widgets as they are and one component's event."""
        message = BackMsg()
        ask = message.rerun_script
        ask.query_string, ask.page_script_hash, ask.fragment_id = self.query, self.page_hash, fragment
        ask.context_info.url, ask.context_info.locale = f"{self.address}/{self.page}", "en-US"
        ask.context_info.timezone, ask.context_info.color_scheme = "UTC", "light"
        for name, value in state.items():
            setattr(ask, name, value)
        ask.widget_states.SetInParent()
        for key, widget in self.widgets.items():
            if widget.value is not None:
                widget.put(ask.widget_states.widgets.add(id=key))
        if event:
            key, name, value = event
            sent = json.dumps([{"event": name, "value": value}])
            ask.widget_states.widgets.add(id=f"$$STREAMLIT_INTERNAL_KEY_{key}__events", json_trigger_value=sent)
        self.asked = not ask.is_auto_rerun or self.asked
        try:
            await self.socket.send(message.SerializeToString())
        except ConnectionClosed as error:
            raise Lost from error

    def start(self, work: Coroutine) -> asyncio.Task:
        """Do something beside, until the page is left; a fault in it is an error of the session."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.ended)
        return task

    def ended(self, task: asyncio.Task) -> None:
        """Note how a task ended."""
        self.tasks.discard(task)
        if not task.cancelled() and not isinstance(task.exception(), Lost | None):
            self.errors.append(repr(task.exception()))

    async def listen(self) -> None:
        """Take in everything that the server sends."""
        message = ForwardMsg()
        try:
            with suppress(ConnectionClosed):
                async for data in self.socket:
                    message.ParseFromString(data)
                    self.take(message)
            self.errors.append("disconnected")
        finally:
            self.lost = True
            self.settled.set()

    def take(self, message: ForwardMsg) -> None:
        """Follow one message."""
        match message.WhichOneof("type"):
            case "new_session":
                self.run, self.asked, self.running = self.run + 1, False, True
                if not message.metadata.run.fragment_ids:
                    self.stop_polling(*self.polls)
            case "navigation":
                self.page_hash = message.navigation.page_script_hash
            case "page_info_changed":
                self.query = message.page_info_changed.query_string
            case "delta":
                self.take_delta(tuple(message.metadata.delta_path), message.delta)
            case "auto_rerun":
                self.poll(message.auto_rerun.fragment_id, message.auto_rerun.interval)
            case "stop_auto_rerun":
                self.stop_polling(*message.stop_auto_rerun.fragment_ids)
            case "script_finished":
                self.finish(message.script_finished, set(message.metadata.run.fragment_ids))
            case "page_not_found" | "ref_hash" as what:
                self.errors.append(what)

    def take_delta(self, path: tuple[int, ...], delta) -> None:
        """A block or an element takes its place; what is there for a moment only is passed over."""
        if delta.WhichOneof("type") == "new_transient":
            return
        self.places.pop(path, None)
        if delta.WhichOneof("type") == "add_block":
            block = delta.add_block
            if block.WhichOneof("type") == "popover" and block.popover.id:
                self.place(path, "popover", block.popover, delta.fragment_id)
            elif block.id:
                self.places[path] = block.id, delta.fragment_id, self.run
            return
        kind = delta.new_element.WhichOneof("type")
        if kind in KINDS or kind == "bidi_component":
            self.place(path, kind, getattr(delta.new_element, kind), delta.fragment_id)
        elif kind == "exception":
            fault = delta.new_element.exception
            self.errors.append(": ".join(filter(None, (fault.type, fault.message))))

    def place(self, path: tuple[int, ...], kind: str, message, fragment: str) -> None:
        """Keep a widget or a component; a component shows itself and may answer."""
        self.places[path] = message.id, fragment, self.run
        if kind == "bidi_component":
            self.show(Component(message.id, message.component_name, fragment, message.bytes.decode()))
            return
        kept = type(message)()
        kept.CopyFrom(message)
        drawers = [place for place, (key, _, _) in self.places.items() if key in self.drawers and place != path]
        in_drawer = any(path[: len(place)] == place for place in drawers)
        self.widgets[message.id] = Widget.received(kind, kept, fragment, in_drawer, self.widgets.get(message.id))

    def show(self, component: Component) -> None:
        """What a component's drawing means to the reader, and what it answers."""
        before = self.components.get(component.id)
        self.components[component.id] = component
        answer = ANSWERS.get(component.name, lambda data, keys: None)(component.data, self.keys)
        if self.moves and self.moves[-1].first is None and component.name not in ASIDE:
            if answer or before is None or before.data != component.data:
                self.moves[-1].first = time.perf_counter()
        if answer:
            self.answering += 1
            self.start(self.answer(component, answer))

    @property
    def keys(self) -> list[str]:
        """The keys of the page's containers and widgets, from above to below."""
        return [key.split("-", 2)[-1] for _, (key, _, _) in sorted(self.places.items())]

    async def answer(self, component: Component, event: tuple[str, Any]) -> None:
        """Send a component's answer, a frame later."""
        await asyncio.sleep(FRAME)
        self.answering -= 1
        await self.send(component.fragment, (component.id, *event))

    def poll(self, fragment: str, interval: float) -> None:
        """Run a fragment again and again."""
        if fragment in self.polls:
            return

        async def again():
            while True:
                await asyncio.sleep(interval)
                await self.send(fragment, is_auto_rerun=True)

        self.polls[fragment] = self.start(again())

    def stop_polling(self, *fragments: str) -> None:
        """No longer run these fragments by themselves."""
        for fragment in fragments:
            if fragment in self.polls:
                self.polls.pop(fragment).cancel()

    def finish(self, status: int, fragments: set[str]) -> None:
        """The end of a run, of some fragments or of all: what it has not drawn is gone; a move may be over."""
        self.running = False
        if status == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            self.asked = True
            return
        if status == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            self.errors.append("the script could not be compiled")
        old = [
            path
            for path, (_, fragment, run) in self.places.items()
            if run != self.run and (not fragments or fragment in fragments)
        ]
        for path in old:
            del self.places[path]
        here = {key for key, _, _ in self.places.values()}
        self.widgets = {key: each for key, each in self.widgets.items() if key in here}
        self.components = {key: each for key, each in self.components.items() if key in here}
        if self.moves and not self.asked and not self.answering and not self.polls:
            self.moves[-1].page = time.perf_counter()
        self.settled.set()
