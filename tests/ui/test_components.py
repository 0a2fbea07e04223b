"""How our own components are sent what they show."""

import json
from collections import namedtuple

from rnnviz.ui.components import encoded

Pair = namedtuple("Pair", "t k")


def test_what_a_component_is_sent_is_json_whatever_was_typed():
    data = {"pair": Pair(2, 1), "units": {3: ["ℏ", None, True]}, "typed": "\ud83d"}
    assert json.loads(encoded(data)) == {"pair": [2, 1], "units": {"3": ["ℏ", None, True]}, "typed": "\ud83d"}
    assert b"\xe2\x84\x8f" in encoded({**data, "typed": ""}), "the quick way, in UTF-8"
