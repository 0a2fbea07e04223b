"""A training on digits: what is asked for fits the limits, Keras does it, and the network reads as Keras says."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.chapters.digits import training
from rnnviz.chapters.digits.view import View
from rnnviz.images.digits import Digits, held_out, learned_from
from rnnviz.images.networks import PRESETS, Setting
from rnnviz.images.readings import order_of
from rnnviz.jobs.digits import expected, pixels_of, request_of, trained
from rnnviz.jobs.kinds import train
from rnnviz.jobs.limits import MAX_BYTES, MAX_SECONDS, size
from rnnviz.jobs.samples import Pixels, size_of, unpacked
from rnnviz.store.mnist import read_mnist
from tests.store.test_mnist import packed
from tests.support.reports import Heard


def test_pixels_come_back_in_the_order_that_they_are_read_in():
    setting = replace(Setting(), reading="random_pixels")
    plain = pixels_of(setting, held_out()).plain()
    assert size_of(plain) == (359, 64) and plain["targets"].dtype == np.uint8
    order = order_of("random_pixels", 8)
    assert np.array_equal(unpacked(plain), held_out().images.reshape(359, -1)[:, order])


def test_pixels_that_are_not_as_many_as_they_say_are_refused():
    plain = pixels_of(Setting(), held_out()).plain()
    for shape in ([358, 8, 8], [360, 8, 8]):
        with pytest.raises(ValueError, match="There must be"):
            unpacked(plain | {"shape": shape})
    with pytest.raises(ValueError, match="Images must be bytes"):
        Pixels(held_out().images.astype(float), order_of("rows", 8), 16.0, held_out().labels)


def test_all_of_mnist_fits_into_a_job_as_compressed_bytes():
    noise = np.random.default_rng(0).integers(0, 256, (3000, 28, 28), dtype=np.uint8)
    noise[:, :, :14] = 0  # more than half of MNIST's pixels are
    digits = Digits(noise, np.zeros(3000, np.uint8))
    per_image = size(pixels_of(PRESETS["tutorial"], digits).plain()) / 3000
    assert per_image < 28 * 28 and 11.5e6 < MAX_BYTES, "MNIST itself, compressed, has 11.5 MB"


def test_the_time_is_estimated_as_of_the_request_itself():
    for task, count in (("eight", 1438), ("tutorial", 3000), ("deep", 300)):
        setting = PRESETS[task]
        few = Digits(np.zeros((count, setting.size, setting.size), np.uint8), np.zeros(count, np.uint8))
        assert expected(setting, count, 10) == train.estimate(request_of(setting, few, few[:10], 1))
    deep = PRESETS["deep"]
    assert expected(deep, 60_000, 10_000) > MAX_SECONDS > expected(replace(deep, epochs=1), 60_000, 10_000)


@pytest.mark.parametrize("setting", [Setting(kind="gru", units=8, epochs=2), replace(PRESETS["small_deep"], epochs=2)])
def test_keras_trains_it_and_it_reads_as_keras_says(setting):
    request = request_of(setting, learned_from(), held_out(), 1)
    result = train.run(request, Heard())
    made = trained(setting, request, result, "the 8×8 digits")
    said = made.beliefs(held_out().images)[:, -1].argmax(axis=1)
    assert np.isclose((said == held_out().labels).mean(), made.accuracy, atol=0.006)
    assert made.curves["losses"][1] < made.curves["losses"][0] and made.about["images"]["training"] == 1438


def test_a_training_on_a_file_takes_as_many_digits_as_are_asked_for():
    file = read_mnist(packed())
    view = replace(View(), task="tutorial", epochs=1, count=1000)
    assert training.count_of(view, file) == 120, "no more than there are"
    begun = training.begun(view, file)
    assert begun.request["samples"]["shape"] == [120, 28, 28] and begun.source == "your own file"
    assert "SHA-256" in training.told_of(file)[0]
    result = train.run(begun.request, Heard())
    kept = training.without_pixels(begun)
    assert training.learned(kept, result).setting.size == 28 and not kept.request["samples"]["pixels"]


def test_the_choices_are_what_is_trained():
    view = replace(View(), kind="gru", units=16, dropout=0.5, epochs=4, reading="columns")
    found = training.setting_of(view)
    assert (found.kind, found.units, found.dropouts, found.epochs, found.reading) == ("gru", 16, (0.5,), 4, "columns")
    deep = training.setting_of(replace(view, task="deep"))
    assert deep == replace(PRESETS["deep"], epochs=4, reading="columns")
    assert not training.needs_mnist(view) and training.needs_mnist(replace(view, task="tutorial"))
