"""What the domain refuses, in its own words; `DomainAnswersMiddleware` turns each into a page."""


class IllegalMove(Exception):
    """The row is not in a state from which this move is allowed (answered with a kind 409)."""

    def __init__(self, subject, move: str, state: str):
        self.subject, self.move, self.state = subject, move, state
        super().__init__(f"{subject}: cannot {move.replace('_', ' ')} from {state}.")


class LostRace(Exception):
    """Somebody saved the row since this form was opened (answered with a 409 that shows both versions)."""

    def __init__(self, subject, mine: dict | None = None):
        self.subject, self.mine = subject, mine or {}
        super().__init__(f"{subject} was changed by somebody else in the meantime.")


class Refused(Exception):
    """The domain says no for a reason the person can act on; the text is for the page."""


class Moved(Exception):
    """The row lives on in another one; the answer is to go there."""

    def __init__(self, url: str):
        self.url = url
        super().__init__(url)


class MadeBefore(Exception):
    """This very form has made its row already; the answer is to go where the first sending went."""

    def __init__(self, url: str):
        self.url = url
        super().__init__(url)
