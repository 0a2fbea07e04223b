"""On the worker: one job from its arguments to its result, with what it has to tell on the way."""

import os
from functools import cache

from rnnviz.jobs.kinds import KINDS
from rnnviz.jobs.limits import check_bytes
from rnnviz.jobs.report import Report, Unwanted

PACKAGES = ("keras", "tensorflow")

ENVIRONMENT = {
    "KERAS_BACKEND": "tensorflow",
    "CUDA_VISIBLE_DEVICES": "-1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
}
"""What TensorFlow is told before it is imported, unless whoever started the worker has said otherwise."""


def prepare() -> None:
    """Make Keras forget the job before."""
    keras = imported()
    keras.utils.clear_session()
    keras.utils.set_random_seed(0)


@cache
def imported():
    """Import Keras, on one thread: other workers may share the machine."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    import keras
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    return keras


def perform(job: str, kind: str, arguments: dict, topic: str) -> tuple[str, dict | str | None]:
    """Do a job and return ("done", its result), ("failed", a sentence) or ("cancelled", None); never raise.

    Exceptions stay here, as sentences: they would have to be pickled to leave.
    """
    report = Report(job, topic)
    report.send("started")
    try:
        if kind not in KINDS:
            raise ValueError(f"The worker knows no job {kind!r}: it runs another version of rnnviz.")
        prepare()
        result = KINDS[kind].run(arguments, report)
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
        report.send("over")
