"""What is near the screen: see watch.js."""

from collections.abc import Callable, Iterable

from rnnviz.ui.components import register

_watch = register("watch", "<div class='watch'></div>")


def watch(
    outdated: list[str],
    beat: int,
    *,
    page: str,
    query: str,
    steps: Iterable[str],
    key: str,
    on_near: Callable[[], None],
) -> None:
    """Have the browser tell when sections that are outdated are near the screen, once it has painted what has come.

    Args:
        outdated: names of sections, whose containers have the keys ``{page}_{name}_section``.
        beat: counts the answers, so that the browser may ask again, and knows when one has not come.
        page: the page's name.
        query: of the address that the page has written.
        steps: parameters of the address whose changes replace the browser's entry instead of adding one.
        key: of the component; ``st.session_state[key].near`` is {"near": names, "heights": pixels by name, "missed":
            the first and the last answer that have not come, or None} while ``on_near`` runs.
        on_near: called then.
    """
    data = {"outdated": outdated, "beat": beat, "page": page, "query": query, "steps": list(steps)}
    _watch(key=key, data=data, on_near_change=on_near)
