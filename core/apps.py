from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        autodiscover_modules("permissions")  # where each app says who may do what
        from core import checks, kept, retention, sessions  # noqa: F401  (their registering is what they are imported for)
