"""The tabs of care on an account's page, by part of the work."""

from care.account_tabs import check_ins, concerns, health, knowledge, surveys  # noqa: F401
