"""A wiring of a tagger and tagged sentences → the training to ask the worker for, and the tagger that comes of it."""

from rnnviz.core.network import init_network
from rnnviz.jobs.kinds import train
from rnnviz.jobs.samples import Arrays
from rnnviz.text.tagged import TaggedCorpus
from rnnviz.text.taggers import Tagger, Task, Wiring, saved_as


def request_of(wiring: Wiring, task: Task, seed: int) -> dict:
    """Return what is asked of the worker, the arguments of the job "train".

    Args:
        wiring: the network and how it is trained.
        task: the sentences as arrays.
        seed: of the initial weights and of the order of sentences.
    """
    training, held_out = (Arrays(*each) for each in zip(task.tokens, task.targets, strict=True))
    return train.request(
        init_network(wiring.layers(*task.sizes), (None, None), seed),
        training,
        held_out=held_out,
        order=seed,
        epochs=wiring.epochs,
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        learning_rate=wiring.learning_rate,
        batch=wiring.batch,
    )


def trained_tagger(wiring: Wiring, corpus: TaggedCorpus, task: Task, request: dict, result: dict, seed: int) -> Tagger:
    """Return the tagger that a job made, of its request and its result."""
    curves = {"loss": result["losses"], "held_out_loss": result["held_out_losses"]}
    curves |= {"accuracy": result["metrics"]["accuracy"], "held_out_accuracy": result["held_out_metrics"]["accuracy"]}
    about = {
        "source": corpus.source,
        "seed": seed,
        "sentences": {"training": len(corpus.training), "held_out": len(corpus.held_out)},
        "seconds": round(result["seconds"], 1),
        "keras": result["keras"],
    }
    network = train.trained_network(request, result)
    return Tagger(saved_as(wiring, task, network, curves, about))
