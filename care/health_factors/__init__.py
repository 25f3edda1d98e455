"""What care knows of the health of an account, by part of the work (R4)."""

from care.health_factors import check_ins, concerns, said, surveys  # noqa: F401
