"""Print the table: python -m bench.load, or make load LOAD="--pace slow --chapters gates"."""

import argparse
import asyncio
import math
import os
import platform
import sys
import time
from collections import Counter
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from itertools import cycle
from random import Random
from urllib.parse import urlsplit

import psutil

from bench.load.session import Lost, Session
from rnnviz.ui.routes import CHAPTERS
from tests.support.serving import serve

PACES = {"slow": (2.0, 6.0), "fast": (0.5, 1.5)}
"""Seconds from a move to the next; a page that takes longer is waited for."""

Server = tuple[psutil.Process | None, str]
"""A server's process, None where it is not on this machine, and its address."""


@dataclass(frozen=True)
class Result:
    """What the sessions of one chapter met at one pace.

    Durations are in seconds, memory in MiB for each server; what the servers, the load itself and all others on this
    machine took of the processor is in cores, and what the servers took for a move in seconds.
    """

    chapter: str
    pace: str
    first: list[float]
    page: list[float]
    errors: Counter
    memory: list[float]
    cpu: float
    each_move: float
    client: float
    others: float
    opened: float

    def row(self) -> str:
        """The row of the table."""
        memory = " + ".join(f"{each:.0f}" for each in self.memory) + " MB" if self.memory else "?"
        cpu = f"{self.cpu:.0%}, {1000 * self.each_move:.0f} ms a move" if self.memory else "?"
        cells = self.chapter, self.pace, spread(self.first), spread(self.page), len(self.page), self.errors.total()
        return "| " + " | ".join(map(str, (*cells, memory, cpu, f"{self.others:.0%}"))) + " |"


def quantile(values: Sequence[float], share: float) -> float:
    """The least of ``values`` that so large a share of them does not exceed; NaN of none."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)] if values else math.nan


def spread(values: Sequence[float]) -> str:
    """Median, 95th percentile and maximum in milliseconds."""
    return " / ".join(f"{1000 * quantile(values, share):.0f}" for share in (0.5, 0.95, 1.0))


async def tried(session: Session, work: Coroutine) -> None:
    """Do ``work``; where it fails, that is an error of the session, and the page is to be opened again."""
    try:
        await work
    except Lost:
        session.lost = True
    except (OSError, TimeoutError) as error:
        session.lost = True
        session.errors.append(f"not opened: {error or 'it took too long'}")


async def visit(session: Session, pace: tuple[float, float], end: float) -> None:
    """Move the controls of a page until ``end``; what was lost is opened again."""
    pause = session.random.uniform(0, pace[1])
    while time.perf_counter() + pause < end:
        await asyncio.sleep(pause)
        began = time.perf_counter()
        await tried(session, session.open() if session.lost else session.move())
        pause = max(0.0, began + session.random.uniform(*pace) - time.perf_counter())


async def measured(servers: list[Server], chapter: str, pace: str, options: argparse.Namespace) -> Result:
    """Open the sessions, spread over the servers, move for so many seconds, and say what they met."""
    spread_over = zip(range(options.sessions), cycle(servers), strict=False)
    seeds = f"{options.seed} {chapter} {pace}"
    sessions = [Session(address, chapter, Random(f"{seeds} {k}"), options.limit) for k, (_, address) in spread_over]
    processes = [process for process, _ in servers if process is not None]
    began = time.perf_counter()
    await asyncio.gather(*(tried(session, session.open()) for session in sessions))
    opened, spent = time.perf_counter(), [seconds(each) for each in processes]
    own, all_before = time.process_time(), machine()
    await asyncio.gather(*(visit(each, PACES[pace], opened + options.seconds) for each in sessions))
    took = time.perf_counter() - opened
    cpu = (sum(seconds(each) for each in processes) - sum(spent)) / took
    client = (time.process_time() - own) / took
    others = max(0.0, (machine() - all_before) / took - cpu - client)
    memory = [each.memory_info().rss / 2**20 for each in processes]
    await asyncio.gather(*(session.close() for session in sessions))
    durations = [move.durations(options.limit) for session in sessions for move in session.moves]
    errors = Counter(error for session in sessions for error in session.errors)
    first, page = [first for first, _ in durations], [page for _, page in durations]
    each_move = cpu * took / len(page) if page else math.nan
    return Result(chapter, pace, first, page, errors, memory, cpu, each_move, client, others, opened - began)


def seconds(process: psutil.Process) -> float:
    """Processor time of a process, without its children's."""
    times = process.cpu_times()
    return times.user + times.system


