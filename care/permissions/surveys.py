"""Who may do what with surveys (R5). One's own account: lead and supervisors. Many accounts and the questions: directors."""

import rules

from care.querysets.surveys import accounts_concerned
from clients.models import Account
from clients.permissions import leads_it, sees_it
from clients.sight import kept_for_page
from people.permissions import director_up, supervisor_up


@rules.predicate
def sees_the_whole_round(person, survey_round):
    """May know every account that it asks; while it is planned, every account that it will ask.

    To open, close or cancel a round touches all of it, so a part is not enough, for whoever made it neither: an account was walled
    or a seat was given up since. The part that one sees one may read, and hand its links over (`care.send_survey`).
    """
    if survey_round is None:
        return False
    if person.standing.sees_all:
        return True

    def sees_each() -> bool:
        seen = Account.objects.visible_to(person).order_by().values("pk")
        return not accounts_concerned(survey_round).exclude(pk__in=seen).exists()

    return kept_for_page(survey_round, f"whole_for_{person.pk}", sees_each)


@rules.predicate
def made_the_round(person, survey_round):
    return survey_round is not None and survey_round.made_by_id in person.standing.seats_of


@rules.predicate
def is_asked_to_rate(person, rating):
    """A rating is one person's own: nobody gives it for them, not even their cover."""
    return rating is not None and rating.person_id == person.pk


rules.add_perm("care.send_survey", sees_it & (supervisor_up | leads_it))
rules.add_perm("care.read_survey_answer", sees_it & (supervisor_up | leads_it))
rules.add_perm("care.start_survey_round", director_up)
rules.add_perm("care.follow_survey_round", director_up | made_the_round)  # what is awaited of ours, of accounts that one may know
rules.add_perm("care.run_survey_round", (director_up | made_the_round) & sees_the_whole_round)
rules.add_perm("care.change_questionnaires", director_up)
rules.add_perm("care.give_team_rating", is_asked_to_rate & sees_it)
rules.add_perm("care.answer_survey", rules.always_deny)  # a contact by their link, nobody of ours
rules.add_perm("care.run_clock", rules.always_deny)  # the clock asks nobody
