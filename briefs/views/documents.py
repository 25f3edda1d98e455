"""A brief as a document to hand out (W2)."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from briefs.documents import docx, pdf
from briefs.documents.printed import Printed
from briefs.frames import find_brief

DOCUMENTS = {
    "pdf": (pdf.draw, "application/pdf"),
    "docx": (docx.draw, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


@require_safe
def brief_document(request, pk, reader, form):
    """The brief as PDF or DOCX, for the client (the client part alone) or for the team."""
    if form not in DOCUMENTS or reader not in ("client", "team"):
        raise Http404
    brief = find_brief(request, pk)
    draw, mime = DOCUMENTS[form]
    sees_budget = request.user.has_perm("clients.see_fees", brief.account)
    printed = Printed.of(brief, for_client=reader == "client", sees_budget=sees_budget, today=request.user.today)
    response = HttpResponse(draw(printed), content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{printed.file_name}.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
