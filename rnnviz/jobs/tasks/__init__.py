"""What runs on a worker: each module's ``run`` takes a job's arguments and a ``Report``, and gives plain results.

Keras is imported inside the functions. Names of tasks are those of the modules, and of ``budget.ESTIMATES``.
"""
