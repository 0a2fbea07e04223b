"""A run of training, to be scrubbed through epoch by epoch: see film.js.

Every kept epoch is sent once. Sliding and playing happen in the browser; Python hears of the epoch at which a
reader settles, and of a prediction that is to be opened.
"""

from collections.abc import Callable

from rnnviz.ui.components import register

_film = register("film", "<div class='film'></div>")


def film(
    sent: dict, *, key: str, on_epoch: Callable[[], None], on_pick: Callable[[], None], epoch: int | None = None
) -> None:
    """Draw a run of training that is scrubbed in the browser.

    Args:
        sent: what is drawn, a ``Film.sent``; the film itself is not needed any more. A new one keeps the node, and the
            epoch; who was at the last epoch stays at the last.
        key: of the component; ``st.session_state[key].epoch`` is the epoch while ``on_epoch`` runs, and ``.pick`` is
            {"sample", "epoch", "run"} while ``on_pick`` does, with ``run`` 0 or 1 (the branch).
        on_epoch: called when a reader lets go of the slider, pauses, or the film ends.
        on_pick: called when a prediction is to be opened.
        epoch: where the film stands; None for the last. A reader's own choice holds until this changes.
    """
    _film(key=key, data={"film": sent, "epoch": epoch}, on_epoch_change=on_epoch, on_pick_change=on_pick)
