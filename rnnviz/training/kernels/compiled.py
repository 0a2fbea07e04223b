"""How the kernels are compiled, and where the compiled code is kept.

Numba notices a change in the file of a function that it keeps, but not in what that function calls from another file,
and compiles again, without a word, for another processor or a file of another age. So the folder of the compiled code
is named after all of that, and what is in it is read as it is.
"""

import hashlib
import os
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import numba
from llvmlite.binding import get_host_cpu_name

HERE = Path(__file__).parent

ENTRIES = {"train_epochs": "epoch", "predict": "epoch", "smooth": "smoothing", "fit_smoothing": "smoothing"}
ENTRIES |= {"train_in_order": "stateful"}
"""What Python calls, and the file that each is in."""

MADE_OF = (
    str(HERE),  # by which Numba names the place: it does not find the code of a copy
    numba.__version__,
    sys.implementation.cache_tag,
    get_host_cpu_name(),
    *(HERE.joinpath(f"{file}.py").stat().st_mtime for file in sorted(set(ENTRIES.values()))),
)

SOURCE = b"".join(path.read_bytes() for path in sorted(HERE.glob("*.py")))

DIGEST = hashlib.sha256(repr(MADE_OF).encode() + SOURCE).hexdigest()[:16]


def folder_in(parents: Iterable[Path]) -> Path | None:
    """Return the folder of the compiled code in the first of ``parents`` that can be written; None where none can."""
    for parent in parents:
        folder = parent / f"compiled-{DIGEST}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return None


FOLDER = folder_in((HERE / "__pycache__", Path("~/.cache/rnnviz").expanduser()))
"""Where compiled kernels are kept; None: nowhere. Numba's own choice for want of a folder would keep old ones."""

compiled = partial(numba.njit, nogil=True, error_model="numpy", fastmath={"contract"}, no_cfunc_wrapper=True)
"""Division by zero gives inf, as in NumPy; a * b + c may be rounded once."""

kernel = partial(compiled, no_cpython_wrapper=True)
"""Part of an entry: compiled into it, and of no use outside."""


def entry(function):
    """Compile a kernel that Python calls, and keep the compiled form on disk for the next start."""
    if FOLDER is None:
        return compiled(function)
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(FOLDER)
    try:
        return compiled(function, cache=True)
    finally:
        numba.config.CACHE_DIR = before


def is_cached() -> bool:
    """Tell whether all compiled kernels of this very source are on disk, so that loading them takes no second."""
    return FOLDER is not None and all(any(FOLDER.rglob(f"*.{name}-*.nbi")) for name in ENTRIES)
