"""Who may do what with surveys (R5). One's own account: lead and supervisors. Many accounts and the questions: directors."""

import rules

from care.models import SurveyRound
from clients.permissions import leads_it, sees_it
from clients.sight import is_remembered
from people.permissions import director_up, supervisor_up


@rules.predicate
def sees_the_round(person, survey_round):
    if survey_round is None:
        return False
    return is_remembered(person, survey_round) or SurveyRound.objects.visible_to(person).filter(pk=survey_round.pk).exists()


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
rules.add_perm("care.run_survey_round", (director_up & sees_the_round) | made_the_round)
rules.add_perm("care.change_questionnaires", director_up)
rules.add_perm("care.give_team_rating", is_asked_to_rate)
rules.add_perm("care.answer_survey", rules.always_deny)  # a contact by their link, nobody of ours
rules.add_perm("care.run_clock", rules.always_deny)  # the clock asks nobody
