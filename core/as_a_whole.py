"""Whether rows are asked for as a whole, or for the first of them in the order of a page.

Whoever stands above many has their sight asked row by row, so that a page stops after its first fifty rows. To count that way asks
ten thousand rows one by one; as a whole, what one sees is worked out once. The same rows either way.
"""

from contextlib import contextmanager
from contextvars import ContextVar

_as_a_whole: ContextVar[bool] = ContextVar("as_a_whole", default=False)


def is_as_a_whole() -> bool:
    return _as_a_whole.get()


@contextmanager
def as_a_whole():
    """Query sets that are built within it will be gone through to their end."""
    token = _as_a_whole.set(True)
    try:
        yield
    finally:
        _as_a_whole.reset(token)
