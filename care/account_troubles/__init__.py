"""What care knows to be wrong with an account, by part of the work."""

from care.account_troubles import check_ins, concerns, health  # noqa: F401
