class Unreadable(Exception):
    """The file as a whole cannot be read. `why` says what is wrong with it, `advice` what the person can do."""

    def __init__(self, why: str, advice: str = ""):
        self.why, self.advice = str(why), str(advice)
        super().__init__(f"{self.why} {self.advice}".strip())
