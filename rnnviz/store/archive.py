"""Arrays in one ``.npz`` file that comes from anywhere: nothing of it is unpickled or evaluated, nothing may be large.

An ``.npz`` is a zip archive of ``.npy`` members. ``np.load`` would believe what a member says of its own size and
evaluate its header, so both are read here: a member is three kinds of number and a shape, or it is refused.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Collection, Mapping
from contextlib import contextmanager

import numpy as np

NPY = re.compile(
    rb"\x93NUMPY\x01\x00..\{'descr': '(<f8|<i8|\|u1)', 'fortran_order': False, "
    rb"'shape': \((\d{1,9}),(?: (\d{1,9}))?(?:, (\d{1,9}))?\), \} *\n",
    re.DOTALL,
)
"""How a member begins: version 1.0 of NumPy's format, one, two or three axes."""

BEGINNING = 128
"""Bytes before the numbers of a member."""

END = struct.Struct("<4s4xHHIIH")
"""The end of a zip archive without a comment: signature, entries here, entries, bytes of their directory, …."""

DIRECTORY = 4096
"""The most bytes of the directory: ``zipfile`` makes an object of every entry, before anyone can count them."""

DAMAGED = "The file is damaged, or was not saved here."

DAMAGES = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, OverflowError, RuntimeError, ValueError)
"""What ``zipfile`` raises for archives that are none; NotImplementedError is a RuntimeError."""


def pack(arrays: Mapping[str, np.ndarray], limits: Mapping[str, int]) -> bytes:
    """Return arrays as a compressed ``.npz``.

    Raises:
        ValueError: if an array is larger than ``limits`` (see ``unpack``) let it be when it is read.
    """
    for name, array in arrays.items():
        if array.nbytes > limits[name]:
            raise ValueError(f"{name} has {array.nbytes:,} bytes, and at most {limits[name]:,} can be saved.")
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def unpack(
    data: bytes, limits: Mapping[str, int], optional: Collection[str] = (), only: Collection[str] = ()
) -> dict[str, np.ndarray]:
    """Return the arrays of an ``.npz`` by name, each of one to three axes and of float64, int64 or uint8.

    Args:
        data: the file.
        limits: name → the most bytes of each array. There must be these and no others.
        optional: those of them that may be missing.
        only: those that are read; none for all.

    Raises:
        ValueError: if the file is anything else. No more is read than ``limits`` allows, whatever the file says.
    """
    if len(data) > sum(limits.values()) + DIRECTORY + len(limits) * 2 * BEGINNING:
        raise ValueError(f"The file has {len(data):,} bytes; a saved run is smaller.")
    check_end(data)
    with readable():
        archive = zipfile.ZipFile(io.BytesIO(data))
    members = {info.filename: info for info in archive.infolist()}
    there = [name for name in limits if f"{name}.npy" in members or name not in optional]
    if len(members) != len(archive.infolist()) or members.keys() != {f"{name}.npy" for name in there}:
        raise ValueError(f"The file must hold {', '.join(limits)}, and nothing else.")
    return {name: read(archive, members[f"{name}.npy"], limits[name]) for name in only or there}


@contextmanager
def readable():
    """One sentence for whatever ``zipfile`` says."""
    try:
        yield
    except DAMAGES as error:
        raise ValueError(DAMAGED) from error


def check_end(data: bytes, directory: int = DIRECTORY) -> None:
    """Raise ValueError unless ``data`` ends as an archive of few entries does: a directory of so many bytes at most."""
    if len(data) < END.size:
        raise ValueError(DAMAGED)
    signature, _, _, size, _, comment = END.unpack(data[-END.size :])
    is_64 = data[-END.size - 20 :].startswith(b"PK\x06\x07")  # a longer directory, announced elsewhere
    if signature != b"PK\x05\x06" or comment or size > directory or is_64:
        raise ValueError(DAMAGED)


def read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> np.ndarray:
    """Return the array of a member, of at most ``most`` bytes."""
    if member.file_size > most + BEGINNING:
        raise ValueError(f"{member.filename} has {member.file_size:,} bytes; at most {most + BEGINNING:,} are allowed.")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(f"{member.filename} is packed in a way that is not read here.")
    with readable(), archive.open(member) as file:
        data = file.read(member.file_size)  # unpacks no more than that, and then the checksum must be right
    beginning = NPY.match(data)
    if not beginning:
        raise ValueError(f"{member.filename} is not an array of float64, int64 or bytes.")
    dtype, shape = np.dtype(beginning[1].decode()), tuple(int(size) for size in beginning.groups()[1:] if size)
    numbers = data[beginning.end() :]
    if len(numbers) != dtype.itemsize * int(np.prod(shape, dtype=object)):
        raise ValueError(f"{member.filename} says shape {shape} but has {len(numbers):,} bytes.")
    return np.frombuffer(numbers, dtype).reshape(shape).astype(dtype.newbyteorder("="))
