"""Units that follow a rule are found, those that do not are not, and silencing shows which of them are used."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz import CategoryEncoding, Cell, Dense, DenseWeights, Network, Recurrent, Weights, init_network, run_network
from rnnviz.core.losses import sparse_categorical_crossentropy
from rnnviz.core.surgery import silence
from rnnviz.core.weights import GATES
from rnnviz.text import silencing as silenced
from rnnviz.text import units
from rnnviz.text.auc import aucs, ranks
from rnnviz.text.rules import parse_rule
from rnnviz.text.silencing import Silencing, silence_units
from rnnviz.text.units import LUCK, MIN_CHARACTERS, READABLE, Finding, Separation, TooFewError, find, separate
from rnnviz.text.writing import after_each

LETTERS = " zabcdefgh"
SPACE, Z = 0, 1


def text_of_words(characters: int, seed: int) -> np.ndarray:
    """Tokens drawn at random, a space one time in five; two after each of them there is a z."""
    rng = np.random.default_rng(seed)
    tokens = np.where(rng.random(characters) < 0.2, SPACE, rng.integers(2, len(LETTERS), characters))
    tokens[2:][tokens[:-2] == SPACE] = Z
    return tokens


def hand_made(others: int = 60, read: float = 8.0, seed: int = 0) -> Network:
    """Unit 0 is 1 at a space, unit 1 at the character after it, which the output reads; the others do as they like."""
    rng = np.random.default_rng(seed)
    kernel = rng.normal(scale=0.5, size=(len(LETTERS), others + 2))
    recurrent = rng.normal(scale=0.1, size=(others + 2, others + 2))
    recurrent[:, :2] = 0.0
    kernel[:, :2] = 0.0
    kernel[SPACE, 0], recurrent[0, 1] = 20.0, 40.0
    out = rng.normal(scale=0.01, size=(others + 2, len(LETTERS)))
    out[:2] = 0.0
    out[1, Z] = read
    bias = np.zeros(others + 2)
    bias[1] = -20.0
    dense = DenseWeights(out, np.zeros(len(LETTERS)))
    layers = CategoryEncoding(len(LETTERS)), Recurrent(Cell("simple_rnn", others + 2), True), Dense(10, "softmax")
    return Network(layers, (None, Weights(kernel, recurrent, bias), dense))


def traced(network: Network, tokens: np.ndarray) -> dict[str, np.ndarray]:
    return after_each(network, tokens, None, READABLE)


def after_space(tokens: np.ndarray) -> np.ndarray:
    return parse_rule("after space")("".join(LETTERS[each] for each in tokens))


def test_a_unit_that_is_the_rule_is_found_remembers_and_is_used():
    tokens, network = text_of_words(1500, 0), hand_made()
    holds = after_space(tokens)
    found = find(traced(network, tokens), holds, tokens)
    best = found.overall.best
    assert (best.array, best.unit, best.auc, best.p) == ("h", 1, 1.0, pytest.approx(1 / 201))
    assert found.among_equal.at("h", 1) == ("h", 1, 1.0, pytest.approx(1 / 201))
    assert 0.5 < found.by_character < 1.0
    assert units.said(found, "after space").endswith("it remembers.")
    result = silence_units(network, tokens, holds, found.overall.best_units(1))
    assert result.verdict == "uses"
    assert result.cost[0] > 2.0 > abs(result.cost[1])
    assert silenced.said(result, "after space").endswith("the network uses it for this.")


def test_a_unit_that_the_output_does_not_read_is_found_and_not_used():
    tokens, network = text_of_words(1500, 0), hand_made(read=0.0)
    holds = after_space(tokens)
    best = find(traced(network, tokens), holds, tokens).overall.best
    assert (best.unit, best.auc) == (1, 1.0)
    result = silence_units(network, tokens, holds, [best.unit])
    assert result.verdict == "open"
    assert silenced.said(result, "after space").endswith("this does not show that the network uses it.")


def test_a_unit_that_says_which_character_was_read_does_not_remember():
    tokens, network = text_of_words(1500, 0), hand_made()
    found = find(traced(network, tokens), tokens == SPACE, tokens)
    assert (found.overall.best.unit, found.overall.best.auc, found.by_character) == (0, 1.0, 1.0)
    assert found.among_equal is None
    assert "no memory is needed" in units.said(found, "space")
    only_input = {"h": traced(network, tokens)["h"][:, :1]}
    equal = find(only_input, after_space(tokens), tokens)
    assert equal.among_equal.best.auc == 0.5


def markov(rng: np.random.Generator, characters: int, stay: float = 0.95) -> np.ndarray:
    """A text of two moods that last: letters of one are rare in the other."""
    mood = np.logical_xor.accumulate(rng.random(characters) > stay)
    return np.where(rng.random(characters) < 0.9, mood * 5, 5 - mood * 5) + rng.integers(0, 5, characters)


def unrelated(seed: int, kind: str = "gru", stay: float = 0.95) -> tuple[dict, np.ndarray, np.ndarray]:
    """A random network that reads a random text, and the moods of another such text as labels."""
    rng = np.random.default_rng(seed)
    tokens, labels = markov(rng, 400, stay), markov(rng, 400, stay) >= 5
    layers = [CategoryEncoding(10), Recurrent(Cell(kind, 8), True)]
    return traced(init_network(layers, (None, None), seed), tokens), labels, tokens


def test_what_has_nothing_to_do_with_a_text_is_found_in_one_of_twenty_seeds():
    """Of 100; four standard errors about one in twenty."""
    found = [separate(*unrelated(seed)[:2], shifts=99, seed=seed).best.p <= LUCK for seed in range(100)]
    assert 1 <= sum(found) <= 13


def test_among_equal_characters_too():
    found = [separate(*unrelated(seed), shifts=99, seed=seed).best.p <= LUCK for seed in range(60)]
    assert sum(found) <= 9


def test_labels_that_are_shuffled_one_by_one_would_call_half_of_it_a_find():
    finds, alike = [], np.zeros(400, dtype=int)
    for seed in range(30):
        values, labels, _ = unrelated(seed, "lstm", 0.98)
        rng = np.random.default_rng(seed)
        shuffled = np.stack([labels, *(rng.permutation(labels) for _ in range(99))])
        every = np.concatenate([aucs(ranks(each, alike), shuffled, alike) for each in values.values()], axis=1)
        scores = np.maximum(every, 1.0 - every).max(axis=1)
        finds.append((scores >= scores[0]).mean() <= LUCK)
    assert sum(finds) >= 12


def test_chosen_units_that_are_like_any_others_are_rarely_said_to_be_used():
    """The state of a random network is read at random: of 60 choices at most one in ten."""
    network = init_network(
        [CategoryEncoding(10), Recurrent(Cell("gru", 24), True), Dense(10, "softmax")], (None, None), 3
    )
    rng, said = np.random.default_rng(0), []
    for seed in range(60):
        tokens = markov(rng, 80)
        chosen = rng.choice(24, 2, replace=False)
        said.append(silence_units(network, tokens, tokens % 2 == 0, chosen, draws=19, seed=seed).verdict)
    assert said.count("uses") <= 6
    assert len(said) - said.count("open") <= 9


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.integers(0, 2)), min_size=1, max_size=25))
def test_auc_is_the_share_of_pairs_with_ties_half(rows):
    """Counted pair by pair, among all and among those of a group, under the true labels and one shift of them."""
    values, labels, groups = (np.array(each) for each in zip(*rows, strict=True))
    groups = np.unique(groups, return_inverse=True)[1]
    both = np.stack([labels, np.roll(labels, 1)])
    found = aucs(ranks(np.stack([values, -values], axis=1).astype(float), groups), both, groups)
    for row, label in zip(found, both, strict=True):
        pairs = [
            np.sign(int(values[i]) - int(values[j]))
            for i in np.flatnonzero(label)
            for j in np.flatnonzero(~label)
            if groups[i] == groups[j]
        ]
        expected = 0.5 + 0.5 * float(np.mean(pairs)) if pairs else 0.5
        np.testing.assert_allclose(row, [expected, 1.0 - expected], atol=1e-12)


@given(st.integers(0, 2**32 - 1))
def test_nothing_of_the_character_alone_separates_better_than_the_share_of_cases(seed):
    rng = np.random.default_rng(seed)
    tokens, holds = rng.integers(0, 4, 60), rng.random(60) < 0.5
    holds[:MIN_CHARACTERS], holds[-MIN_CHARACTERS:] = True, False
    any_function = {"h": rng.normal(size=(4, 30))[tokens]}
    found = find(any_function, holds, tokens, shifts=5)
    assert found.overall.scores.max() <= found.by_character + 1e-12


def test_p_is_corrected_for_how_many_units_were_looked_at():
    values, labels, _ = unrelated(0)
    one, all_of_them = separate({"h": values["h"][:, :1]}, labels), separate(values, labels)
    assert one.at("h", 0).auc == all_of_them.at("h", 0).auc
    assert one.at("h", 0).p <= all_of_them.at("h", 0).p
    assert [each.score for each in all_of_them.ranked] == sorted(all_of_them.scores.ravel(), reverse=True)
    assert (all_of_them.chance < all_of_them.band).mean() <= 0.95 <= (all_of_them.chance <= all_of_them.band).mean()


def test_chance_is_the_best_of_all_arrays_under_each_shift():
    rng, holds = np.random.default_rng(4), np.arange(24) % 24 < 11
    values = {"h": rng.normal(size=(24, 3)), "c": rng.normal(size=(24, 3))}
    found = separate(values, holds, shifts=99, seed=1)
    every = [{name: np.roll(each, -shift, axis=0) for name, each in values.items()} for shift in range(1, 24)]
    best = [separate(each, holds, shifts=1).scores.max() for each in every]
    assert len(found.chance) == 23
    np.testing.assert_allclose(np.sort(found.chance), np.sort(best), rtol=1e-12)
    assert found.best.p == (1 + sum(each >= found.best.score - 1e-9 for each in best)) / 24


def test_best_units_are_sought_in_the_arrays_that_are_named():
    auc = np.array([[0.5, 0.9, 0.2], [0.0, 0.5, 0.5]])
    found = Separation(("h", "o"), auc, np.array([0.6]))
    assert found.best_units(2) == (0, 1)
    assert found.best_units(2, ["h"]) == (1, 2)
    assert found.best == ("o", 0, 0.0, 0.5)


def finding(auc: float, p: float, equal: tuple[float, float] | None, by_character: float) -> Finding:
    """A finding of one unit: its AUC and p of all characters, and among equal ones."""

    def of(auc, p):
        chance = np.where(np.arange(19) < round(20 * p) - 1, 1.0, 0.5)
        return Separation(("h",), np.array([[auc]]), chance)

    return Finding(of(auc, p), equal and of(*equal), by_character)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (
            finding(0.8, 0.1, None, 0.7),
            "it is higher at the first in 80 % of all pairs, ties counted half (AUC 0.8). That may be",
        ),
        (
            finding(0.1, 0.05, (0.3, 0.05), 0.7),
            "it is lower at the first in 90 % of all pairs, ties counted half (AUC 0.1).",
        ),
        (
            finding(0.1, 0.05, (0.3, 0.05), 0.7),
            "nobody gets beyond 0.7; among equal characters this unit still separates 70 %",
        ),
        (finding(0.1, 0.05, (0.3, 0.1), 0.7), "among equal characters nothing shows"),
        (finding(0.1, 0.05, (0.7, 0.05), 0.7), "among equal characters nothing shows"),
        (finding(0.9, 0.05, None, 0.7), "there are too few equal characters"),
        (finding(0.9, 0.05, None, 1.0), "The character just read decides this rule"),
        (finding(0.999, 0.05, None, 1.0), "more than 99 % of all pairs"),
        (finding(1.0, 0.05, None, 1.0), "100 % of all pairs"),
    ],
)
def test_what_is_said_of_the_best_unit(found, words):
    assert words in units.said(found, "vowel").replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("holds", "message"),
    [
        (np.zeros(40, bool), "holds for none of 40 characters"),
        (np.ones(40, bool), "holds for all of 40 characters"),
        (np.arange(40) < 9, "holds for 9 of 40 characters: something can be said where it holds for at least 10"),
        (np.arange(40) < 31, "holds for 31 of 40"),
        (np.zeros(0, bool), "holds for none of 0 characters"),
    ],
)
def test_too_few_characters_are_a_sentence(holds, message):
    with pytest.raises(TooFewError, match=message):
        separate({"h": np.zeros((len(holds), 2))}, holds)


def test_what_does_not_fit_is_a_sentence():
    holds = np.arange(40) < 20
    with pytest.raises(ValueError, match=r"h must be .*; received \(39, 2\)"):
        separate({"h": np.zeros((39, 2))}, holds)
    exploded = np.zeros((40, 2))
    exploded[7:, 1] = np.nan
    with pytest.raises(ValueError, match="not a number from timestep 7 on"):
        separate({"h": exploded}, holds)


@pytest.mark.parametrize("reset_after", [True, False])
@pytest.mark.parametrize("kind", GATES)
def test_sets_that_are_silenced_together_are_what_surgery_does_one_by_one(kind, reset_after, random_network):
    rng = np.random.default_rng(7)
    cell, tokens = Cell(kind, 5, reset_after=reset_after), rng.integers(0, 6, 30)
    layers = [CategoryEncoding(6), Recurrent(cell, True), Recurrent(Cell("lstm", 4), True), Dense(6, "softmax")]
    network = random_network(layers, (None, None), rng)
    sets = ((), (2,), (0, 4))
    found = silenced.bits_without(network, tokens, sets, layer=1)
    for some, bits in zip(sets, found, strict=True):
        weights = network.weights[1]
        for unit in some:
            weights = silence(cell, weights, unit)
        trace = run_network(replace(network, weights=(None, weights, *network.weights[2:])), tokens[None, :-1])
        expected = sparse_categorical_crossentropy(trace, tokens[None, 1:]).losses[0, :, 0] / np.log(2)
        np.testing.assert_allclose(bits, expected, rtol=1e-10)


def test_units_are_silenced_in_every_window_that_is_read_anew(random_network):
    rng = np.random.default_rng(8)
    cell, tokens, window = Cell("gru", 5), rng.integers(0, 6, 30), 4
    network = random_network([CategoryEncoding(6), Recurrent(cell), Dense(6, "softmax")], (None, None), rng)
    sets = ((), (2,), (0, 4))
    for some, bits in zip(sets, silenced.bits_without(network, tokens, sets, 1, window), strict=True):
        weights = network.weights[1]
        for unit in some:
            weights = silence(cell, weights, unit)
        without = replace(network, weights=(None, weights, network.weights[2]))
        for position, found in enumerate(bits):
            said = run_network(without, tokens[None, max(0, position + 1 - window) : position + 1]).outputs[0]
            assert found == pytest.approx(-np.log2(said[tokens[position + 1]]), rel=1e-10)
    shown = silence_units(network, tokens, tokens % 2 == 0, [1], window=window)
    assert shown.intact.shape == (29,) and len(shown.others) == 4


def test_sets_run_one_after_the_other_where_a_text_is_long(monkeypatch):
    tokens, network = text_of_words(50, 0), hand_made()
    sets = [(k,) for k in range(5)]
    together = silenced.bits_without(network, tokens, sets, 1)
    monkeypatch.setattr(silenced, "MAX_NUMBERS", 2 * 49 * 62)
    np.testing.assert_allclose(silenced.bits_without(network, tokens, sets, 1), together, rtol=1e-12)


def judged(cost, costs) -> Silencing:
    """A judgement of made-up costs: where the rule holds, and elsewhere."""
    holds = np.arange(20) < 10
    bits = np.where(holds, *np.asarray(cost, dtype=float))
    return Silencing((3, 7), tuple((k,) for k in range(len(costs))), holds, np.ones(20), 1.0 + bits, np.array(costs))


NONE_SO_MUCH = [(0.01 * k, 0.01 * k) for k in range(39)]


@pytest.mark.parametrize(
    ("cost", "costs", "verdict", "words"),
    [
        ((0.5, 0.1), NONE_SO_MUCH, "uses", "none costs as much there"),
        ((0.5, 0.1), [(0.6, 0.1), *NONE_SO_MUCH[1:]], "uses", "1 costs as much there"),
        ((0.5, 0.1), [(0.6, 0.1), (0.6, 0.1), *NONE_SO_MUCH[2:]], "open", "2 cost as much there"),
        ((0.5, 0.5), NONE_SO_MUCH, "needs", "but 39 as much more there than elsewhere"),
        ((-0.1, -0.2), [(-0.2, 0.0)] * 39, "open", "0.1 less; at the others it takes 0.2 less"),
        ((0.5, 0.1), NONE_SO_MUCH[:18], "few", "no more than 18 other sets"),
        ((0.5, 0.1), np.zeros((0, 2)), "few", "no more than 0 other sets"),
        ((np.nan, np.nan), NONE_SO_MUCH, "open", "this does not show"),
    ],
)
def test_what_silencing_shows(cost, costs, verdict, words):
    result = judged(cost, costs)
    assert result.verdict == verdict
    assert words in silenced.said(result, "vowel")


def test_other_sets_are_different_ones_and_as_many_as_there_are():
    sets = silenced.drawn_sets(5, (3, 1), 39, 0)
    assert len(set(sets)) == len(sets) == 9
    assert (1, 3) not in sets
    assert silenced.drawn_sets(3, (0, 1, 2), 39, 0) == ()
    assert len(silenced.drawn_sets(100, (0,), 39, 0)) == 39


def test_a_network_that_cannot_be_silenced_says_why():
    tokens, holds = text_of_words(60, 0), np.arange(60) % 2 == 0
    last_only = [CategoryEncoding(10), Recurrent(Cell("gru", 3)), Dense(10, "softmax")]
    with pytest.raises(ValueError, match="must predict at every character"):
        silence_units(init_network(last_only, (None, None), 0), tokens, holds, [0])
    with pytest.raises(ValueError, match="has no SimpleRNN, LSTM or GRU"):
        silence_units(init_network([CategoryEncoding(10), Dense(10, "softmax")], (None, None), 0), tokens, holds, [0])
    backwards = [CategoryEncoding(10), Recurrent(Cell("gru", 3, go_backwards=True), True), Dense(10, "softmax")]
    with pytest.raises(ValueError, match="Layer 2 .GRU. reads backwards"):
        silence_units(init_network(backwards, (None, None), 0), tokens, holds, [0])
    with pytest.raises(ValueError, match="units must be from 0 to 61"):
        silence_units(hand_made(), tokens, holds, [62])
    with pytest.raises(ValueError, match="holds must be"):
        silence_units(hand_made(), tokens, holds[1:], [0])
