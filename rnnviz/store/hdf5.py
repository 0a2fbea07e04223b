"""Plain arrays of an HDF5 file that comes from anywhere, as Keras writes them: read in Python, and nothing else is.

HDF5's own library (and h5py on it) interprets far more than Keras writes: links to other files, external storage,
virtual datasets, filters that are loaded as plugins, all in C that trusts what it reads. Here are the few structures of
a file by h5py's defaults (superblock 0, groups as symbol tables, numbers in one piece), by the HDF5 File Format
Specification, version 3.0, whose sections the docstrings name. Whatever else a file has is refused by its name.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import prod
from typing import NamedTuple

import numpy as np

SIGNATURE = b"\x89HDF\r\n\x1a\n"

DAMAGED = "The HDF5 file is damaged, or cut off."

MAX_OBJECTS, MAX_DEPTH, MAX_MESSAGES = 4000, 16, 200
"""Groups and datasets of a file, groups within groups, and messages of an object."""

MAX_MESSAGE, MAX_NAMES = 256, 65_536
"""Bytes of a message that are looked at, and of all names in a group."""

SPACE, LINK_INFO, DATATYPE, LINK, EXTERNAL, LAYOUT, FILTERS, CONTINUATION, TABLE = 1, 2, 3, 6, 7, 8, 11, 16, 17
"""The kinds of header messages that are looked at."""

REFUSED = {
    EXTERNAL: "keeps its numbers in another file",
    FILTERS: "is compressed or filtered",
    LINK: "has links that are not plain",
    LINK_INFO: "has links that are not plain",
}
"""What is named where a message of these kinds is found."""

FLOATS = {
    2: struct.pack("<HHBBBBI", 0, 16, 10, 5, 0, 10, 15),
    4: struct.pack("<HHBBBBI", 0, 32, 23, 8, 0, 23, 127),
    8: struct.pack("<HHBBBBI", 0, 64, 52, 11, 0, 52, 1023),
}
"""How IEEE's floats are described, by their bytes."""


class Unreadable(ValueError):
    """A file, or something in it, that is not read here; the sentence says why."""


class Message(NamedTuple):
    """A header message: its kind, its flags and its bytes."""

    kind: int
    flags: int
    data: bytes


class Place(NamedTuple):
    """Where an array's numbers are, how many bytes, and what they are."""

    address: int
    size: int
    shape: tuple[int, ...]
    dtype: np.dtype


class Entry(NamedTuple):
    """A name in a group, and the address of the object's header."""

    name: str
    address: int


