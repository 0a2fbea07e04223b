"""How results are kept: pure functions of a view, bounded, shared by every session.

``functools.lru_cache`` rather than Streamlit's caches: a view is small and hashable, and looking it up takes a
microsecond where st.cache_resource takes half a millisecond to hash it. What is returned is not to be changed.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

cached = lru_cache(maxsize=128)

FEW = 6


def remembered_by(is_large: Callable[[Any], bool]) -> Callable:
    """As ``cached``, but only ``FEW`` results of views that are large: those take megabytes each."""

    def decorate(function: Callable) -> Callable:
        small, large = cached(function), lru_cache(maxsize=FEW)(function)

        @wraps(function)
        def look_up(view, *rest):
            return (large if is_large(view) else small)(view, *rest)

        return look_up

    return decorate
