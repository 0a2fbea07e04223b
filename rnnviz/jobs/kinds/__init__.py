"""What runs on a worker: each module's ``run`` takes a job's arguments and a ``Report``, and gives plain results.

Keras is imported inside the functions. Names of tasks are those of the modules, and of ``budget.ESTIMATES``.
"""

import os
from functools import cache

ENVIRONMENT = {
    "KERAS_BACKEND": "tensorflow",
    "CUDA_VISIBLE_DEVICES": "-1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
}
"""What TensorFlow is told before it is imported, unless whoever started the worker has said otherwise."""


def prepare() -> None:
    """A Keras that remembers nothing of the job before."""
    keras = imported()
    keras.utils.clear_session()
    keras.utils.set_random_seed(0)


@cache
def imported():
    """Keras, on one thread: other workers may share the machine."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    import keras
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    return keras
