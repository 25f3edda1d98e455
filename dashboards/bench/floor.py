"""The floor: a bare page behind the log-in that lists 50 rows through a template. Every page is measured against it."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from clients.models import Account


@require_safe
def bench_floor(request):
    return render(request, "dashboards/bench_floor.html", {"accounts": Account.objects.order_by("name", "pk")[:50]})
