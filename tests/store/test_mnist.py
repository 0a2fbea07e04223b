"""Files in the form of mnist.npz: what is none is a sentence, and nothing of it is believed or unpickled."""

import io
import zipfile

import numpy as np
import pytest

from rnnviz.store.mnist import MNIST, read_mnist
from rnnviz.store.remote import fetch


def arrays(**changes) -> dict[str, np.ndarray]:
    """A small file's arrays."""
    random = np.random.default_rng(0)
    found = {
        "x_train": random.integers(0, 256, (120, 28, 28), dtype=np.uint8),
        "y_train": random.integers(0, 10, 120, dtype=np.uint8),
        "x_test": random.integers(0, 256, (30, 28, 28), dtype=np.uint8),
        "y_test": random.integers(0, 10, 30, dtype=np.uint8),
    } | changes
    return {name: array for name, array in found.items() if array is not None}


def packed(**changes) -> bytes:
    """A file with some arrays changed."""
    file = io.BytesIO()
    np.savez_compressed(file, **arrays(**changes))
    return file.getvalue()


def test_a_part_is_read_when_it_is_asked_for():
    file = read_mnist(packed())
    assert file.sizes == {"train": 120, "test": 30} and not file.is_known
    assert np.array_equal(file.part("test").images, arrays()["x_test"])
    assert np.array_equal(file.part("train").labels, arrays()["y_train"])


def test_the_same_file_is_held_once():
    file = read_mnist(packed())
    assert read_mnist(file.data) is file


class Evil:
    """What would run if it were unpickled."""

    def __reduce__(self):
        return pytest.fail, ("It was unpickled.",)


def with_object() -> bytes:
    """A file in which an array is a pickle."""
    file = io.BytesIO()
    np.savez(file, **arrays(y_test=np.array([Evil()] * 30, dtype=object)), allow_pickle=True)
    return file.getvalue()


def without_pickle_name() -> bytes:
    """The same, without the entry that NumPy adds."""
    source, file = zipfile.ZipFile(io.BytesIO(with_object())), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in (f"{each}.npy" for each in arrays()):
            target.writestr(name, source.read(name))
    return file.getvalue()


def bomb() -> bytes:
    """A file of a few kilobytes that unpacks to 300 MB."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in (f"{each}.npy" for each in arrays()):
            target.writestr(name, bytes(80_000_000))
    return file.getvalue()


WHOLE = packed()


@pytest.mark.parametrize(
    "data, said",
    [
        (b"", "damaged"),
        (WHOLE[: len(WHOLE) // 2], "damaged"),
        (WHOLE[:-5], "damaged"),
        (WHOLE[:20_000] + bytes(100) + WHOLE[20_100:], "damaged"),
        (without_pickle_name(), "not an array"),
        (with_object(), "must hold x_train|not an array"),
        (bomb(), "are allowed"),
        (packed(y_test=None), "must hold x_train, y_train, x_test, y_test"),
        (packed(extra=np.zeros(3)), "must hold"),
        (packed(x_train=np.zeros((120, 14, 56), np.uint8)), r"x_train must be \(images, 28, 28\)"),
        (packed(x_test=np.zeros((30, 784), np.uint8)), r"x_test must be \(images, 28, 28\)"),
        (packed(y_train=np.zeros(119, np.uint8)), r"y_train \(images,\)"),
        (packed(x_train=np.zeros((120, 28, 28))), "uint8|are allowed"),
        (packed(y_test=np.zeros(30, np.int64)), "must be bytes"),
        (packed(y_test=np.full(30, 10, np.uint8)), "must be digits from 0 to 9; received 10"),
        (packed(x_train=np.zeros((20, 28, 28), np.uint8), y_train=np.zeros(20, np.uint8)), "at least 100 are needed"),
        (b"\x80\x04\x95" + bytes(200), "damaged"),
    ],
)
def test_what_is_none_is_a_sentence(data, said):
    with pytest.raises(ValueError, match=said) as error:
        read_mnist(data)
    assert str(error.value).endswith(".")


def test_what_is_fetched_is_used_only_with_its_checksum(monkeypatch):
    monkeypatch.setattr("rnnviz.store.remote.urlopen", lambda url, timeout: io.BytesIO(WHOLE))
    with pytest.raises(ValueError, match="was fetched and is not used"):
        fetch.__wrapped__(MNIST)
