"""In which order the lines of a contact report stand, and how one of them is moved (R1)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from care.actions.contact_report import Line


@dataclass(slots=True)
class Block:
    """The lines of one topic. Only the first of a report may have none."""

    topic: str
    job: str
    lines: list[Line]


def blocks_of(lines: Sequence[Line]) -> list[Block]:
    """The lines that say something, by topic: an empty topic goes on with the one above. Twin: report_contents.topics_of()."""
    blocks: list[Block] = []
    for line in lines:
        if not line.text.strip():
            continue
        topic = line.topic.strip()
        if not blocks or (topic and topic != blocks[-1].topic):
            blocks.append(Block(topic, "", []))
        blocks[-1].job = blocks[-1].job or line.job.strip()
        blocks[-1].lines.append(line)
    return blocks


def moved(lines: Sequence[Line], key: str, *, is_up: bool) -> list[Line]:
    """The lines with this one a step further up or down; as they were where there is no further step.

    A topic stays where it stands: past its end a line goes over to the topic beside it. A line that has its topic to itself takes it
    along, past the whole topic beside it. No topic is lost on the way.
    """
    blocks, step = blocks_of(lines), -1 if is_up else 1
    found = [(at, place) for at, block in enumerate(blocks) for place, line in enumerate(block.lines) if str(line.key) == key]
    if not found:
        return list(lines)
    at, place = found[0]
    block, beside = blocks[at], place + step
    if 0 <= beside < len(block.lines):
        block.lines[place], block.lines[beside] = block.lines[beside], block.lines[place]
    elif 0 <= at + step < len(blocks):
        other = blocks[at + step]
        if len(block.lines) > 1 or not block.topic:
            other.lines.insert(len(other.lines) if is_up else 0, block.lines.pop(place))
        elif other.topic:
            blocks[at], blocks[at + step] = other, block
    return [
        replace(line, topic="" if number else block.topic, job="" if number else block.job)
        for block in blocks
        for number, line in enumerate(block.lines)
    ]
