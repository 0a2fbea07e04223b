"""What the forecasters chapter says is true of what the reader chose."""

import pytest

from rnnviz.chapters.forecasters import words


@pytest.mark.parametrize(
    ("season", "found", "said"),
    [
        (1, (), "The rules know of no season: nothing repeats with the calendar. You may set one (More choices)."),
        (1, (12,), "The rules know of no season: you set 1, though the data repeat after 12 steps."),
        (1, (48, 336), "The rules know of no season: you set 1, though the data repeat after 48 and 336 steps."),
        (12, (12,), "One season is 12 steps."),
        (7, (), "One season is 7 steps, as you set it."),
        (
            48,
            (336, 48),
            "One season is 48 steps. The data repeat after 336 steps too: you may set that (More choices).",
        ),
        (
            7,
            (12,),
            "One season is 7 steps, as you set it. The data repeat after 12 steps: you may set that (More choices).",
        ),
    ],
)
def test_the_season_of_the_rules_is_told_from_those_of_the_data(season, found, said):
    assert words.seasons(season, found) == said
