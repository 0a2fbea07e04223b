"""What is said of the board: of every ticket, of all lanes, and of how windows would have to stand."""

from rnnviz.chapters.stateful.presets import PRESETS
from rnnviz.chapters.stateful.scene import states_of, tickets_of
from rnnviz.chapters.stateful.view import View, arranged
from rnnviz.core.numbers import plural, written
from rnnviz.core.stateful import Batch, Ticket
from rnnviz.ui.proposal import Proposal

LEGEND = (
    "A box is a window: the values it reads, and the state after the last of them. Arrow: the state goes on exactly "
    "where it stopped. Broken: +8, it skips 8 values; −2, 2 come a second time; ↶12, it comes from no earlier place, "
    "and had got 12 values further than this window's beginning. 0: the state is empty. ✂: no gradient passes."
)


def span(view: View, sample: int) -> str:
    """Return which values a window reads, counted from 1."""
    start = view.schedule.start(sample) + 1
    return f"x{start}" if view.window == 1 else f"x{start}–{start + view.window - 1}"


def gap(ticket: Ticket) -> str:
    """Return what is written on the way to a ticket."""
    if ticket.relation in ("zeros", "continues"):
        return ""
    if ticket.relation == "back":
        return f"↶{-ticket.gap}"
    return f"{ticket.gap:+d}".replace("-", "−")


def column_title(batch: Batch) -> str:
    """Return what stands above a batch."""
    return f"b{batch.number + 1}" if batch.kind == "training" else f"b{batch.number + 1} {batch.kind}"


def place(view: View, ticket: int) -> str:
    """Return where a ticket is."""
    each = tickets_of(view)[ticket]
    kind = view.schedule.batches[each.batch].kind
    return f"row {each.row} of batch b{each.batch + 1}" + ("" if kind == "training" else f" ({kind})")


def handed(view: View, ticket: int) -> str:
    """Say whose state a ticket receives, and how far back that is."""
    each = tickets_of(view)[ticket]
    if each.relation == "zeros":
        return f"begins with zeros: {why_empty(view, each)}"
    source = tickets_of(view)[each.source]
    whose = f"receives the state of {place(view, each.source)}, which has read {span(view, source.sample)}"
    return f"{whose}: {how_far(each)}"


def how_far(ticket: Ticket) -> str:
    """Say how what a state has read stands to the window that receives it."""
    if ticket.relation == "continues":
        return "the values just before, so it continues exactly"
    if ticket.relation == "skips":
        return f"{plural(ticket.gap, 'value')} in between {'was' if ticket.gap == 1 else 'were'} skipped"
    if ticket.relation == "repeats":
        return f"{plural(-ticket.gap, 'value')} {'is' if ticket.gap == -1 else 'are'} read a second time"
    return f"it had got {plural(-ticket.gap, 'value')} further than where this window begins: back in time"


def why_empty(view: View, ticket: Ticket) -> str:
    """Say why a state is empty."""
    if not view.stateful:
        return "without stateful=True every batch does"
    if ticket.batch == 0:
        return "it is the first batch of all"
    return "reset_state() was called before this batch"


def spoken(view: View, ticket: int) -> str:
    """Return all of a ticket, in words."""
    each = tickets_of(view)[ticket]
    state = written(float(states_of(view)[ticket, -1]), 3)
    name = f"{view.state}[{view.unit}]"
    return f"{place(view, ticket)}, reads {span(view, each.sample)}; {handed(view, ticket)}; {name} at its end {state}"


def verdict(view: View) -> str:
    """Say of all lanes together whether they are right."""
    tickets = tickets_of(view)
    received = [each for each in tickets if each.source >= 0]
    counts = {name: sum(each.relation == name for each in received) for name in ("skips", "repeats", "back")}
    if not view.stateful:
        return (
            "**Stateless**: every window begins with zeros, so in which row and batch it stands decides nothing of "
            "what it says."
        )
    if not received:
        return "**No state is handed on**: every batch begins with zeros."
    if not any(counts.values()):
        every = "the one state that is handed on goes" if len(received) == 1 else f"all {len(received)} states go"
        stopped = "it stopped" if len(received) == 1 else "they stopped"
        return f"**The lanes are right**: {every} on exactly where {stopped}."
    names = {"skips": "skip values", "repeats": "meet values again", "back": "come from further on"}
    said = ", ".join(f"{count} {names[name]}" for name, count in counts.items() if count)
    right = len(received) - sum(counts.values())
    exactly = f"{right or 'none'} {'go' if right > 1 else 'goes'} on exactly"
    return f"**Lanes are broken**: of {plural(len(received), 'state')} handed on, {said}; {exactly}."