def machine() -> float:
    """Processor time of everything on this machine, all cores together."""
    times = psutil.cpu_times()
    return sum(times) - times.idle - getattr(times, "iowait", 0.0) - getattr(times, "guest", 0.0)


@contextmanager
def servers(options: argparse.Namespace) -> Iterator[list[Server]]:
    """Fresh servers, or the one that runs at the address."""
    with ExitStack() as stack:
        if options.address:
            yield [(listening(options.address), options.address.rstrip("/"))]
            return
        fresh = [stack.enter_context(serve()) for _ in range(options.processes)]
        yield [(psutil.Process(process.pid), address) for process, address in fresh]


def listening(address: str) -> psutil.Process | None:
    """The process of this machine and user that listens at an address, if there is one."""
    parts = urlsplit(address)
    if parts.hostname not in ("127.0.0.1", "localhost"):
        return None
    for process in psutil.process_iter():
        try:
            ports = [each.laddr.port for each in process.net_connections("tcp") if each.status == psutil.CONN_LISTEN]
        except psutil.Error:
            continue
        if parts.port in ports:
            return process
    return None


def summary(results: list[Result]) -> Iterator[str]:
    """What matters of all rows, and what went wrong."""
    for pace in dict.fromkeys(each.pace for each in results):
        rows = [each for each in results if each.pace == pace]
        for name, of in (("first answer", lambda row: row.first), ("page", lambda row: row.page)):
            worst = max(rows, key=lambda row: quantile(of(row), 0.95))
            yield f"{pace}: slowest {name}: {worst.chapter}, p95 {1000 * quantile(of(worst), 0.95):.0f} ms"
    most = max(results, key=lambda row: max(row.memory, default=0))
    if most.memory:
        yield f"most memory: {max(most.memory):.0f} MB, {most.chapter}, {most.pace}"
    yield f"pages opened, all sessions at once, within {max(row.opened for row in results):.1f} s"
    yield f"the load itself took up to {max(row.client for row in results):.0%} of a core"
    errors = sum((row.errors for row in results), Counter())
    yield f"moves: {sum(len(row.page) for row in results)}, errors: {errors.total()}"
    for error, count in errors.most_common(10):
        yield f"{count} × {error[:300]}"


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser("python -m bench.load", description=__doc__)
    parser.add_argument("--sessions", type=int, default=30, help="readers at once (30)")
    parser.add_argument("--seconds", type=float, default=60, help="of moving, for each chapter and pace (60)")
    paths = [each.path for each in CHAPTERS]
    parser.add_argument("--chapters", nargs="+", choices=paths, default=paths, help="their links (all)")
    parser.add_argument("--pace", choices=(*PACES, "both"), default="both", help="a move every 2–6 s or 0.5–1.5 s")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--address", help="of a server that runs already, such as http://127.0.0.1:8501")
    where.add_argument("--processes", type=int, default=1, help="fresh servers, over which sessions are spread (1)")
    parser.add_argument("--together", action="store_true", help="one server for all chapters: what it holds after all")
    parser.add_argument("--limit", type=float, default=60, help="seconds after which a page is an error (60)")
    parser.add_argument("--seed", type=int, default=1, help="of the moves (1)")
    return parser.parse_args(given)


def main() -> None:
    """The table, row by row as it is measured, and the summary."""
    options = arguments()
    paces = PACES if options.pace == "both" else [options.pace]
    load = ", ".join(f"{each:.2f}" for each in os.getloadavg())
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, ", end="")
    print(f"streamlit {version('streamlit')}; load average before: {load}")
    print(f"{options.sessions} sessions, {options.seconds:g} s each, {options.address or options.processes} server(s)")
    print(
        "\n| chapter | pace | first answer, ms: p50 / p95 / max | page, ms: p50 / p95 / max | moves | errors ", end=""
    )
    print("| memory after | its processor | others' |\n|---|---|---|---|---|---|---|---|---|")
    results = []
    groups = [options.chapters] if options.together else [[chapter] for chapter in options.chapters]
    for chapters in groups:
        with servers(options) as found:
            for chapter in chapters:
                for pace in paces:
                    results.append(asyncio.run(measured(found, chapter, pace, options)))
                    print(results[-1].row())
                    sys.stdout.flush()
    print()
    for line in summary(results):
        print(f"- {line}")


if __name__ == "__main__":
    main()
