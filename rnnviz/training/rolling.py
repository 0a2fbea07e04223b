"""Rolling origin: several test parts, one after the other, and everything trained and fitted anew before each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rnnviz.training.baselines import Baseline, baselines
from rnnviz.training.preparation import Preparation
from rnnviz.training.runs import Run, train
from rnnviz.training.scores import rmse
from rnnviz.training.series import Covariate
from rnnviz.training.settings import Fit, Model
from rnnviz.training.verdicts import Verdict, judged
from rnnviz.training.windows import Prepared, prepare

ORIGINS = 5
"""Test parts."""

SHARE = 0.5
"""Of the series, the last of it: what the test parts are together."""


@dataclass(frozen=True, eq=False)
class Origin:
    """One of the test parts: what was trained before it, and the rules that were fitted there."""

    run: Run
    baselines: dict[str, Baseline]

    @property
    def prepared(self) -> Prepared:
        """The values up to the end of this test part, and their windows."""
        return self.run.prepared

    def errors(self, title: str, part: str = "test") -> np.ndarray:
        """Return the errors of the network or of a rule, by its title, on a part; NaN where it has none."""
        of = self.prepared.parts.get(part, slice(0, 0))
        said = self.run.forecast() if title == "the network" else self.baselines[title].predictions
        if said is None or title == "the network" and self.run.ending == "diverged":
            said = np.full(len(self.prepared), np.nan)
        with np.errstate(over="ignore", invalid="ignore"):
            return (said - self.prepared.actual)[of]


def origins(
    values: np.ndarray,
    how: Preparation,
    imputed: Sequence[int] = (),
    covariates: Sequence[Covariate] = (),
    count: int = ORIGINS,
) -> list[Prepared]:
    """Cut the last ``SHARE`` of a series into test parts, each with all that lies before it.

    Whatever ``how`` says, every value of a test part is tested. A validation part has as many values as it would have
    beside a single test part.

    Args:
        values: (n,), original units.
        how: how each is prepared; its ``split`` is not used.
        imputed: positions of values that were missing.
        covariates: further columns that are read.
        count: how many test parts.

    Raises:
        ValueError: as ``prepare``, if the first half of the series is too short.

    >>> made = origins(np.arange(20.0), Preparation("none", window=2))
    >>> [(each.n_train, each.positions[each.parts["test"]].tolist()) for each in made][:2]
    [(8, [10, 11]), (10, [12, 13])]
    """
    n, held = len(values), int(len(values) * how.validation)
    ends = np.linspace(n - int(SHARE * n), n, count + 1).astype(int)
    made = []
    for first, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True):
        split, validation = (first + 0.5) / end, (held + 0.5) / end if how.validation else 0.0  # exact when cut off
        cut = replace(how, split=split, validation=validation, reach_back=True)
        made.append(prepare(values[:end], cut, [each for each in imputed if each < end], covariates))
    return made


def roll(
    parts: Sequence[Prepared],
    model: Model,
    fit: Fit,
    season: int,
    progress: Callable[[float], None] | None = None,
    stop: np.ndarray | None = None,
) -> tuple[Origin, ...]:
    """Train a network and fit the rules before each test part.

    Args:
        parts: as ``origins`` returns them.
        model: the network.
        fit: how it is trained; the batch is smaller where a training part is.
        season: of the rules; 1 where there is none.
        progress: hears the share that is done.
        stop: see ``train``; what was done before is returned.
    """
    done = []
    for number, prepared in enumerate(parts, start=1):
        smaller = replace(fit, batch=min(fit.batch, prepared.n_train))
        run = train(prepared, model, smaller, keep=1, stop=stop)
        if stop is not None and stop[0]:
            break
        done.append(Origin(run, by_title(baselines(prepared, season))))
        if progress:
            progress(number / len(parts))
    return tuple(done)


def by_title(made: dict[str, Baseline]) -> dict[str, Baseline]:
    """Return the baselines by titles that are the same at every origin, where orders and forms are chosen anew."""
    plain = {"ar": "AR", "ets": "exponential smoothing"}
    return {plain.get(name, each.title): each for name, each in made.items()}


def rmses(found: Sequence[Origin]) -> dict[str, np.ndarray]:
    """Return the RMSE of each forecaster on each test part, (origins,), the network's first; NaN where it has none."""
    return {
        title: np.array([float(rmse(each.errors(title), np.zeros(1))) for each in found])
        for title in ("the network", *found[0].baselines)
    }


def verdict(found: Sequence[Origin]) -> Verdict:
    """Return who wins over all test parts; the best rule is chosen on the validation parts, where there are some."""
    horizon = found[0].prepared.horizon

    def pooled(title: str, part: str = "test") -> np.ndarray:
        return np.concatenate([each.errors(title, part) for each in found])

    rules = [(title, pooled(title)) for title in found[0].baselines]
    rules = [each for each in rules if np.isfinite(each[1]).all()]
    chosen = ""
    if all(each.prepared.n_validation for each in found):
        errors = {title: pooled(title, "validation") for title, _ in rules}
        errors = {title: float(np.square(each).mean()) for title, each in errors.items() if np.isfinite(each).all()}
        chosen = min(errors, key=errors.get, default="")
    return judged(pooled("the network")[None], rules, horizon, chosen)[0]
