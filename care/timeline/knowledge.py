"""What knowledge says on a timeline. A page tells its history itself: the timeline of one of its clients would tell of the others."""

from django.utils.translation import gettext_lazy as _

from clients.telling import say

say("client.page_written", icon="library", text=_("wrote a page of knowledge about {name}"))
say("knowledge_page.written", icon="library", text=_("wrote the page"))
say("knowledge_page.changed", icon="pencil", text=_("changed the page"))
say("knowledge_page.reviewed", icon="badge-check", text=_("said that it still holds"), tone="good")
say("knowledge_page.archived", icon="archive", text=_("archived the page"))
say("knowledge_page.restored", icon="archive-restore", text=_("took the page up again"))
say("knowledge_page.handed_over", icon="user-cog", text=_("gave the page to {person} to keep, before {before}"))
say("competitor_note.added", icon="swords", text=_("noted about a competitor: {name}"))
say("competitor_note.changed", icon="swords", text=_("corrected a note about a competitor: {name}"))
