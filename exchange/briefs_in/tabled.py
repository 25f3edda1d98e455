"""A brief that is written as a table: a label on the left and what it says on the right, or a heading over the whole width (W2)."""

from collections.abc import Callable, Iterator
from itertools import groupby

from exchange.briefs_in.outline import Block, Row

LONGEST_LABEL = 60
SHARE_OF_LABELS = 0.5  # of the rows that could begin with a label; below it the table lists something


def told_apart(blocks: list[Block], target_of: Callable[..., str]) -> Iterator[Block]:
    """Each labelled row as a block of its own; a table below a heading that we know belongs to that heading as it stands."""
    for block in blocks:
        if block.level > 1 and target_of(block.heading):
            yield block
            continue
        kept, apart = Block(block.heading, block.level), []
        for is_table, lines in groupby(block.lines, key=lambda line: isinstance(line, Row)):
            rows = list(lines)
            if is_table and _is_labelled(rows, target_of):
                _tell_apart(rows, kept, apart, target_of)
            else:
                kept.lines += rows
        if kept.heading or kept.text:
            yield kept
        yield from apart


def _is_labelled(rows: list[Row], target_of: Callable[..., str]) -> bool:
    if any(len(row.filled) > 2 for row in rows):
        return False
    labels = [row for row in rows if len(row.filled) == 2 or _label(row, target_of)]
    known = [row for row in labels if _label(row, target_of)]
    return bool(known) and len(known) >= SHARE_OF_LABELS * len(labels) and (len(known) > 1 or len(rows) > 1)


def _label(row: Row, target_of: Callable[..., str]) -> str:
    """What the row is about, where we know it. A row of one cell has to be the label itself: it may as well be text."""
    first = row.filled[0] if row.filled else ""
    return first if 0 < len(first) <= LONGEST_LABEL and target_of(first, is_label=len(row.filled) == 1) else ""


def _tell_apart(rows: list[Row], kept: Block, apart: list[Block], target_of: Callable[..., str]) -> None:
    level, begun = max(kept.level, 1) + 1, False
    for row in rows:
        if len(row.filled) == 2 and len(row.filled[0]) <= LONGEST_LABEL:
            apart.append(Block(row.filled[0].rstrip(": "), level, row.said[1].split("\n")))
            begun = True
        elif label := _label(row, target_of):
            apart.append(Block(label.rstrip(": "), level))
            begun = True
        elif row.filled:
            (apart[-1] if begun else kept).lines += "\n".join(row.said).split("\n")
