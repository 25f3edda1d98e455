"""Who may write down what the agency knows (R7). Seeing is `visible_to`; this is doing."""

import rules

from care.models import CompetitorNote, KnowledgePage
from care.permissions.check_ins import in_planning
from clients.permissions import in_sales
from people.permissions import executive_up, has_a_rank, supervisor_up


@rules.predicate
def is_in_the_house(person, obj=None):
    return person.is_active


@rules.predicate
def sees_the_page(person, page):
    return isinstance(page, KnowledgePage) and KnowledgePage.objects.visible_to(person).filter(pk=page.pk).exists()


@rules.predicate
def wrote_or_keeps_it(person, page):
    return page is not None and bool({page.author_id, page.keeper_id} & {*person.standing.seats_of})


@rules.predicate
def may_note_of_its_client(person, noted):
    """Whoever may write notes about the client may correct those of others."""
    return isinstance(noted, CompetitorNote) and person.has_perm("clients.note_market", noted.client)


rules.add_perm("care.write_page", is_in_the_house)
rules.add_perm("care.change_page", sees_the_page & (wrote_or_keeps_it | executive_up))
rules.add_perm("care.review_page", sees_the_page & (wrote_or_keeps_it | supervisor_up))
rules.add_perm("care.archive_page", sees_the_page & (wrote_or_keeps_it | supervisor_up))
rules.add_perm("care.note_knowledge", has_a_rank | in_planning | in_sales)  # about which client is asked next
rules.add_perm("care.change_competitor_note", may_note_of_its_client)
