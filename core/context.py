from django.conf import settings
from django.utils import timezone

from core.navigation import Frame


def house(request):
    """What every page's frame needs: the agency's name, whether this is the demo, the places, the reader's day."""
    person = getattr(request, "user", None)
    return {
        "agency_name": settings.AGENCY_NAME,
        "is_demo": settings.MODE == "demo",
        "frame": Frame(request),
        "today": person.today if getattr(person, "is_authenticated", False) else timezone.localdate(),
    }
