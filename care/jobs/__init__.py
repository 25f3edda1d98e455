"""What the clock does in care, set-wise and idempotent, by part of the work."""

from care.jobs import surveys
from care.jobs.check_ins import call_off_idle, daily, give_to_leads, plan_check_ins
from care.jobs.concerns import climb_concerns, hourly

daily_surveys = surveys.daily

__all__ = ["call_off_idle", "climb_concerns", "daily", "daily_surveys", "give_to_leads", "hourly", "plan_check_ins"]
