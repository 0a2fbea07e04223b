"""Where Keras runs: in a worker process of its own, on an embedded Dask cluster or on the one at ``RNNVIZ_SCHEDULER``.

A job is a task's name and plain arguments: numbers, text and arrays, made by the functions of ``requests``. Nothing
of Dask is imported before the first job, and nothing of Keras ever, in the process that submits.

    job = submit(session, "check", check_request([trace]))
    for event in follow(job): ...        # queued, started, epoch, sample; then done, failed or cancelled
    cancel(job)
"""

import os

from rnnviz.jobs.queue import ENDED, Event
from rnnviz.jobs.supervisor import Keeper

__all__ = ["ENDED", "Event", "cancel", "follow", "leave", "shut_down", "submit", "touch"]

SCHEDULER = "RNNVIZ_SCHEDULER"
"""The environment variable that names a scheduler, such as tcp://10.0.0.5:8786; unset, the cluster is embedded."""

KEEPER = Keeper(lambda: os.environ.get(SCHEDULER) or None)

submit, follow, cancel = KEEPER.submit, KEEPER.follow, KEEPER.cancel
touch, leave, shut_down = KEEPER.touch, KEEPER.leave, KEEPER.shut_down
