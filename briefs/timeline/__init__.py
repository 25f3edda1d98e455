"""What requests and jobs say on a timeline, by part of the work."""

from briefs.timeline import approving, delivering, making, requests, showing, timing, writing  # noqa: F401
