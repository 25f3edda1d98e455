from care.jobs import contact_reports, daily, daily_surveys, hourly
from core.registries import daily_jobs

daily_jobs.register(daily)
daily_jobs.register(daily_surveys)
daily_jobs.register(hourly)
daily_jobs.register(contact_reports.daily)