@dataclass
class Reader:
    """The file, and how much of it has been read."""

    data: bytes
    max_bytes: int
    found: dict[str, Place] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    declared: int = 0

    def take(self, address: int, count: int) -> bytes:
        """Return bytes of the file."""
        if count < 0 or address + count > len(self.data):
            raise Unreadable(DAMAGED)
        return self.data[address : address + count]

    def numbers(self, form: str, address: int) -> tuple:
        """Return numbers at an address, as ``struct`` calls them."""
        return struct.unpack(form, self.take(address, struct.calcsize(form)))

    def root(self) -> int:
        """Return the address of the root group's header (section II.A: superblock, version 0)."""
        if not self.data.startswith(SIGNATURE):
            raise Unreadable("This is no HDF5 file.")
        version, *_, offsets, lengths = self.numbers("<7B", 8)
        if version != 0 or (offsets, lengths) != (8, 8):
            raise Unreadable(f"Its HDF5 has a superblock of version {version}; Keras writes version 0.")
        base, _, _, _, _, address = self.numbers("<6Q", 24)
        if base != 0:
            raise Unreadable("Its HDF5 begins after a block of other data; Keras writes none.")
        return address

    def messages(self, address: int) -> Iterator[Message]:
        """Yield the messages of an object's header (section IV.A.1.a: version 1), those of its continuations too."""
        version, _, count, _, size = self.numbers("<BBHII", address)
        if version != 1 or count > MAX_MESSAGES:
            raise Unreadable(DAMAGED if version == 1 else "Its HDF5 has objects of a newer kind than Keras writes.")
        blocks = [(address + 16, size)]
        for begin, length in blocks:
            at, end = begin, begin + length
            while at + 8 <= end and count:
                kind, size, flags = self.numbers("<HHB", at)
                body = self.take(at + 8, min(size, MAX_MESSAGE))
                at, count = at + 8 + size, count - 1
                if kind == CONTINUATION:
                    blocks.append(struct.unpack("<QQ", body[:16]))
                else:
                    yield Message(kind, flags, body)

    def visit(self, name: str, address: int, depth: int) -> None:
        """Read an object and, of a group, all in it."""
        if address in self.seen or depth > MAX_DEPTH:
            raise Unreadable(f"{shown(name)} is linked twice, or lies too deep.")
        self.seen.add(address)
        if len(self.seen) > MAX_OBJECTS:
            raise Unreadable(f"The file has more than {MAX_OBJECTS:,} groups and arrays.")
        found: dict[int, bytes] = {}
        for message in self.messages(address):
            if message.kind in REFUSED:
                raise Unreadable(f"{shown(name)} {REFUSED[message.kind]}; only plain arrays are read.")
            if message.kind in (SPACE, DATATYPE, LAYOUT, TABLE):
                if message.flags & 2 or message.kind in found:
                    raise Unreadable(f"{shown(name)} is described in a way that Keras does not write.")
                found[message.kind] = message.data
        if TABLE in found:
            for each in self.entries(found[TABLE]):
                self.visit(f"{name}/{each.name}" if name else each.name, each.address, depth + 1)
        elif {SPACE, DATATYPE, LAYOUT} <= found.keys():
            self.found[name] = self.place(name, found)
        else:
            raise Unreadable(f"{shown(name)} is neither a group nor an array.")

    def entries(self, table: bytes) -> Iterator[Entry]:
        """Yield what is in a group, by the tree and the heap of its symbol table (sections III.A.1, B, D)."""
        tree, heap = struct.unpack("<QQ", table[:16])
        if self.take(heap, 4) != b"HEAP":
            raise Unreadable(DAMAGED)
        size, _, begin = self.numbers("<QQQ", heap + 8)
        if size > MAX_NAMES:
            raise Unreadable(DAMAGED)
        names = self.take(begin, size)
        nodes = [tree]
        for node in nodes:
            if node in self.seen or len(nodes) > MAX_OBJECTS:
                raise Unreadable(DAMAGED)
            self.seen.add(node)
            if self.take(node, 4) == b"SNOD":
                yield from self.symbols(node, names)
                continue
            kind, _, used = self.numbers("<BBH", node + 4)
            if self.take(node, 4) != b"TREE" or kind != 0:
                raise Unreadable(DAMAGED)
            nodes += [self.numbers("<Q", node + 32 + 16 * k)[0] for k in range(used)]

    def symbols(self, node: int, names: bytes) -> Iterator[Entry]:
        """Yield the entries of one node of a symbol table (section III.C)."""
        (count,) = self.numbers("<H", node + 6)
        for k in range(count):
            offset, address, cache = self.numbers("<QQI", node + 8 + 40 * k)
            end = names.find(b"\0", offset)
            if end < 0:
                raise Unreadable(DAMAGED)
            name = names[offset:end].decode()
            if cache == 2:
                raise Unreadable(f"{shown(name)} is a link to something else; only plain arrays are read.")
            yield Entry(name, address)

    def place(self, name: str, found: dict[int, bytes]) -> Place:
        """Return an array's shape, its type and where its numbers are (sections IV.A.2.b, d and i)."""
        shape, dtype = self.shape(found[SPACE]), self.dtype(name, found[DATATYPE])
        version, kind = found[LAYOUT][0], found[LAYOUT][1]
        if version != 3 or kind != 1:
            how = {0: "is kept in its header", 2: "is cut in pieces", 3: "is made of other arrays"}.get(
                kind, "is unusual"
            )
            raise Unreadable(
                f"{shown(name)} {how if version in (3, 4) else 'is of another version'}; only plain are read."
            )
        address, stored = struct.unpack("<QQ", found[LAYOUT][2:18])
        size = prod(shape) * dtype.itemsize
        self.declared += size
        if self.declared > self.max_bytes:
            raise Unreadable(
                f"{shown(name)} says {written(shape)}, {prod(shape):,} numbers; "
                f"all arrays of a file may have {self.max_bytes:,} bytes together."
            )
        if size != stored:
            raise Unreadable(f"{shown(name)} says {written(shape)} and has {stored:,} bytes.")
        return Place(address, size, shape, dtype)

    def array(self, place: Place) -> np.ndarray:
        """Return the numbers at a place."""
        data = self.take(place.address, place.size) if place.size else b""
        return np.frombuffer(data, place.dtype).reshape(place.shape)

    def shape(self, data: bytes) -> tuple[int, ...]:
        """Return the sizes that a dataspace message says."""
        version, rank = data[0], data[1]
        begin = {1: 8, 2: 4}.get(version)
        if begin is None or rank > 8:
            raise Unreadable(DAMAGED)
        return struct.unpack(f"<{rank}Q", data[begin : begin + 8 * rank])

    def dtype(self, name: str, data: bytes) -> np.dtype:
        """Return the type that a datatype message says: floats and whole numbers, and nothing else."""
        (size,) = struct.unpack("<I", data[4:8])
        order, is_signed = "<>"[data[1] & 1], data[1] & 8
        if data[0] == 0x11 and data[8:20] == FLOATS.get(size):
            return np.dtype(f"{order}f{size}")
        if data[0] == 0x10 and size in (1, 2, 4, 8):
            return np.dtype(f"{order}{'i' if is_signed else 'u'}{size}")
        raise Unreadable(f"{shown(name)} is no array of plain numbers.")


def read_hdf5(data: bytes, max_bytes: int) -> dict[str, np.ndarray]:
    """Return all arrays of an HDF5 file by their paths, such as "layers/lstm/cell/vars/0".

    Args:
        data: the file.
        max_bytes: of all arrays together, as they are declared; looked at before any of them is read.

    Raises:
        Unreadable: a sentence, if the file is anything but what Keras writes.
    """
    reader = Reader(data, max_bytes)
    try:
        reader.visit("", reader.root(), 0)
        return {name: reader.array(place) for name, place in reader.found.items()}
    except (struct.error, IndexError, UnicodeDecodeError, OverflowError) as error:
        raise Unreadable(DAMAGED) from error


def shown(name: str) -> str:
    """Return a name from the file so that it can stand in a sentence."""
    text = "".join(c if c.isalnum() or c in "/_-." else "?" for c in name[:60])
    return f"“{text}”" if text else "The file"


def written(shape: tuple[int, ...]) -> str:
    """Return a shape with its thousands written out, however large it says it is."""
    return f"({', '.join(f'{each:,}' for each in shape)})"
