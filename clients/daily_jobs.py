from clients.jobs import daily
from core.registries import daily_jobs

daily_jobs.register(daily)
