from care.jobs import daily, hourly
from core.registries import daily_jobs

daily_jobs.register(daily)
daily_jobs.register(hourly)
