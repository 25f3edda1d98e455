"""The quality check of a brief (W2): rules declared one by one, a score of 0–100, findings that say what, where and how to mend.

`check(contents_of(brief))` answers with a `Report`; `briefs.actions.quality` keeps the score on the row and holds what a director
made of the rules. A rule looks for signs (a figure, a day, a word) and never fails on a text in another language.
"""

from briefs.quality import aims, message, people, whole, work  # noqa: F401  (each declares its rules)
from briefs.quality.scoring import THRESHOLD, Fault, Finding, Report, Rule, Said, Weighed, check, rules, weighed

__all__ = ["THRESHOLD", "Fault", "Finding", "Report", "Rule", "Said", "Weighed", "check", "rules", "weighed"]
