"""What must not be true when real people log in. `manage.py check --deploy` and `make serve` ask; both refuse to go on."""

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, Tags, register

DEMO_DOMAIN = "@example.com"


@register(Tags.security, deploy=True)
def serve_mode_is_chosen(app_configs, **kwargs):
    if settings.MODE == "serve":
        return []
    return [Error(f"APP_MODE is {settings.MODE!r}.", hint="Unset it, or set APP_MODE=serve.", id="house.E001")]


@register(Tags.security, deploy=True)
def hosts_are_named(app_configs, **kwargs):
    if settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        return []
    return [Error("ALLOWED_HOSTS is empty or holds '*'.", hint="Name the hosts, e.g. ALLOWED_HOSTS=accounts.agency.org", id="house.E002")]


@register(Tags.security, deploy=True)
def embedded_broker_is_alone(app_configs, **kwargs):
    """The embedded broker is a folder: a second machine would ring a doorbell that nobody hears."""
    if settings.DEBUG or settings.REDIS_URL or len(settings.ALLOWED_HOSTS) <= 1:
        return []
    return [Error("The embedded broker serves one host only.", hint="Set REDIS_URL, or name one host in ALLOWED_HOSTS.", id="house.E003")]


@register(Tags.database, deploy=True)
def no_demo_people(app_configs, databases, **kwargs):
    """Their password is printed on a terminal and written in the README's words: anybody could log in as the head."""
    if not databases or settings.MODE != "serve":
        return []
    people = apps.get_model(settings.AUTH_USER_MODEL).objects.filter(email__iendswith=DEMO_DOMAIN, is_active=True)
    names = ", ".join(people.values_list("email", flat=True)[:5])
    if not names:
        return []
    return [Error(f"Demo people can log in: {names}.", hint="Use a database of your own, or switch them off.", id="house.E004")]
