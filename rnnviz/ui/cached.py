"""How results are kept: pure functions of a view, bounded, shared by every session.

``functools.lru_cache`` rather than Streamlit's caches: a view is small and hashable, and looking it up takes a
microsecond where st.cache_resource takes half a millisecond to hash it. What is returned is not to be changed.
"""

from functools import lru_cache

remembered = lru_cache(maxsize=128)
