"""Secret links: how somebody without a log-in reaches one thing of ours (W1, W5, R1, R5). One mechanism for all of them.

The secret is 256 random bits; only its SHA-256 is stored, so nobody who reads the database can open a link. A link expires,
can be revoked, and each use is written down by the app that made it. Guessed, expired and revoked links answer alike.

    @link_page(ReviewLink)
    def client_review(request, link): …

A link can be `by=` in actions: it answers `has_perm` for the rows it opens, and events name the contact (`event_words`).
"""

import functools
import hashlib
import logging
import secrets
import time

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import F, Q
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control

from core.errors import IllegalMove, LostRace, Refused
from core.sessions import address_of

SECRET_BYTES = 32
MINUTE = 60  # seconds

logger = logging.getLogger("house.links")


def new_secret() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


class SecretLinkQuerySet(models.QuerySet):
    def open(self, *, now):
        """Neither expired nor revoked."""
        return self.filter(revoked_at=None, expires_at__gt=now)

    def of_secret(self, secret: str, *, now):
        """The open link with this secret, or None. The database compares hashes: no timing tells how near a guess was."""
        return self.open(now=now).filter(secret_hash=hash_of(secret)).first()


class SecretLink(models.Model):
    """What every secret link has. Its address is shown once, when it is made; later only a new one can be made."""

    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        help_text="Empty: the clock.",
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    uses = models.PositiveIntegerField(default=0, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = SecretLinkQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    def has_perm(self, perm, obj=None) -> bool:
        """What may be done through this link; a link that says nothing may do nothing."""
        return False

    def event_words(self) -> dict:
        """How events name whoever came by this link."""
        return {"by_link": type(self).__name__, "link": self.pk}


def note_use(link, *, at) -> None:
    """Count it without touching anything that somebody else may be writing."""
    type(link).objects.filter(pk=link.pk).update(uses=F("uses") + 1, last_used_at=at)


def revoke(links, *, at) -> int:
    return links.filter(Q(revoked_at=None)).update(revoked_at=at)


def is_over(address: str) -> bool:
    """Counts a request from this address to any secret link, and says whether it is one too many in this minute."""
    key = f"limit:link:{hash_of(address)[:24]}:{int(time.time() // MINUTE)}"
    cache.add(key, 0, timeout=2 * MINUTE)
    try:
        return cache.incr(key) > settings.REQUESTS_A_MINUTE["link"]
    except ValueError:  # the cache has dropped it in between
        return False


def closed(request):
    """The one answer to every link that does not open: guessed, expired, revoked."""
    return seal(render(request, "link_closed.html", status=404))


def seal(response):
    """No search engine keeps it, no other site learns the address, no cache holds it.

    Not `no-referrer`: with that a browser sends the page's own forms with `Origin: null`, which the check of their token refuses.
    """
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "same-origin"
    patch_cache_control(response, no_store=True, private=True)
    return response


def link_page(model):
    """A page without a log-in: `(request, secret, …)` becomes `(request, link, …)`; whoever has no open link gets `closed`.

    What the link does not open (`Http404`) or may not do (`PermissionDenied`) answers the same; what came too late is told in words
    for a guest.
    """

    def decorate(view):
        @login_not_required
        @functools.wraps(view)
        def page(request, secret, *args, **kwargs):
            if is_over(address_of(request)):
                return seal(render(request, "link_too_fast.html", status=429))
            link = model.objects.of_secret(secret, now=timezone.now())
            if link is None:
                logger.info("A link of the kind %s did not open", model.__name__)
                return closed(request)
            note_use(link, at=timezone.now())
            request.secret = secret
            try:
                return seal(view(request, link, *args, **kwargs))
            except (Http404, PermissionDenied):
                return closed(request)
            except (IllegalMove, LostRace, Refused) as refusal:
                why = str(refusal) if isinstance(refusal, Refused) else ""
                return seal(render(request, "link_refused.html", {"why": why}, status=409))

        return page

    return decorate
