"""On the worker: one job from its arguments to its result, with what it has to tell on the way."""

import importlib

from rnnviz.jobs.budget import ESTIMATES, check_bytes

PACKAGES = ("keras", "tensorflow")


class Unwanted(Exception):  # noqa: N818  it is not an error: nobody waits for the job any more
    """Raised inside a job that has been cancelled."""


class Report:
    """What a task tells while it runs, and whether anybody still wants it."""

    def __init__(self, job: str, topic: str):
        from distributed import get_worker

        self._job, self._topic, self._worker = job, topic, get_worker()

    def tell(self, kind: str, **data) -> None:
        """Send an event to whoever follows the job."""
        self._worker.log_event(self._topic, {"job": self._job, "kind": kind, "data": data})

    def check_wanted(self) -> None:
        """Raise ``Unwanted`` if the job was cancelled, or if the process that submitted it is gone: Dask knows."""
        task = self._worker.state.tasks.get(self._job)
        if task is None or task.state != "executing":
            raise Unwanted


def perform(job: str, task: str, arguments: dict, topic: str) -> tuple[str, dict | str | None]:
    """Do a job: ("done", its result), ("failed", a sentence) or ("cancelled", None). It never raises.

    Exceptions stay here, as sentences: they would have to be pickled to leave.
    """
    report = Report(job, topic)
    report.tell("started")
    try:
        if task not in ESTIMATES:
            raise ValueError(f"The worker knows no task {task!r}: it runs another version of rnnviz.")
        importlib.import_module("rnnviz.jobs.kinds").prepare()
        result = importlib.import_module(f"rnnviz.jobs.kinds.{task}").run(arguments, report)
        check_bytes("The result of a job", result)
        return "done", result
    except Unwanted:
        return "cancelled", None
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in PACKAGES:
            return "failed", f"The worker lacks a package: {error}."
        return "failed", "Keras is not installed where jobs run: pip install -r requirements.txt there."
    except ValueError as error:
        return "failed", str(error)[:500]
    except Exception as error:
        return "failed", f"Keras stopped: {type(error).__name__}: {str(error)[:300]}"
    finally:
        report.tell("over")
