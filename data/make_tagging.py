"""Make data/text/tagging_*: networks that tag words, trained on the grammar's sentences. All, or those that are named.

python data/make_tagging.py [--seed N] [step_gru …]
"""

import argparse
from dataclasses import replace

from rnnviz.jobs.kinds import train
from rnnviz.jobs.report import Printing
from rnnviz.jobs.tagging import request_of, trained_tagger
from rnnviz.jobs.worker import prepare
from rnnviz.text import FOLDER
from rnnviz.text.tag_scores import Asked, Table, marked, with_padding
from rnnviz.text.tagged import grammar_corpus
from rnnviz.text.taggers import WIRINGS, Wiring, task_of
from rnnviz.text.words import UNKNOWN

SEED = 1
"""Of the initial weights and of the order of sentences."""


def make(name: str, wiring: Wiring, seed: int) -> None:
    """Train a network, write it where the seed is that of the chapter, and print what it reaches."""
    corpus = grammar_corpus()
    prepare()
    task = task_of(wiring, corpus)
    request = request_of(wiring, task, seed)
    tagger = trained_tagger(wiring, corpus, task, request, train.run(request, Printing()), seed)
    asked = Asked(corpus.held_out)
    found = marked(tagger, asked)
    padded = with_padding(found.right, asked.lengths, Wiring.length) if wiring.in_step else found.with_padding
    unknown = asked.share(found.right, tagger.words.encode(asked.words) == UNKNOWN)
    print(
        f"{name}, seed {seed}: {asked.share(found.right)} of words, of unknown ones {unknown.value:.3f}; with padding "
        f"{padded:.4f}; {tagger.saved.about['seconds']} s",
        flush=True,
    )
    if seed == SEED:
        FOLDER.mkdir(exist_ok=True)
        file = FOLDER / f"tagging_{name}.npz"
        about = {**tagger.saved.about, "said": tagger.say(corpus.held_out).plain()}
        replace(tagger.saved, about=about).save(file)
        assert file.stat().st_size < 1_000_000


def rules() -> None:
    """Print what the rules reach that need no network."""
    corpus = grammar_corpus()
    asked, table = Asked(corpus.held_out), Table(corpus.training)
    for name, answers in (("most frequent", table.answers(asked)), ("always NN", [table.common] * len(asked.words))):
        right = asked.mark(answers)
        print(f"{name}: {asked.share(right)}; with padding {with_padding(right, asked.lengths, Wiring.length):.4f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(WIRINGS), help=f"of {', '.join(WIRINGS)}")
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    rules()
    for each in given.names:
        make(each, WIRINGS[each], given.seed)
