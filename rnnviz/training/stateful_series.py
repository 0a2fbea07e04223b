"""A reader's series from a .npy file or a table. Nothing in it is run: a .npy of Python objects is not read."""

import io
import math
import tokenize

import numpy as np

from rnnviz.training.stateful import MAX_VALUES
from rnnviz.training.user_series import first_choice, read_series, read_table

MAX_HEADER = 1000
"""Characters of a .npy's header: that of one column of numbers has about a hundred."""

MALFORMED = (ValueError, SyntaxError, tokenize.TokenError, TypeError, EOFError, RecursionError, MemoryError)
"""What NumPy raises of a header that is none."""

HEADERS = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}


def read_file(data: bytes, name: str) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return the values of a file, (n,) float64, and sentences about how it was read.

    Args:
        data: its bytes.
        name: which tells a .npy by its end.

    Raises:
        ValueError: a sentence for the reader.
    """
    if name.lower().endswith(".npy") or data.startswith(np.lib.format.MAGIC_PREFIX):
        return read_npy(data), ()
    table = read_table(data)
    reading = read_series(table, first_choice(table))
    return checked(reading.series.values), tuple(reading.notes)


def read_npy(data: bytes) -> np.ndarray:
    """Return the numbers of a .npy file, (n,) float64, without unpickling anything.

    Raises:
        ValueError: if it is no such file, has objects or anything but real numbers, more than one column, more than
            ``MAX_VALUES`` of them or fewer bytes than it says.
    """
    file = io.BytesIO(data)
    try:
        version = np.lib.format.read_magic(file)
        shape, _, dtype = HEADERS[version](file, max_header_size=MAX_HEADER)
    except KeyError:
        raise ValueError("It is a .npy file of a version that numbers do not need: save it anew.") from None
    except MALFORMED:
        raise ValueError("It is no .npy file, or its header is damaged: save one column with numpy.save.") from None
    if dtype.hasobject:
        raise ValueError("It holds Python objects, which are not read: save numbers, such as data.astype(float).")
    if dtype.kind not in "iuf" or dtype.subdtype is not None:
        raise ValueError(f"It must hold real numbers; it holds {dtype.name if dtype.names is None else 'records'}.")
    if not (len(shape) == 1 or (len(shape) == 2 and 1 in shape)) or any(each < 0 for each in shape):
        raise ValueError(f"It must be one column, of shape (n,) or (n, 1); it has the shape {str(shape)[:80]}.")
    count = math.prod(shape)
    if count > MAX_VALUES:
        raise ValueError(f"A series may have {MAX_VALUES:,} values; this one says that it has {count:,}.")
    rest = data[file.tell() :]
    if len(rest) != count * dtype.itemsize:
        raise ValueError(
            f"It is damaged or cut off: {count:,} values take {count * dtype.itemsize:,} bytes; there are "
            f"{len(rest):,}."
        )
    return checked(np.frombuffer(rest, dtype))


def checked(values: np.ndarray) -> np.ndarray:
    """Return values as float64, finite and not too many.

    Raises:
        ValueError: naming the first that is not finite, or how many there are.
    """
    with np.errstate(over="ignore"):
        values = np.asarray(values, dtype=np.float64)
    if len(values) > MAX_VALUES:
        raise ValueError(f"A series may have {MAX_VALUES:,} values; this one has {len(values):,}.")
    wrong = np.flatnonzero(~np.isfinite(values))
    if len(wrong):
        raise ValueError(f"Value {wrong[0] + 1:,} is no finite number: fill it in, or leave it out.")
    return values