def rule(view: View) -> str:
    """Say in which window a window's state goes on, and what follows for the gap."""
    batch, step, window = view.batch, view.step, view.window
    if not view.stateful or view.resets == "batch" or view.schedule.per_epoch == 1:
        return ""
    if view.shuffle:
        return "Shuffled, no rule says which window follows in a row: shuffle=False is needed before anything else."
    if view.arrangement == "series":
        far = batch * step - window
        return (
            f"As they are cut, within an epoch, window j goes on in window j + B, which begins B × step = {batch} × "
            f"{step} = {batch * step} values later, and a window is {window} long: {batch * step} − {window} = "
            f"{signed(far)}."
        )
    far = step - window
    return (
        f"In lanes, row i has {view.schedule.per_epoch} windows in a row, an epoch: window j goes on in window j + 1, "
        f"which begins {plural(step, 'value')} later, and a window is {window} long: {step} − {window} = {signed(far)}."
    )


def signed(far: int) -> str:
    """Return a gap, and what it means.

    >>> signed(0), signed(8), signed(-3)
    ('0, exactly', '8 skipped', '−3, so 3 are read twice')
    """
    return "0, exactly" if far == 0 else f"{far} skipped" if far > 0 else f"−{-far}, so {-far} are read twice"


def cut(view: View) -> str:
    """Say which windows fill no whole batch; "" where all do."""
    left = view.schedule.cut
    if not left:
        return ""
    keras = (
        "Keras would let every row read it, and predict would answer for each"
        if left == 1
        else "Keras would stop with an error there"
    )
    verb = "fills" if left == 1 else "fill"
    if view.shuffle:
        return (
            f"{plural(left, 'window')} of {view.samples} {verb} no whole batch and {'is' if left == 1 else 'are'} cut."
        )
    gone = f"The last {plural(left, 'window')} {verb} no whole batch and {'is' if left == 1 else 'are'} cut"
    return f"{gone}. {keras}: the layer is made for a batch of {view.batch}."


def story(view: View) -> str:
    """Say what the board is, and what is to be noticed."""
    opened = PRESETS[view.board].story if view.board else ""
    return " ".join(filter(None, (opened, verdict(view), rule(view), cut(view))))


def proposal(view: View) -> Proposal | None:
    """Return one thing to try next: the other arrangement."""
    if not view.stateful or view.batch == 1 or view.schedule.per_epoch == 1:
        return None
    if view.shuffle:
        return Proposal("Stop shuffling", lambda now: arranged(now, now.arrangement))
    if view.arrangement == "lanes":
        return Proposal("The usual mistake: fill batches as windows are cut", lambda now: arranged(now, "series"))
    if view.batch * view.step == view.window:
        return None
    return Proposal("Put the lanes right: each row one stretch of the series", lambda now: arranged(now, "lanes"))


def opened(view: View) -> str:
    """Say whose number is opened."""
    each = tickets_of(view)[view.ticket]
    text = place(view, view.ticket)
    return f"**{text[0].upper()}{text[1:]}** reads {span(view, each.sample)}; it {handed(view, view.ticket)}."


def cut_gradient(view: View, size: float) -> str:
    """Say what becomes of the gradient at the window's beginning."""
    each = tickets_of(view)[view.ticket]
    if each.source < 0:
        return ""
    return (
        f"✂ The loss of its batch has a slope along this state at its border, ‖∂L/∂h₀‖ = {written(size, 4)}. Training "
        f"throws it away: it never reaches b{each.batch}."
    )
