"""A line of the matrix: which row an address is about (`tests.things.rows`), who gets the page (or may post), who may know of the row."""

from dataclasses import dataclass

EVERYBODY = frozenset("cora eli sam dana hana otto pia tara fin cree ada".split())
LINE = frozenset({"cora", "eli", "sam", "dana", "hana"})  # a seat on the account or below one, and the head
WORKERS = LINE - {"cora"}
SUPERVISORS = frozenset({"sam", "dana", "hana"})
DIRECTORS = frozenset({"dana", "hana"})
HEADS = frozenset({"hana"})
EXECUTIVES = WORKERS | {"otto"}
RANKED = LINE | {"otto"}
LEAD = frozenset({"eli"})
SAM = frozenset({"sam"})
GAVE_IT_IN = frozenset({"sam"})
NOBODY: frozenset[str] = frozenset()

READ, WRITE, ACT = "read", "write", "act"  # GET alone · GET and POST · POST alone


@dataclass(frozen=True)
class Line:
    """`of` names the row; `may` get the page, `knows` may know that the row exists (default: the account's line).

    `read_by` is for a page that more people may read than write; `query` may name rows ("?account={account}").
    """

    of: str
    may: frozenset[str]
    how: str = READ
    knows: frozenset[str] | None = None
    captures: tuple[tuple[str, object], ...] = ()
    query: str = ""
    read_by: frozenset[str] = NOBODY
    sends_on: bool = False  # the page answers by sending on to another one

    def known_by(self) -> frozenset[str]:
        if self.knows is not None:
            return self.knows
        return LINE if self.of else EVERYBODY


def about(of: str, may: frozenset[str] = LINE, how: str = READ, **more) -> Line:
    return Line(of, may, how, **more)


def page(may: frozenset[str] = EVERYBODY, how: str = READ, **more) -> Line:
    return Line("", may, how, **more)
