"""The tutorials' settings on their own files: python -m bench.labs FOLDER. What is not in the folder is said."""

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.core import Row
from bench.digits import mnist
from rnnviz.core.serialize import deserialize
from rnnviz.jobs.kinds import beside_bags, train
from rnnviz.jobs.report import Printing
from rnnviz.jobs.samples import Windows
from rnnviz.jobs.scoring import leak_of
from rnnviz.jobs.tagging import request_of, trained_tagger
from rnnviz.jobs.worker import prepare
from rnnviz.jobs.writing import task_of
from rnnviz.text.corpus import python_topics, split
from rnnviz.text.labelled import read_labelled
from rnnviz.text.leak import SEEDS
from rnnviz.text.presets import PRESETS, Preset
from rnnviz.text.reading import read
from rnnviz.text.sentiment import Setting
from rnnviz.text.tables import BITS, scores
from rnnviz.text.tag_scores import Asked, Interval, Table, marked, with_padding
from rnnviz.text.tagged import read as read_tagged
from rnnviz.text.tagged import split as split_tagged
from rnnviz.text.taggers import Wiring
from rnnviz.text.taggers import task_of as task_of_tags
from rnnviz.text.words import UNKNOWN
from rnnviz.training.stateful import Setup, cut_rows
from rnnviz.training.stateful_series import read_npy
from rnnviz.training.stateful_studies import study

DOCUMENT = PRESETS["document_simple_rnn"]


def rows() -> Iterator[Row]:
    """The row of the text that is always there."""
    yield an_iteration("Python's help", task_of(replace(DOCUMENT, iterations=4), python_topics(), 1).request)


def an_iteration(what: str, request: dict) -> Row:
    """One iteration of the job, samples and held-out part aside, beside a bare loop of Keras; the first is left out."""
    request = request | {"samplings": [], "held_out": None}
    prepare()
    ours = statistics.median(train.run(request, Printing(0))["epoch_seconds"][1:])
    prepare()
    bare = statistics.median(bare_loop(request)[1:])
    number = len(request["samples"]["starts"])
    return (
        f"an iteration on {what}, {number:,} windows",
        f"{ours / bare:.2f} ×",
        "≤ 1.2 ×",
        f"{ours:.1f} s, {bare:.1f} s",
    )


def bare_loop(request: dict) -> np.ndarray:
    """Return the seconds of each epoch of Keras's own ``fit`` on the windows as arrays."""
    import keras

    samples, batch = request["samples"], request["batch"]
    arrays = Windows(**samples).arrays
    model = train.model_of(deserialize(request["network"]), samples, "float32")
    steps = -(-len(samples["starts"]) // batch)
    model.compile(
        optimizer=request["optimizer"],
        loss=request["loss"],
        metrics=request["metrics"],
        jit_compile=True,
        steps_per_execution=steps,
    )
    ends = [time.perf_counter()]
    after = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: ends.append(time.perf_counter()))
    inputs, targets = arrays.inputs.astype("int32"), arrays.targets.astype("int32")
    model.fit(inputs, targets, batch_size=batch, epochs=request["epochs"], callbacks=[after], verbose=0)
    return np.diff(ends)


def alice(file: Path, iterations: int) -> Iterator[Row]:
    """*Alice* in the tutorial's setting: bits per character beside the tables, and what it writes."""
    preset: Preset = replace(DOCUMENT, iterations=iterations, beginning="alice was ")
    text = preset.read(split("alice", read(file.read_bytes()).text, file.name)).text
    whole = split("alice", text, file.name)._replace(training=text, held_out=text[-1000:])
    yield an_iteration("*Alice*", task_of(replace(preset, iterations=4), whole, 1).request)
    task = task_of(preset, split("alice", text, file.name), 1)
    prepare()
    found = train.run(task.request, Printing(0))
    tables = scores(task.training, task.held_out, len(task.vocabulary))
    beside = ", ".join(f"{name} {bits:.3f}" for name, bits in tables.items())
    reached = f"{found['losses'][-1] * BITS:.3f}, held out {found['held_out_losses'][-1] * BITS:.3f} bits a character"
    yield f"*Alice*, {iterations} iterations of the tutorial's SimpleRNN(128)", reached, "", beside
    for iteration in sorted({1, min(5, iterations), iterations}):
        drawn, greedy = (task.vocabulary.decode(each[iteration - 1]) for each in found["samples"])
        yield f"after iteration {iteration}", f"{preset.beginning}{drawn}", "", f"{preset.beginning}{greedy}"


def umich(file: Path, iterations: int) -> Iterator[Row]:
    """The labelled sentences in the tutorial's setting, on both splits under three seeds, beside a bag of words."""
    asked = leak_of(Setting(), read_labelled(file.read_bytes(), file.name).labelled, SEEDS)
    prepare()
    runs = asked.runs(beside_bags.run(asked.request, Printing(0)))
    for name, must in (("random", "≥ 0.97"), ("clean", "")):
        found = [each for each in runs if each.split == name]
        accuracies = ", ".join(f"{each.network:.4f}" for each in found)
        bags = ", ".join(f"{each.bag:.4f}" for each in found)
        seen = sum(each.seen for each in found) / sum(each.held_out for each in found)
        beside = f"bag of words {bags}; {seen:.1%} of what is held out is learned from as well"
        yield f"sentences, {name} split, LSTM(64), seeds {', '.join(map(str, SEEDS))}", accuracies, must, beside
    unseen = ", ".join(f"{each.network_unseen:.4f}" for each in runs if each.network_unseen and each.split == "random")
    yield "the random split's held-out lines that were not learned from", unseen, "", ""


