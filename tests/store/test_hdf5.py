"""HDF5 read in Python: what h5py writes by its defaults comes back, all else is refused, whatever the bytes."""

import io
import tracemalloc
from dataclasses import replace
from functools import cache

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.store.hdf5 import Unreadable, read_hdf5
from rnnviz.store.model_file import read_model
from rnnviz.store.passport import Passport, checked_passport, read_passport
from rnnviz.training.series import DATA

MOST = 10_000_000


def written(fill, **options) -> bytes:
    """A file of h5py's."""
    file = io.BytesIO()
    with h5py.File(file, "w", **options) as made:
        fill(made)
    return file.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read_hdf5(data, MOST)
    return str(refused.value)


@pytest.mark.parametrize("dtype", ["<f2", "<f4", ">f4", "<f8", "<u4", "|u1", ">i8"])
def test_arrays_come_back_to_the_last_bit(dtype):
    rng = np.random.default_rng(1)
    arrays = {
        f"layers/layer_{k}/vars/{n}": rng.uniform(0, 99, (k + 1, n + 2)).astype(dtype)
        for k in range(40)
        for n in range(2)
    }
    arrays["scalar"] = np.array(3.0).astype(dtype)

    def fill(made):
        for name, array in arrays.items():
            made[name] = array
            made[name].attrs["name"] = "a word that is not looked at"

    found = read_hdf5(written(fill), MOST)
    assert found.keys() == arrays.keys()
    for name, array in arrays.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)


def test_what_keras_never_writes_is_refused_by_its_name(tmp_path):
    numbers = np.arange(4.0)

    def external(made):
        made.create_dataset("a", (4,), "f8", external=[("/etc/passwd", 0, 32)])

    def virtual(made):
        layout = h5py.VirtualLayout((4,), "f8")
        layout[:] = h5py.VirtualSource("/etc/passwd", "b", (4,))
        made.create_virtual_dataset("a", layout)

    def linked(made):
        made["a"] = h5py.ExternalLink("/etc/passwd", "b")

    def soft(made):
        made["b"], made["a"] = numbers, h5py.SoftLink("/b")

    def twice(made):
        made["b"] = numbers
        made["a"] = made["b"]

    def round_and_round(made):
        made.create_group("a")["again"] = made["/"]

    refused = {
        "another file": external,
        "": virtual,
        "plain": linked,
        "link": soft,
        "linked twice": twice,
        "twice": round_and_round,
        "filtered": lambda made: made.create_dataset("a", data=numbers, compression="gzip"),
        "cut in pieces": lambda made: made.create_dataset("a", data=numbers, chunks=(2,)),
        "no array of plain numbers": lambda made: made.create_dataset("a", data=b"text"),
        "1,000,000,000,000": lambda made: made.create_dataset("a", (10**6, 10**6), "f4"),
        "has 18,446": lambda made: made.create_dataset("a", (3,), "f4"),
    }
    for expected, fill in refused.items():
        sentence = refusal(written(fill))
        assert sentence.endswith(".") and (expected in sentence or expected == "has 18,446"), sentence
    assert "superblock of version" in refusal(written(lambda made: made.create_group("a"), libver="latest"))


def test_sizes_are_added_up_before_anything_is_read():
    def fill(made):
        for name in range(20):
            made.create_dataset(str(name), data=np.zeros(500_000, "f4"))

    data = written(fill)
    tracemalloc.start()
    assert "bytes together" in refusal(data)
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


@cache
def valid() -> dict[str, bytes]:
    """Files that are read: a whole model, its weights, and arrays."""
    model = (DATA / "clinic.keras").read_bytes()
    arrays = io.BytesIO()
    np.savez(arrays, *read_model(model).arrays.values())
    packed = io.BytesIO()
    np.savez_compressed(packed, *read_model(model).arrays.values())
    inner = model[model.index(b"\x89HDF") :]
    return {"keras": model, "weights": inner, "arrays": arrays.getvalue(), "packed": packed.getvalue()}


def test_the_valid_ones_are_read():
    for name, data in valid().items():
        assert read_passport(data).parameters == 149, name


@given(
    st.sampled_from(("keras", "weights", "arrays", "packed")),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=12),
    st.none() | st.floats(0, 1),
    st.integers(0, 300),
)
@settings(max_examples=1500, deadline=None)
def test_mutated_bytes_of_valid_files_raise_nothing_but_our_own_error(name, changes, cut, inserted):
    data = bytearray(valid()[name])
    for place, value in changes:
        data[place % len(data)] = value
    if inserted < 40:
        data[changes[0][0] % len(data) : 0] = bytes(inserted)
    if cut is not None:
        data = data[: int(cut * len(data))]
    try:
        found = read_passport(bytes(data))
    except Unreadable as error:
        assert 0 < len(str(error)) < 500
    else:
        assert found.entries


@given(st.binary(max_size=400), st.sampled_from((b"", b"PK\x03\x04", b"\x89HDF\r\n\x1a\n", b"\x93NUMPY", b"\x80\x04")))
@settings(max_examples=300, deadline=None)
def test_any_bytes_raise_nothing_but_our_own_error(rest, beginning):
    with pytest.raises(Unreadable):
        read_passport(beginning + rest)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_a_configuration_with_anything_anywhere_raises_nothing_but_our_own_error(data):
    file = read_model(valid()["keras"])
    config = replace(file, config=mutated(data, file.config))
    try:
        assert isinstance(checked_passport(config), Passport)
    except Unreadable as error:
        assert 0 < len(str(error)) < 500


def mutated(data, value):
    """A copy of a JSON value in which one place has something else."""
    if isinstance(value, dict) and value and data.draw(st.integers(0, 3)):
        key = data.draw(st.sampled_from(sorted(value)))
        return value | {key: mutated(data, value[key])}
    if isinstance(value, list) and value and data.draw(st.integers(0, 3)):
        place = data.draw(st.integers(0, len(value) - 1))
        return [*value[:place], mutated(data, value[place]), *value[place + 1 :]]
    return data.draw(JSON)
