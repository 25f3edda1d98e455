"""Addresses that are secrets themselves (calendar feeds, links to set a password) stand in no log (research §5, checks 6, 16)."""

import logging
import re

from gunicorn.glogging import Logger

SECRET = re.compile(r"(/calendar/|/reset/key/|/for-you/[a-z-]+/)[^/\s\"'?]+")


def masked(text: str) -> str:
    return SECRET.sub(r"\1…", text)


class DiscreetFormatter(logging.Formatter):
    def format(self, record):
        return masked(super().format(record))


class DiscreetLogger(Logger):
    """gunicorn's own, for its access log."""

    def atoms(self, resp, req, environ, request_time):
        found = super().atoms(resp, req, environ, request_time)
        return {name: masked(value) if isinstance(value, str) else value for name, value in found.items()}