TREEBANK_LENGTH, TREEBANK_WORDS = 250, 5000
"""Words of a sentence and of the vocabulary, as in the tutorial."""

IN_STEP_LENGTH = 60
"""Words of a sentence that taggers in step learn from; they answer all words of any sentence."""

TAGGERS = {
    "in step, Bidirectional(GRU(64))": Wiring("gru", True, units=64, embedding=128, epochs=5),
    "in step, GRU(64)": Wiring("gru", units=64, embedding=128, epochs=5),
    "the tutorial's GRU(64), one epoch": Wiring("gru", in_step=False, units=64, embedding=128, epochs=1),
}
"""What is trained on the treebank's sentences, with the tutorial's sizes, dropouts, optimizer and batches."""


def treebank(file: Path, iterations: int) -> Iterator[Row]:
    """The sample of the Penn Treebank: taggers in step and the tutorial's, without padding and with it."""
    found = read_tagged(file.read_bytes(), (file.parent / "treebank_poss.txt").read_bytes())
    corpus = split_tagged("treebank", found.sentences, file.name)
    asked, table = Asked(corpus.held_out), Table(corpus.training)
    must = {"in step, Bidirectional(GRU(64))": "≥ table + 2 points"}
    frequent = asked.mark(table.answers(asked))
    common = asked.mark([table.common] * len(asked.words))
    for name, right in (("the most frequent tag of the word", frequent), (f"always {table.common}", common)):
        padded = with_padding(right, asked.lengths, TREEBANK_LENGTH)
        yield f"treebank, {name}", share(asked.share(right)), "", f"padding counted {padded:.2%}"
    for name, wiring in TAGGERS.items():
        length = IN_STEP_LENGTH if wiring.in_step else TREEBANK_LENGTH
        wiring = replace(wiring, known=TREEBANK_WORDS, length=length)
        prepare()
        task = task_of_tags(wiring, corpus)
        request = request_of(wiring, task, 1)
        result = train.run(request, Printing(0))
        tagger = trained_tagger(wiring, corpus, task, request, result, 1)
        marks = marked(tagger, asked)
        padded = marks.with_padding or with_padding(marks.right, asked.lengths, TREEBANK_LENGTH)
        unknown = asked.share(marks.right, tagger.words.encode(asked.words) == UNKNOWN)
        beside = (
            f"to the table {100 * asked.share(marks.right - frequent).value:+.2f} points, with padding {padded:.2%}, "
            f"unknown words {share(unknown)}, {wiring.epochs} epochs in {result['seconds']:.0f} s"
        )
        yield f"treebank, {name}", share(asked.share(marks.right)), must.get(name, ""), beside


def electricity(file: Path, iterations: int) -> Iterator[Row]:
    """A customer's electricity: stateless and stateful under three seeds, with the tutorial's faults and without."""
    values, stop = read_npy(file.read_bytes()), np.zeros(1, dtype=np.uint8)
    for late, zeros in ((False, False), (True, False), (False, True), (True, True)):
        faults = ", ".join(["target one step too far"] * late + ["21 rows of zeros"] * zeros) or "no fault"
        setup = Setup(batch=96, season=96, late=late, zeros=zeros)
        found = study(cut_rows(values, setup), None, stop)
        both = "; ".join(
            f"{name} {', '.join(f'{100 * each:.2f}' for each in values)} %" for name, values in found.networks.items()
        )
        last, yesterday = (f"{100 * found.rules[name]:.2f} %" for name in ("last", "yesterday"))
        beside = f"the last value {last}, the same time yesterday {yesterday}; {found.empty[1]} rows of zeros were cut"
        must = "" if late else "about 5.15 and 5.11 %; the last value 5.48 %"
        yield f"LD_250, LSTM(10), batch 96, 5 epochs, {faults}: RMSE under seeds 1, 2, 3", both, must, beside


def share(found: Interval) -> str:
    """Return an accuracy with its interval over sentences."""
    return f"{found.value:.2%} ({found.low:.2%} to {found.high:.2%})"


FILES: dict[str, Callable[[Path, int], Iterator[Row]]] = {
    "alice_in_wonderland.txt": alice,
    "umich-sentiment-train.txt": umich,
    "treebank_sents.txt": treebank,
    "LD_250.npy": electricity,
    "mnist.npz": mnist,
}
"""Which rows are about which file."""


def main() -> None:
    """Print the rows of the files that are there, as a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the files are")
    parser.add_argument("--iterations", type=int, default=25)
    parser.add_argument("--only", help="the name of one file")
    asked = parser.parse_args()
    print("| what | reached | must | beside it |\n|---|---|---|---|")
    for name, about in FILES.items():
        if asked.only not in (None, name):
            continue
        if not (asked.folder / name).exists():
            print(f"| {name} | is not in {asked.folder}: left out | | |")
            continue
        for row in about(asked.folder / name, asked.iterations):
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
