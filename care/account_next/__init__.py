"""What comes next with an account, by part of the work. The first source tells the day in lists."""

from care.account_next import check_ins, concerns  # noqa: F401
