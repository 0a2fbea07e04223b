"""The terms of a loss: of the mean, of what it is the mean of, and of its slopes."""

from dataclasses import replace

import numpy as np

from rnnviz.core.arithmetic.forward import Sum, product
from rnnviz.core.arithmetic.operands import Place, constant, largest_pre, one_minus, value
from rnnviz.core.arithmetic.terms import Operand, Symbol, Term
from rnnviz.core.gradients import NetworkGradients
from rnnviz.core.losses import BinaryCrossentropy, CategoricalCrossentropy, Loss, SquaredError

SMALLEST = {CategoricalCrossentropy: 1e-300, BinaryCrossentropy: 1e-3}
"""Below it a probability has lost digits, and its -log is opened as what the sums leave of it."""

LOSS_SYMBOL = Symbol("L", spoken="the loss")


def last_place(gradients: NetworkGradients, sample: int) -> Place:
    """Return where the output of a sample is."""
    return Place(gradients.trace, len(gradients.trace.layers) - 1, "", sample)


def share_of_mean(loss: Loss, times: int = 1) -> tuple[Operand, ...]:
    """Return times/n, what each loss (or twice the error) counts in a mean of n; no factor where that is 1."""
    count = round(1.0 / loss.weight)
    if count == 1:
        return () if times == 1 else (constant(float(times)),)
    text = f"{times}/{count}"
    symbol = Symbol(text, latex_base=f"\\tfrac{{{times}}}{{{count}}}", spoken=f"{times} over {count}")
    return (Operand(symbol, times * loss.weight, "constant"),)


def target(loss: Loss, place: Place, timestep: int, unit: int) -> Operand:
    """Return what an output should be."""
    step, number = place.step(timestep), float(loss.targets[place.sample, timestep, unit])
    spoken = f"the target{f' at step {step}' if step else ''}, output {unit}"
    symbol = Symbol("target", step, str(unit), latex_base="\\mathrm{target}", spoken=spoken)
    return Operand(symbol, number, "target")


def weighted(operand: Operand) -> tuple[Operand, ...]:
    """Return a factor that is nothing where it is 1."""
    return () if operand.value == 1.0 else (operand,)


def in_parentheses(operand: Operand) -> Operand:
    """Return the operand as it is written in a product."""
    symbol = operand.symbol
    return replace(operand, symbol=replace(symbol, before=f"({symbol.before}", after=f"{symbol.after})"))


def error(gradients: NetworkGradients, place: Place, timestep: int, unit: int) -> Operand:
    """Return output - target."""
    number = float(gradients.loss.error[place.sample, timestep, unit])
    spoken = f"the error at step {timestep + 1}, output {unit}"
    symbol = Symbol("e", str(timestep + 1), str(unit), spoken=spoken)
    return Operand(symbol, number, "e", place.reference("error", timestep, unit))


def error_terms(gradients: NetworkGradients, place: Place, timestep: int, unit: int) -> Sum:
    """Error = y - target."""
    wanted = target(gradients.loss, place, timestep, unit)
    return "linear", (Term((value(place, "y", timestep, unit),)), Term((constant(-1.0), wanted)))


def nll(gradients: NetworkGradients, place: Place, name: str, timestep: int, unit: int) -> Operand:
    """Return -log of an output (name "nll"), or of what it leaves to 1 ("nll_not")."""
    number = float(getattr(gradients.loss, name)[place.sample, timestep, unit])
    y = value(place, "y", timestep, unit)
    of = one_minus(y).symbol if name == "nll_not" else y.symbol
    symbol = replace(of, before=f"−log {of.before}", spoken=f"minus the logarithm of {of.spoken}")
    return Operand(symbol, number, "nll", place.reference(name, timestep, unit))


def nll_terms(gradients: NetworkGradients, place: Place, name: str, timestep: int, unit: int) -> Sum:
    """-log y; where y is too small for its digits, the same of the sums before the activation."""
    y, pre = value(place, "y", timestep, unit), value(place, "pre_y", timestep, unit)
    probability = one_minus(y) if name == "nll_not" else y
    if probability.value >= SMALLEST[type(gradients.loss)]:
        return "minus_log", (Term((probability,)),)
    if isinstance(gradients.loss, BinaryCrossentropy):
        return "minus_log_sigmoid", (Term((pre,) if name == "nll" else (constant(-1.0), pre)),)
    total = value(place, "total_y", timestep, 0)
    spoken = f"the logarithm of {total.symbol.spoken}"
    log_total = Operand(
        replace(total.symbol, before="log ", spoken=spoken), float(np.log(total.value)), "total_y", total.reference
    )
    return "linear", (Term((log_total,)), Term((largest_pre(place, timestep),)), Term((constant(-1.0), pre)))


def loss_terms(gradients: NetworkGradients) -> Sum:
    """L = Σ error² / n, or Σ -target log y / n, of what counts."""
    loss, terms = gradients.loss, []
    for sample, t in np.argwhere(loss.counted).tolist():
        place = last_place(gradients, sample)
        for unit in range(loss.outputs.shape[2]):
            if isinstance(loss, SquaredError):
                each = error(gradients, place, t, unit)
                terms.append(Term((*share_of_mean(loss), each, each)))
                continue
            for name, wanted in wanted_of(loss, place, t, unit):
                factors, each = (*share_of_mean(loss), *weighted(wanted)), nll(gradients, place, name, t, unit)
                terms.append(Term((*factors, in_parentheses(each) if factors else each)))
    return "linear", tuple(terms)


def wanted_of(loss: Loss, place: Place, t: int, unit: int) -> list[tuple[str, Operand]]:
    """Return which logarithms of an output enter a cross-entropy, and how much of each is wanted."""
    wanted = [("nll", target(loss, place, t, unit))]
    if isinstance(loss, BinaryCrossentropy):
        wanted.append(("nll_not", one_minus(wanted[0][1])))
    return [(name, each) for name, each in wanted if each.value]


def d_output_terms(gradients: NetworkGradients, place: Place, t: int, unit: int) -> Sum:
    """∂L/∂y where it counts: 2 error / n, or -target / y / n; nothing elsewhere."""
    loss = gradients.loss
    if not loss.counted[place.sample, t]:
        return "linear", ()
    if isinstance(loss, SquaredError):
        return product(*share_of_mean(loss, 2), error(gradients, place, t, unit))
    y, terms = value(place, "y", t, unit), []
    for name, wanted in wanted_of(loss, place, t, unit):
        sign = (constant(-1.0),) if name == "nll" else ()
        over = one_over(y if name == "nll" else one_minus(y))
        terms.append(Term((*sign, *share_of_mean(loss), *weighted(wanted), over)))
    return "linear", tuple(terms)


def one_over(operand: Operand) -> Operand:
    """Return 1 / operand, which is explained as the operand is."""
    symbol = replace(operand.symbol, before=f"1/{operand.symbol.before}", spoken=f"one over {operand.symbol.spoken}")
    return Operand(symbol, 1.0 / operand.value if operand.value else float("inf"), operand.role, operand.reference)


def d_pre_terms(gradients: NetworkGradients, place: Place, t: int, unit: int) -> Sum:
    """∂L/∂pre of a cross-entropy where it counts: (y - target) / n."""
    loss = gradients.loss
    if not loss.counted[place.sample, t]:
        return "linear", ()
    share, wanted = share_of_mean(loss), target(loss, place, t, unit)
    missed = [Term((constant(-1.0), *share, wanted))] if wanted.value else []
    return "linear", (Term((*share, value(place, "y", t, unit))), *missed)
