"""How long a log-in lasts: it ends when nobody has touched it for a while, and in any case after a working day."""

import logging
from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.utils import timezone

BEGAN_AT, SEEN_AT = "began_at", "seen_at"  # epoch seconds, in the session
NOTE_EVERY_SECONDS = 300  # so that reading pages does not write a row each time

logger = logging.getLogger("house.log_in")


@receiver(user_logged_in)
def note_the_beginning(request, user, **kwargs):
    request.session[BEGAN_AT] = request.session[SEEN_AT] = timezone.now().timestamp()
    logger.info("Person %s logged in from %s", user.pk, address_of(request))


@receiver(user_login_failed)
def note_a_refusal(credentials, request=None, **kwargs):
    """Whom they tried to be is written as a literal, so that it cannot make up lines of its own."""
    logger.warning("Log-in as %r refused from %s", credentials.get("email") or credentials.get("username"), address_of(request))


@receiver(user_logged_out)
def note_the_end(request, user, **kwargs):
    logger.info("Person %s logged out from %s", user and user.pk, address_of(request))


def address_of(request) -> str:
    """Where a request comes from, by the proxies that we believe; tests log in without an address."""
    return get_adapter().get_client_ip(request) if request and request.META.get("REMOTE_ADDR") else "nowhere"


def has_ended(session, *, now: float) -> bool:
    idle = timedelta(minutes=settings.SESSION_IDLE_MINUTES).total_seconds()
    return now - session.get(SEEN_AT, 0) > idle or now - session.get(BEGAN_AT, 0) > settings.SESSION_COOKIE_AGE


class SessionEndMiddleware:
    """Logs out who was away too long. Stands after the authentication and before whatever asks who it is."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.session.session_key and request.user.is_authenticated:
            now = timezone.now().timestamp()
            if has_ended(request.session, now=now):
                logout(request)
            elif now - request.session[SEEN_AT] > NOTE_EVERY_SECONDS:
                request.session[SEEN_AT] = now
                UserSession.objects.create_from_request(request)
        return self.get_response(request)
