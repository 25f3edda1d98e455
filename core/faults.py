"""The page for our own mistakes: it shows a number to read out to whoever keeps the house, and nothing else."""

import logging
import secrets
import sys

from django.http import HttpResponseServerError
from django.template import loader
from django.views.decorators.csrf import requires_csrf_token

logger = logging.getLogger("core.faults")


@requires_csrf_token
def server_error(request, template_name="500.html"):
    """500 with a reference that also stands in the log beside the traceback. Asks neither session nor database."""
    reference = secrets.token_hex(4).upper()
    logger.error("Fault %s on %s %s", reference, request.method, request.path, exc_info=sys.exc_info()[0] and sys.exc_info())
    try:
        body = loader.render_to_string(template_name, {"reference": reference})
    except Exception:  # the fault may well be in the template
        body = f"<!doctype html><title>Something broke</title><h1>Something broke</h1><p>Reference {reference}</p>"
    return HttpResponseServerError(body)


class NotOfReadiness:
    """A filter for the log: a house that is not ready says so in the answer, several times a second while it starts."""

    def filter(self, record) -> bool:
        return getattr(getattr(record, "request", None), "path", "") != "/readyz"
