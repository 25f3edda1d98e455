"""What belongs to no app: search, and the gallery of components."""

from tests.matrix.line import Line, page

LINES: dict[str, Line] = {
    "search": page(),
    "gallery": page(frozenset({"ada"}), knows=frozenset({"ada"})),
}
