"""Lists that each app fills from a module of the registry's name (`search.py`, `my_day.py`), found as the admin finds its own."""

from django.utils.module_loading import autodiscover_modules


class Registry:
    """An ordered list of declarations, read from `module_name` of every installed app the first time it is asked."""

    def __init__(self, module_name: str):
        self.module_name = module_name
        self._declared: list = []
        self._read = False

    def register(self, declaration):
        """Use as a function or as a decorator; returns what it got."""
        self._declared.append(declaration)
        return declaration

    def __iter__(self):
        if not self._read:
            self._read = True
            autodiscover_modules(self.module_name)
        return iter(self._declared)


search = Registry("search")  # see core/search.py for what is declared
my_day = Registry("my_day")  # see core/my_day.py
daily_jobs = Registry("daily_jobs")  # functions (today) -> {what: how many}, harmless when run twice; each sweep begins with them
approvals = Registry("my_day")  # functions (person, today) -> list[Need]: what waits for this person's yes, besides briefs
