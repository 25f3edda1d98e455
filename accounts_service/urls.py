"""Every address. Each app names its own in its `urls.py`; a view, its URL and its template share one name."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from core import health
from core.views import nothing_here

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # one door: the admin has no log-in of its own

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("door/email/", nothing_here, name="account_email"),  # an admin changes the address: it is the log-in, and where mails go
    path("door/", include("allauth.urls")),  # log in and out, password, second factor, sessions
    path("", include("dashboards.urls")),
    path("", include("reports.urls")),
    path("", include("exchange.urls")),
    path("", include("briefs.urls")),
    path("", include("care.urls")),
    path("", include("clients.urls")),
    path("", include("reminders.urls")),
    path("", include("people.urls")),
    path("", include("core.urls")),
]

handler500 = "core.faults.server_error"
