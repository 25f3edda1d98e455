from care.jobs import daily, daily_surveys, hourly
from core.registries import daily_jobs

daily_jobs.register(daily)
daily_jobs.register(daily_surveys)
daily_jobs.register(hourly)
