"""Every kind of job, one module each: its request, its estimate, and what a worker does with Keras."""

from rnnviz.jobs.kinds import beside_bags, carried, check, fit, keras_file, train

KINDS = {each.KIND.name: each.KIND for each in (beside_bags, carried, check, fit, keras_file, train)}
"""By name: a worker runs what is here, and nothing else."""
