"""What the forecasters chapter says is true of what the reader chose."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.chapters.forecasters import words
from rnnviz.chapters.forecasters.page.first_screen import line
from rnnviz.chapters.forecasters.scene import Shown, best_rule, verdicts_of
from rnnviz.chapters.forecasters.view import View, fitted, prepared_of, season_of, series_of
from rnnviz.training.preparation import Preparation
from rnnviz.training.seeds import rmse_on_test, train_seeds
from rnnviz.training.series import Covariate
from rnnviz.training.verdicts import brief, headline
from rnnviz.training.windows import prepare


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
    assert words.errors.seasons(season, found) == said


def test_what_a_tutorial_reports_stands_beside_its_own_setting_alone():
    assert (
        "0.058 in training and of 0.077"
        in words.errors.published(View())
        == words.errors.published(View(seed=9, steps=5))
    )
    assert "50.2 and 48.8" in words.errors.published(View.of("airline"))
    assert (
        words.errors.published(View(units=4))
        == words.errors.published(replace(View.of("airline"), validation=0.1))
        == ""
    )
    assert words.errors.published(View.of("sine")) == ""


PARTS = [
    {"preset": "sunspots", "validation": 0.0},
    {"preset": "airline", "validation": 0.0},
    {"preset": "airline", "validation": 0.2, "kind": "gru", "window": 12, "learning_rate": 0.01},
    {"preset": "temperature"},
    {"preset": "temperature", "split": 0.9},
    {"preset": "sine"},
    {"preset": "walk"},
    {"preset": "walk", "validation": 0.0, "scaling": "none"},
    {"preset": "logistic"},
    {"preset": "logistic", "optimizer": "sgd", "learning_rate": 1.0, "activation": "linear", "scaling": "none"},
]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("part", PARTS)
def test_star_and_headline_never_part(part, seed):
    """Over views of every kind, with epochs, windows and a series that are drawn."""
    rng = np.random.default_rng(seed)
    drawn = {"epochs": int(rng.choice([1, 5, 20])), "units": int(rng.integers(1, 6)), "seed": int(rng.integers(999))}
    drawn |= {"series_seed": int(rng.integers(99)), "horizon": int(rng.choice([1, 1, 3])), "length": 160}
    view, _ = fitted(replace(View.of(part["preset"]), **(drawn | part)))
    runs = train_seeds(prepared_of(view), view.model, view.fit, range(view.seed, view.seed + (3 if seed else 1)))
    series, season = series_of(view), season_of(view)
    best, simplest = verdicts_of(series, runs, season)
    scored = [row for row in Shown(view, runs[0], True).rows if row.test is not None]
    stars = [row.title for row in scored if "★" in line(row, "GRU", best.winner_title, True)["forecast"]]
    said, about = headline(best), words.errors.about_choice(scored)
    assert stars == ([] if best.winner_title is None else [best.winner_title])
    assert (said == "The network wins") == (stars == ["the network"])
    assert (said.lower() == f"{brief(best.rule)} wins".lower()) == (stars == [best.rule])
    assert said.endswith(" wins") == bool(stars) and ("beats" in words.errors.verdict(best, simplest, "")) <= (
        best.winner in ("rule", "open")
    )
    chosen = best_rule(series, view.preparation, season)
    assert chosen.title == best.rule and chosen.title in about
    good = [each for each in map(rmse_on_test, runs) if np.isfinite(each)]
    if stars == ["the network"]:
        assert min(good) < chosen.test.rmse
    if stars == [best.rule] and good:
        assert max(good) > chosen.test.rmse


def test_on_the_logistic_map_the_network_wins_and_on_random_walks_it_never_does():
    won = {}
    for preset in ("logistic", "walk"):
        for series_seed in range(6):
            view = replace(View.of(preset), series_seed=series_seed)
            runs = train_seeds(prepared_of(view), view.model, view.fit, (1, 2, 3))
            won.setdefault(preset, []).append(verdicts_of(series_of(view), runs, season_of(view))[0].winner)
    assert won["logistic"] == ["network"] * 6 and "network" not in won["walk"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"transform": "log"}, "The network reads the logarithms of the values. Forecasts are turned back"),
        (
            {"transform": "difference"},
            "The network reads how far each value lies from the one before it; it forecasts a difference, too, which "
            "is added to the last known value.",
        ),
        (
            {"transform": "log difference", "lag": 12, "horizon": 2},
            "how far the logarithm of each value lies from that of the one 12 steps before it; it forecasts a "
            "difference, too, which is added to the logarithm of the value 12 steps before its target.",
        ),
        ({"transform": "difference", "lag": 2, "horizon": 3}, "added to the value 4 steps before its target"),
    ],
)
def test_what_the_network_reads_is_said(changes, said):
    found = words.reading.transformed(prepared_of(replace(View.of("airline"), **changes)))
    assert said in found and bool(found) == bool(changes)
    assert ("median" in found) == ("log" in changes.get("transform", ""))


def test_what_is_tested_is_the_test_part_however_many_parts_there_are():
    for view in (View.of("sine"), replace(View.of("sine"), validation=0.0)):
        assert words.errors.from_to(series_of(view), prepared_of(view)) == "385 to 480"


def test_what_is_said_of_further_columns_is_true_of_every_setting():
    values = np.arange(60.0) % 7
    price = Covariate("price", np.arange(64.0) % 5, known_ahead=True)
    rain, wind = (Covariate(name, np.arange(60.0) % 4) for name in ("rain", "wind"))

    def prepared(covariates, **changes):
        return prepare(values, Preparation(window=3, covariates=len(covariates), **changes), (), covariates)

    assert (
        words.reading.beside(prepared(()))
        == words.reading.columns_ahead(prepared(()), 50, 5)
        == words.reading.rules_alone(prepared(()))
        == ""
    )
    one = prepared((price,), scaling="none", horizon=2, outputs=3)
    assert words.reading.beside(one) == (
        "Beside each value the network reads “price” of 2 steps later, where the first target lies, known ahead. "
        "The rules read the series alone, without “price”."
    )
    assert words.reading.as_read(one) == "As the network reads it. Each row has “price” of 2 steps later."
    assert "All at once reads it of the first step alone." in words.reading.columns_ahead(one, 50, 5)
    both = prepared((rain, price, wind), calendar=7)
    assert words.reading.beside(both).endswith("without “price”, “rain” and “wind”.")
    assert "“price” of the next step, known ahead and “rain” and “wind” of the same step" in words.reading.beside(both)
    assert words.reading.as_read(both).endswith("Each row has sine and cosine and “price” of the next step.")
    held = (
        "“wind” are not known ahead: given the network's own outputs, their last values before the forecast are held."
    )
    for start, steps, said in (
        (50, 5, "“price” is known ahead: every step reads its value there."),
        (60, 4, "“price” is known ahead: every step reads its value there."),
        (60, 9, "but your data have it for 4 of the 9 steps: its last value, 3.00, is held after them."),
        (64, 2, "but your data have it for none of these steps: its last value, 3.00, is held."),
    ):
        text = words.reading.columns_ahead(both, start, steps).replace("\N{NO-BREAK SPACE}", " ")
        assert said in text and text.endswith(held)


def test_what_the_network_reads_of_the_calendar_is_said():
    assert words.reading.calendar(prepared_of(View.of("airline"))) == ""
    prepared = prepared_of(replace(View.of("airline"), calendar=12, horizon=2))
    assert "in a period of 12 steps the value 2 steps later lies" in words.reading.calendar(prepared).replace(
        "\xa0", " "
    )
    assert "1 timestep × 3 features" in words.reading.windows(series_of(View.of("airline")), prepared)
