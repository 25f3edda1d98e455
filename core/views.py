"""Pages that belong to no app: the search over all of them and, for staff, the gallery of every part of the look."""

from django.http import Http404
from django.views.decorators.http import require_GET

from core.gallery import specimens
from core.navigation import Frame
from core.pages import render_page
from core.search import results

FEWEST_LETTERS = 2
MOST_IN_PALETTE, MOST_ON_PAGE = 6, 25


@require_GET
def search(request):
    """Everything that matches, by kind; htmx asks for the few lines of the palette."""
    words = request.GET.get("q", "").replace("\x00", "").strip()  # PostgreSQL keeps no NUL
    most = MOST_IN_PALETTE if request.htmx else MOST_ON_PAGE
    found = results(request.user, words, most=most) if len(words) >= FEWEST_LETTERS else []
    # Kinds in which something begins with the words come first; otherwise in the order of the apps.
    found.sort(key=lambda pair: not any(hit.title.casefold().startswith(words.casefold()) for hit in pair[1]))
    context = {"words": words, "found": found, "commands": Frame(request).commands(words) if request.htmx else []}
    return render_page(request, "core/search.html", context, partial="hits")


def nothing_here(request):
    """In the place of a page that a package brings and the house does without."""
    raise Http404


@require_GET
def gallery(request):
    """Every component in every state, for staff: a page is made of these and of nothing else."""
    if not request.user.is_staff:
        raise Http404
    return render_page(request, "core/gallery.html", specimens(request))
