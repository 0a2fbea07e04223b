"""The boards that the chapter can open with."""

from typing import Any, NamedTuple


class Preset(NamedTuple):
    """A board: its button, what is to be seen on it, and how its view differs from the first one's."""

    title: str
    story: str
    fields: dict[str, Any]


PRESETS = {
    "lanes": Preset(
        "Lanes are right",
        "Row i of every batch is **one stretch** of the series: each window begins where the one to its left ends.",
        {},
    ),
    "usual": Preset(
        "The usual mistake",
        "Windows stand in the batches **as they were cut**, one after the other. But a state goes on in its **row**, "
        "so each is handed to a window further on.",
        {"arrangement": "series"},
    ),
    "overlapping": Preset(
        "Right as they are cut",
        "Overlapping windows, as they were cut: batch × step is as long as a window, so the window B further on begins "
        "just where this one ends.",
        {"arrangement": "series", "batch": 4, "step": 1, "samples": 16, "ticket": 5},
    ),
    "day": Preset(
        "The tutorial, in small",
        "Overlapping windows in batches that are **longer than a window**, as in the tutorial, which takes batches "
        "of a whole day: each state is handed on over a gap.",
        {"arrangement": "series", "batch": 6, "step": 1, "samples": 18, "ticket": 7},
    ),
    "shuffled": Preset(
        "Shuffled",
        "`fit` shuffles by default, stateful or not, and says nothing: **whose state** a window receives is chance.",
        {"shuffle": True},
    ),
    "unreset": Preset(
        "Never reset",
        "Nothing empties the state by itself: validation moves it too, and the second epoch **begins with what "
        "validation left**.",
        {"resets": "never", "between": "validation", "epochs": 2, "samples": 6, "batch": 2, "ticket": 8},
    ),
}
