"""Which array of a model is which gate of which layer: from a file's names, shapes and configuration alone."""

from rnnviz.store.hdf5 import Unreadable
from rnnviz.store.model_file import MAX_PARAMETERS, ModelFile, read_model
from rnnviz.store.passport.configured import MAX_LAYERS, from_config
from rnnviz.store.passport.entries import Entry, Part, Passport
from rnnviz.store.passport.guessed import from_names, from_order

__all__ = ["MAX_LAYERS", "Entry", "Part", "Passport", "read_passport"]


def read_passport(data: bytes) -> Passport:
    """Return the passport of a model's file.

    Raises:
        Unreadable: a sentence for the reader, if the file is none that is read here.
    """
    return checked_passport(read_model(data))


def checked_passport(file: ModelFile) -> Passport:
    """Return the passport of what was read, or raise Unreadable where it contradicts itself."""
    try:
        return passport_of(file)
    except Unreadable:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        # What is inconsistent in a file of the right form is found by the classes that check shapes and names.
        said = str(error) if isinstance(error, ValueError) and len(str(error)) < 200 else ""
        raise Unreadable(f"The file contradicts itself. {said}".strip()) from error


def passport_of(file: ModelFile) -> Passport:
    """Return the passport of what was read."""
    count = sum(array.size for name, array in file.arrays.items() if is_weight(name, file))
    if count > MAX_PARAMETERS:
        raise Unreadable(f"The model has {count:,} parameters; at most {MAX_PARAMETERS:,} are read here.")
    if file.kind == "keras":
        return from_config(file)
    entries = tuple(from_names(file.arrays) if file.kind == "weights" else from_order(file.arrays))
    if not entries:
        raise Unreadable("The file has no arrays of weights that look like a layer of Keras.")
    why = "The file has weights alone: neither the order of the layers nor their activations are in it."
    return Passport(file.kind, entries, None, why_not=why)


def is_weight(name: str, file: ModelFile) -> bool:
    """Whether an array is a layer's: a file of weights may have those of an optimizer too."""
    return file.kind == "arrays" or (name.startswith("layers/") and "seed_generator" not in name)
