"""One row of all that belongs to job requests, on the account of the cast."""

from django.core.files.base import ContentFile

from briefs.models import RequestFile
from briefs.tests.factories import JobRequestFactory, RequestFormFactory, RequestLinkFactory
from clients.tests.factories import ContactFactory


def request_rows(account, cast) -> dict:
    today = cast["eli"].today
    contact = ContactFactory(client=account.client, name="Rita Requester", email="rita@client.example")
    asked = JobRequestFactory(account=account, contact=contact, came_on=today, answer_by=today)
    file = RequestFile(request=asked, name="logo.png", size=8, position=1, is_from_client=True)
    file.file.save("logo.png", ContentFile(b"\x89PNG\r\n\x1a\n"))
    return {
        "job_request": asked,
        "asked_back_request": JobRequestFactory(account=account, contact=contact, state="asked_back", came_on=today, answer_by=today),
        "request_file": file,
        "request_link": RequestLinkFactory(account=account, contact=contact),
        "own_form": RequestFormFactory(account=account),
    }
