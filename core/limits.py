"""How often one person may ask for what reads much at once: searches and exports, counted for all processes together (check 7)."""

import logging
import time

from django.conf import settings
from django.core.cache import cache
from django.shortcuts import render

MINUTE = 60  # seconds

logger = logging.getLogger("house.limits")


def action_of(request) -> str:
    """What of it is counted; empty for every other request."""
    if "export" in request.GET or request.resolver_match.url_name == "import_report":
        return "export"
    return "search" if request.resolver_match.url_name == "search" else ""


def is_over(action: str, person) -> bool:
    """Counts this request, and says whether it is one too many in this minute."""
    key = f"limit:{action}:{person.pk}:{int(time.time() // MINUTE)}"
    cache.add(key, 0, timeout=2 * MINUTE)
    try:
        return cache.incr(key) > settings.REQUESTS_A_MINUTE[action]
    except ValueError:  # the cache has dropped it in between
        return False


class LimitMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated or not (action := action_of(request)) or not is_over(action, request.user):
            return None
        logger.warning("Person %s is over the limit of %s", request.user.pk, action)
        return render(request, "429.html", status=429)
