"""Make data/text/sentiment_….npz, sum.npz and more: networks that score sentences, or add. All, or what is named.

python data/make_sentiment.py [--sentences N] [--epochs N] [pre … order leak sum]
"""

import argparse
import json
from dataclasses import asdict, replace

import numpy as np

from rnnviz.core.network import Network, init_network, run_network
from rnnviz.jobs.kinds import beside_bags, train
from rnnviz.jobs.report import Printing
from rnnviz.jobs.samples import Arrays
from rnnviz.jobs.scoring import arrays, leak_of, task_of
from rnnviz.jobs.worker import prepare
from rnnviz.text import FOLDER, leak, sums
from rnnviz.text.bag_of_words import fit
from rnnviz.text.grammar import sentences
from rnnviz.text.labelled import Labelled
from rnnviz.text.sentiment import PRESETS, Setting, trained
from rnnviz.text.splits import Split
from rnnviz.text.word_networks import WordNetwork

SEED = 1
"""Of the initial weights and of the order of sentences."""

SENTENCES, HELD_OUT = 12_000, 3_000
"""Different sentences of the grammar that are learned from, and those after them."""

SEED_OF_SENTENCES = 1


def corpus(count: int) -> tuple[Labelled, Labelled]:
    """Return what is learned from, and what is held out: no sentence is in both."""
    made = sentences(count + HELD_OUT, SEED_OF_SENTENCES)
    parts = made[:count], made[count:]
    return tuple(Labelled(tuple(s.words for s in each), tuple(s.label for s in each), "the grammar") for each in parts)


def make(name: str, setting: Setting, count: int) -> None:
    """Train a setting and write it."""
    training, held_out = corpus(count)
    task = task_of(setting, training, held_out, SEED)
    prepare()
    result = train.run(task.request, Printing())
    network = train.trained_network(task.request, result)
    curves = {
        "losses": result["losses"],
        "held_out_losses": result["held_out_losses"],
        "accuracy": result["metrics"]["accuracy"],
        "held_out_accuracy": result["held_out_metrics"]["accuracy"],
    }
    about = {
        "setting": asdict(setting),
        "seed": SEED,
        "seed_of_sentences": SEED_OF_SENTENCES,
        "sentences": {"training": count, "held_out": HELD_OUT},
        "source": "synthetic sentences of a grammar about films",
        "seconds": round(result["seconds"], 1),
        "keras": result["keras"],
    }
    samples, held = task.request["samples"], task.request["held_out"]
    bag = fit(samples["inputs"].astype(np.int32), samples["targets"].ravel(), len(task.words))
    about["bag"] = float(((bag.scores(held["inputs"].astype(np.int32)) > 0.5) == held["targets"].ravel()).mean())
    path = FOLDER / f"sentiment_{name}.npz"
    WordNetwork(network, task.words, curves, about).save(path)
    scores = scores_of(WordNetwork.load(path).network, task.request["held_out"]["inputs"].astype(np.int32))
    accuracy = float(((scores > 0.5) == np.array(held_out.labels)).mean())
    print(f"{name}: held out {accuracy:.4f}, in Keras {curves['held_out_accuracy'][-1]:.4f}; {about['seconds']} s")
    assert path.stat().st_size < 1_000_000


def make_sum(epochs: int) -> None:
    """Train a network to add numbers up, and write it."""
    made = sums.sequences(20_000, SEED)
    samples = Arrays(np.stack([sums.tokens_of(each) for each in made]), np.array([[each.sum()] for each in made]))
    network = init_network(sums.layers(), (None, sums.LONGEST), SEED)
    request = train.request(network, samples, order=SEED, epochs=epochs, learning_rate=0.003)
    prepare()
    result = train.run(request, Printing())
    about = {"seed": SEED, "seed_held_out": SEED + 1, "seconds": round(result["seconds"], 1), "keras": result["keras"]}
    path = FOLDER / "sum.npz"
    WordNetwork(train.trained_network(request, result), sums.words(), {"losses": result["losses"]}, about).save(path)
    held_out = sums.sequences(1000, SEED + 1)
    said = run_network(sums.adder().network, np.stack([sums.tokens_of(each) for each in held_out])).outputs[:, 0]
    truth = np.array([each.sum() for each in held_out])
    print(f"sum: held out RMSE {np.sqrt(np.mean((said - truth) ** 2)):.4f}, standard deviation {truth.std():.3f}")
    print(sums.trials())


def make_leak() -> None:
    """Train on both splits of the demonstration and write what comes out."""
    asked = leak_of(leak.SETTING, leak.demonstration(), leak.SEEDS)
    prepare()
    runs = asked.runs(beside_bags.run(asked.request, Printing()))
    leak.save(leak.FILE, runs, {"setting": asdict(leak.SETTING), "source": leak.demonstration().source})
    for each in runs:
        print(json.dumps({name: value for name, value in asdict(each).items() if not name.startswith("by_")}))


def make_order() -> None:
    """Put the network that reads PAD before beside a bag of words that has the same sentences, and write it."""
    model, setting = trained("pre"), PRESETS["pre"]
    split = Split(*corpus(model.about["sentences"]["training"]))
    samples, held_out = (arrays(part, model.words, setting) for part in split)
    bag = fit(samples.inputs, samples.targets.ravel(), len(model.words)).scores(held_out.inputs)
    run = leak.run_of("clean", SEED, split, scores_of(model.network, held_out.inputs), bag)
    leak.save(leak.ORDER, [run], {"setting": asdict(setting), "source": model.about["source"]})
    print({name: value for name, value in asdict(run).items() if not name.startswith("by_")})


def scores_of(network: Network, tokens: np.ndarray) -> np.ndarray:
    """Return the scores of sentences, (sentences,), as NumPy computes them."""
    return np.concatenate([run_network(network, tokens[k : k + 500]).outputs for k in range(0, len(tokens), 500)])[:, 0]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "names",
        nargs="*",
        default=[*PRESETS, "order", "leak", "sum"],
        help=f"of {', '.join(PRESETS)}, order, leak, sum",
    )
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--sentences", type=int, default=SENTENCES)
    asked = parser.parse_args()
    for each in asked.names:
        if each == "leak":
            make_leak()
        elif each == "order":
            make_order()
        elif each == "sum":
            make_sum(asked.epochs)
        else:
            make(each, replace(PRESETS[each], epochs=asked.epochs), asked.sentences)
