from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.navigation import doors_of, url_of
from core.pages import render_page
from core.toasts import say
from people import actions
from people.forms import SettingsForm
from people.middleware import must_have_second_factor
from people.models import Person


@require_http_methods(["GET", "POST"])
def my_settings(request):
    """One's own ways, and the doors to everything else that is one's own."""
    person = Person.objects.get(pk=request.user.pk)  # afresh: the bound form scribbles on its instance
    form = SettingsForm(request.POST if request.method == "POST" else None, instance=person)
    if form.is_valid():
        ways = dict(form.cleaned_data)
        actions.change_settings(person, by=request.user, version=ways.pop("version"), **ways)
        say(request, _("Settings saved."))
        return redirect("my_settings")
    context = {
        "form": form,
        "person": person,
        "has_second_factor": is_mfa_enabled(person),
        "needs_second_factor": must_have_second_factor(person),
        "sessions": UserSession.objects.filter(user=person).count(),
        "feed_url": url_of("calendar_feed"),
        "doors": doors_of(request.user),
        "admin_url": url_of("admin:index") if person.is_staff else "",
        "is_small_shop": settings.SMALL_SHOP_MODE,
    }
    return render_page(request, "people/my_settings.html", context)


@require_POST
def settings_log_out_everywhere(request):
    """End every session of one's own, this one too."""
    actions.end_sessions(request.user)
    logout(request)
    return redirect("account_login")
