"""Three questionnaires to begin with; a director words them anew as soon as they like."""

from django.db import migrations

WHY = {"kind": "words", "text": "What is the main reason for your answer?"}
READY = (
    {
        "name": "Would you recommend us?",
        "kind": "nps",
        "questions": (
            {"kind": "nps", "text": "How likely are you to recommend us to a colleague?", "is_required": True},
            WHY,
        ),
    },
    {
        "name": "How did it go?",
        "kind": "csat",
        "questions": (
            {"kind": "csat", "text": "How satisfied are you with our work of the last weeks?", "is_required": True},
            {"kind": "words", "text": "What should we do differently next time?"},
        ),
    },
    {
        "name": "How do we work together?",
        "kind": "relationship",
        "questions": (
            {
                "theme": "Understanding",
                "text": "How well do we understand your business and what you are after?",
                "team_text": "How well do they tell us what they are after?",
            },
            {
                "theme": "Ideas",
                "text": "How good are the ideas and the work that we bring?",
                "team_text": "How much room do they give to good ideas?",
            },
            {
                "theme": "Reliability",
                "text": "How well do we keep days and budgets?",
                "team_text": "How well do they keep what was agreed: days, feedback, budgets?",
            },
            {
                "theme": "Openness",
                "text": "How openly do we speak with you, also when something goes wrong?",
                "team_text": "How openly do they speak with us, also when something goes wrong?",
            },
            {
                "theme": "Decisions",
                "text": "How easy is it to get a clear answer from us?",
                "team_text": "How easy is it to get a clear decision from them?",
            },
            {"kind": "words", "text": "What should we go on doing, and what should we stop?"},
        ),
    },
)


def write(apps, schema_editor):
    Questionnaire, Question = apps.get_model("care", "Questionnaire"), apps.get_model("care", "Question")
    for ready in READY:
        questionnaire, is_new = Questionnaire.objects.get_or_create(name=ready["name"], defaults={"kind": ready["kind"]})
        if is_new:
            rows = enumerate(ready["questions"], start=1)
            Question.objects.bulk_create(Question(questionnaire=questionnaire, position=place, **facts) for place, facts in rows)


class Migration(migrations.Migration):
    dependencies = [("care", "0009_surveys")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
