"""A page that has found a row through `visible_to` need not ask the database again whether it is seen, once for each button.

Only pages remember; an action locks and re-reads its row, and the fresh row remembers nothing, so what is written is asked anew.
"""


def remember(person, *rows) -> None:
    """These rows were found through `visible_to(person)` in this request."""
    for row in rows:
        row._seen_by = person.pk


def is_remembered(person, row) -> bool:
    return row is not None and getattr(row, "_seen_by", None) == person.pk
