"""What of requests and jobs needs a person today, by part of the work."""

from briefs.my_day import approving, delivering, making, requests, showing, timing, writing  # noqa: F401
