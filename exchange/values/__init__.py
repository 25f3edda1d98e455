"""From the text of a cell to a value, by the evidence of its whole column: pure Python, no models.

Each reader raises `NotUnderstood` with a sentence for the report; none guesses where two answers are possible.
"""


class NotUnderstood(ValueError):
    """The text is no value of this kind; the message says why, for the person who has to mend the row."""
