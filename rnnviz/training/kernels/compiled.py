"""How the kernels are compiled, and where the compiled code is kept.

Numba notices a change in the file of a function that it keeps, but not in what that function calls from another file.
So the folder of the compiled code is named after the source of all kernels, and after where it is: Numba does not find
the code of a copy.
"""

import hashlib
from functools import partial
from pathlib import Path

import numba

HERE = Path(__file__).parent

SOURCE = str(HERE).encode() + b"".join(path.read_bytes() for path in sorted(HERE.glob("*.py")))

DIGEST = hashlib.sha256(SOURCE).hexdigest()[:16]

FOLDER = HERE / "__pycache__" / f"compiled-{DIGEST}"
"""Where compiled kernels are kept, if it can be written."""

compiled = partial(numba.njit, nogil=True, error_model="numpy", fastmath={"contract"}, no_cfunc_wrapper=True)
"""Division by zero gives inf, as in NumPy; a * b + c may be rounded once."""

kernel = partial(compiled, no_cpython_wrapper=True)
"""Part of an entry: compiled into it, and of no use outside."""


def entry(function):
    """A kernel that Python calls: its compiled form is kept on disk for the next start."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(FOLDER)
    try:
        return compiled(function, cache=True)
    except RuntimeError:  # no folder can be written
        return compiled(function)
    finally:
        numba.config.CACHE_DIR = before


def is_kept() -> bool:
    """Whether compiled kernels of this very source are on disk, so that loading them takes no second."""
    return any(FOLDER.rglob("*.nbi"))
