"""What holds for every answer and every request, whatever the page (research §5, checks 13, 18, 25)."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotAllowed
from django.utils.cache import patch_cache_control

METHODS = ["GET", "HEAD", "OPTIONS", "POST"]
FORM_FIELDS_MB = 3  # what a form may weigh besides its file
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in ("camera", "geolocation", "microphone", "payment", "usb"))


class GuardMiddleware:
    """Refuses methods that nobody needs and bodies that are too big; keeps pages out of every cache."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in METHODS:
            response = HttpResponseNotAllowed(METHODS)
        elif self.is_too_big(request):
            response = HttpResponse("The file is too big.", status=413, content_type="text/plain")
        else:
            response = self.get_response(request)
        if "public" not in response.get("Cache-Control", ""):
            patch_cache_control(response, no_store=True, private=True)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    def is_too_big(self, request) -> bool:
        """By what the request says of itself: no more than that is read."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        return length.isdigit() and int(length) > (settings.UPLOAD_MAX_MB + FORM_FIELDS_MB) * 1024 * 1024
