"""Each person's own ways: their language and time zone, and a second factor where their rank must have one."""

from zoneinfo import ZoneInfo

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import get_user
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from people.states import Rank

OPEN_TO_ONE_FACTOR = ("/door/", "/healthz", "/readyz", f"/{settings.STATIC_URL.lstrip('/')}")  # log out, set up the second factor


class OwnWaysMiddleware:
    """Language and time zone of whoever is logged in; the agency's for everybody else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.user.is_authenticated:  # nobody, or a session that has just ended: Django still remembers whose it was
            return self.get_response(request)
        # Themselves: a page looks at them two hundred times, each time through Django's lazy stand-in.
        request.user = person = get_user(request)
        request.LANGUAGE_CODE = person.language
        with translation.override(person.language), timezone.override(ZoneInfo(person.time_zone)):
            return self.get_response(request)


ADMINS = "ADMIN"  # stands among the ranks in the setting: whoever may use the admin, whatever their rank


def second_factor_ranks() -> frozenset[str]:
    """Names of ranks, and `ADMIN`. Raises KeyError for a word that is neither, so that a typing mistake stops the start."""
    words = {name.strip().upper() for name in settings.SECOND_FACTOR_RANKS if name.strip()}
    return frozenset(word for word in words if word == ADMINS or Rank[word])


def must_have_second_factor(person) -> bool:
    words = second_factor_ranks()
    return (person.is_staff and ADMINS in words) or (person.rank is not None and Rank(person.rank).name in words)


class SecondFactorMiddleware:
    """Ranks named in `SECOND_FACTOR_RANKS`, and with `ADMIN` whoever may use the admin, see no page before they have a second factor."""

    def __init__(self, get_response):
        self.get_response = get_response
        second_factor_ranks()

    def __call__(self, request):
        if self.lacks_it(request):
            messages.warning(request, _("Your rank needs a second factor. Set it up, then you can go on."))
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def lacks_it(self, request) -> bool:
        person = request.user
        if not settings.SECOND_FACTOR_RANKS or not person.is_authenticated or not must_have_second_factor(person):
            return False
        return not request.path.startswith(OPEN_TO_ONE_FACTOR) and not is_mfa_enabled(person)
