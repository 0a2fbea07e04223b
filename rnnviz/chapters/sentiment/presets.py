"""The sentences that the chapter opens with, and how they can be filled up."""

from typing import NamedTuple

from rnnviz.ui.link import OWN


class Example(NamedTuple):
    """A sentence: what it is called, and what there is to see."""

    title: str
    sentence: str
    story: str


PRESETS = {
    "but": Example(
        "good, but …", "The music was superb, but the plot was not convincing.", "Behind “but” comes what counts."
    ),
    "not": Example("not bad", "The film was not bad.", "“bad” warns, “not bad” recommends."),
    "although": Example(
        "although …",
        "Although the ending was dreadful, my sister adored the film.",
        "“Although” announces that what counts is still to come.",
    ),
    "first": Example(
        "order: one way",
        "The songs were wonderful, but the plot was boring.",
        "The next example has the very same words in another order, and the other verdict.",
    ),
    "second": Example(
        "order: the other",
        "The plot was boring, but the songs were wonderful.",
        "The example before has the very same words in another order, and the other verdict.",
    ),
    "long": Example(
        "long",
        "Her uncle watched the old comedy at the cinema, and the director claims that the second episode of the new "
        "drama that we rented on Monday was remarkably clumsy, even though the villain charmed everyone.",
        "What is told of days, places and people counts nothing: does the state carry the rest across?",
    ),
    "unknown": Example(
        "unknown words",
        "The zeitgeisty blockbuster was not particularly bad.",
        "Words that no sentence had are all read as one, UNK.",
    ),
}

NETWORKS = {
    "pre": "before",
    "pre_masked": "before, masked",
    "post": "after",
    "post_masked": "after, masked",
    OWN: "yours",
}
"""Where a sentence is filled up with PAD; each has a network of its own."""
