from core.formats import CLOCK as TIME_FORMAT

__all__ = ["TIME_FORMAT"]
