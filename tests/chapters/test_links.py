"""Links that were handed out long ago open the views that they opened then.

But for two choices: the example worked by hand begins at its first step, where it used to begin at its last; and "relu
and the identity" begins as Le et al. (2015) do, where noise used to kill its relus. A field that was not there yet is
as it is by default.
"""

import json
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path

import pytest

LINKS = json.loads((Path(__file__).parents[1] / "support" / "links.json").read_text("utf-8"))


def as_json(value):
    """A view as lists and dicts of plain values, whatever its classes are called."""
    if is_dataclass(value):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [as_json(each) for each in value]
    return as_json(value.tolist()) if hasattr(value, "tolist") else value


def as_known(shown, old):
    """A view in the fields that it had when the link was made, and its parts in theirs."""
    if isinstance(old, dict) and isinstance(shown, dict):
        return {name: as_known(shown[name], value) for name, value in old.items()}
    if isinstance(old, list) and isinstance(shown, list) and len(old) == len(shown):
        return [as_known(*both) for both in zip(shown, old, strict=True)]
    return shown


@pytest.mark.parametrize("number", range(len(LINKS)))
def test_an_old_link_opens_the_same_view(number):
    old = LINKS[number]
    link = import_module(f"rnnviz.chapters.{old['chapter']}.view").LINK
    view, ignored = link.read(old["query"])
    shown, default = as_json(view), as_json(type(view)())
    assert as_known(shown, old["view"]) == old["view"]
    assert all(shown[name] == default[name] for name in shown.keys() - old["view"].keys())
    assert ignored == old["ignored"]
    assert link.write(view) == old["written"]
