from django.shortcuts import redirect, render

from core.errors import IllegalMove, LostRace, MadeBefore, Moved, Refused


class DomainAnswersMiddleware:
    """Turns what the domain refuses into pages: a lost race or a move that came too late is a kind 409."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, IllegalMove | LostRace):
            return render(request, "409.html", {"subject": exception.subject, "exception": exception}, status=409)
        if isinstance(exception, MadeBefore | Moved):
            return redirect(exception.url)
        if isinstance(exception, Refused):
            return render(request, "refused.html", {"why": str(exception)}, status=409)
        return None
