"""A reader's own model: a ``.keras``, ``.weights.h5`` or ``.npz`` file, from which names, numbers and JSON are taken.

Nothing of it is executed, imported, unpickled or unpacked to disk, and no size is believed before it is checked.
"""

import io
import json
import re
import zipfile
from dataclasses import dataclass
from math import prod

import numpy as np

from rnnviz.store.archive import DAMAGES, check_end
from rnnviz.store.hdf5 import SIGNATURE as HDF5
from rnnviz.store.hdf5 import Unreadable, read_hdf5, shown, written

MAX_FILE, MAX_ARRAYS, MAX_JSON = 12_000_000, 24_000_000, 2_000_000
"""Bytes of the file, of all its arrays together, and of a model's configuration."""

MAX_PARAMETERS = 3_000_000
"""Numbers of all weights together."""

MAX_MEMBERS, DIRECTORY = 200, 20_000
"""Files within a zip archive, and the bytes of their directory."""

WEIGHTS, CONFIG, METADATA = "model.weights.h5", "config.json", "metadata.json"
"""The files in a ``.keras``."""

NPY = re.compile(
    rb"\x93NUMPY(?:\x01\x00..|\x02\x00....)\{'descr': '(?:([<>])(f2|f4|f8|i4|i8|u4|u8)|\|(u1|i1))', "
    rb"'fortran_order': (True|False), 'shape': \(((?:\d{1,12}(?:, ?|,?(?=\))))*)\), \} *\n",
    re.DOTALL,
)
"""How an array of plain numbers begins, in versions 1.0 and 2.0 of NumPy's format."""

PICKLES = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05", b"(lp0", b"(dp0")

DAMAGED = "The file is damaged, or cut off."


@dataclass(frozen=True, eq=False)
class ModelFile:
    """What was read: ``arrays`` by their paths, and of a ``.keras`` its ``config`` and Keras's version."""

    kind: str
    arrays: dict[str, np.ndarray]
    config: dict | None = None
    version: str = ""


def read_model(data: bytes) -> ModelFile:
    """Return what a file holds, told by its content, whatever it is called.

    Raises:
        Unreadable: a sentence for the reader, if it is none of the three kinds, or too large, or damaged.
    """
    if len(data) > MAX_FILE:
        raise Unreadable(f"The file has {len(data):,} bytes; at most {MAX_FILE:,} are read here.")
    if data.startswith(HDF5):
        return ModelFile("weights", read_hdf5(data, MAX_ARRAYS))
    if data.startswith(PICKLES):
        raise Unreadable("This is a pickle: opening one runs what is in it, so it is not opened. Save it as .npz.")
    if not data.startswith(b"PK"):
        known = "a .keras, .weights.h5 or .npz file"
        raise Unreadable("The file is empty." if not data else f"This is not {known}: it begins otherwise.")
    try:
        return read_zip(data)
    except Unreadable:
        raise
    except DAMAGES as error:
        raise Unreadable(DAMAGED) from error


def read_zip(data: bytes) -> ModelFile:
    """Return what a zip archive holds: a ``.keras`` or a ``.npz``."""
    try:
        check_end(data, DIRECTORY)
    except ValueError:
        raise Unreadable("The file is no whole archive, or one of very many files.") from None
    archive = zipfile.ZipFile(io.BytesIO(data))
    members = {each.filename: each for each in archive.infolist()}
    if len(members) != len(archive.infolist()) or len(members) > MAX_MEMBERS:
        raise Unreadable(f"The archive has the same name twice, or more than {MAX_MEMBERS} files.")
    if CONFIG in members:
        return read_keras(archive, members)
    if any(name.startswith("__MACOSX") or name.endswith("/") for name in members) or not all(
        name.endswith(".npy") for name in members
    ):
        first = next((name for name in members if not name.endswith(".npy")), "")
        raise Unreadable(f"The archive is neither a .keras nor a .npz file: it has {shown(first)}.")
    total = sum(each.file_size for each in members.values())
    if total > MAX_ARRAYS:
        raise Unreadable(f"Unpacked, the file has {total:,} bytes; at most {MAX_ARRAYS:,} are read.")
    arrays = {name.removesuffix(".npy"): read_npy(name, unpacked(archive, each)) for name, each in members.items()}
    return ModelFile("arrays", arrays)


def read_keras(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> ModelFile:
    """Return the configuration and the weights of a ``.keras``; its assets are not looked at."""
    if WEIGHTS not in members:
        raise Unreadable(f"The .keras file has no {WEIGHTS}.")
    for name, most in ((CONFIG, MAX_JSON), (METADATA, MAX_JSON), (WEIGHTS, MAX_ARRAYS + MAX_JSON)):
        if name in members and members[name].file_size > most:
            raise Unreadable(f"Unpacked, {name} has {members[name].file_size:,} bytes; at most {most:,} are read.")
    config = parsed(CONFIG, unpacked(archive, members[CONFIG]))
    about = parsed(METADATA, unpacked(archive, members[METADATA])) if METADATA in members else {}
    arrays = read_hdf5(unpacked(archive, members[WEIGHTS]), MAX_ARRAYS)
    version = about.get("keras_version")
    return ModelFile("keras", arrays, config, version[:20] if isinstance(version, str) else "")


def unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return a member, of no more bytes than it says."""
    if member.flag_bits & 1 or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable(f"{shown(member.filename)} is encrypted, or packed in a way that is not read here.")
    with archive.open(member) as file:
        data = file.read(member.file_size)
    if len(data) != member.file_size:
        raise Unreadable(DAMAGED)
    return data


def parsed(name: str, data: bytes) -> dict:
    """Return a JSON object, read as data."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise Unreadable(f"{name} is not JSON.") from None
    if not isinstance(value, dict):
        raise Unreadable(f"{name} is no JSON object.")
    return value


def read_npy(name: str, data: bytes) -> np.ndarray:
    """Return the array of a ``.npy``; one of Python objects is a pickle, and is refused."""
    beginning = NPY.match(data)
    if not beginning:
        what = " of Python objects, which is a pickle and" if b"'descr': '|O'" in data[:200] else " that"
        raise Unreadable(f"{shown(name)} is an array{what} is not read: only plain numbers are.")
    order, wide, narrow, is_fortran, sizes = beginning.groups()
    dtype = np.dtype((order or b"|").decode() + (wide or narrow).decode())
    shape = tuple(int(each) for each in sizes.split(b",") if each.strip())
    numbers = data[beginning.end() :]
    if len(shape) > 8 or prod(shape) * dtype.itemsize != len(numbers):
        raise Unreadable(f"{shown(name)} says {written(shape)} and has {len(numbers):,} bytes.")
    return np.frombuffer(numbers, dtype).reshape(shape, order="F" if is_fortran == b"True" else "C")
