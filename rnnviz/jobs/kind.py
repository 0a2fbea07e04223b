"""A kind of job: what a worker does, and how long that is expected to take."""

from collections.abc import Callable
from typing import NamedTuple

from rnnviz.jobs.report import Report


class Kind(NamedTuple):
    """A kind of job.

    Args:
        name: by which it is asked for.
        estimate: the arguments → the seconds that they are expected to take; ValueError where they make no sense.
        run: (arguments, report) → the result, plain data; on a worker, with Keras.
    """

    name: str
    estimate: Callable[[dict], float]
    run: Callable[[dict, Report], dict]
