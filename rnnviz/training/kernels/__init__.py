"""Training in compiled loops, outside Python's lock: the same equations as in ``rnnviz.core``.

Measured on two cores: a call of NumPy costs more than all the numbers of a small cell at one timestep, so loops win by
seventy times; where units and batch are large, products go to BLAS (see ``maths.worth_blas``).
"""
