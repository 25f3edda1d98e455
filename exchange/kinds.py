"""The rows of ours that an import makes or changes, by the name under which it keeps them: what each is called, where it is shown."""

from django.utils.translation import gettext_lazy as _

from briefs.models import Brief, JobRequest
from care.models import ActionItem, CheckIn, Concern, ReportedFigure, SurveyAnswer
from clients.models import Account, BoughtService, Client, Contact, Contract, MarketNote, Renewal, Seat, Service
from people.models import Person

# kind (the model's own name) → the rows themselves.
MODELS = {
    "client": Client,
    "account": Account,
    "contact": Contact,
    "contract": Contract,
    "person": Person,
    "checkin": CheckIn,
    "actionitem": ActionItem,
    "boughtservice": BoughtService,
    "renewal": Renewal,
    "brief": Brief,
    "jobrequest": JobRequest,
    "marketnote": MarketNote,
    "reportedfigure": ReportedFigure,
    "surveyanswer": SurveyAnswer,
    "concern": Concern,
    "seat": Seat,
    "service": Service,
}
# kind → what a file of such rows is called (`exchange.objects`); seats and services come with other rows only.
OBJECTS = {
    "client": "clients",
    "account": "accounts",
    "contact": "contacts",
    "contract": "contracts",
    "person": "people",
    "checkin": "check-ins",
    "actionitem": "actions",
    "boughtservice": "services",
    "renewal": "renewals",
    "brief": "jobs",
    "jobrequest": "requests",
    "marketnote": "notes",
    "surveyanswer": "survey-answers",
    "concern": "concerns",
}
COUNTED_AS = OBJECTS | {"seat": "seats", "service": "services sold", "reportedfigure": "figures reported"}
BESIDE = {"seats": _("Seats"), "services sold": _("Services sold"), "figures reported": _("Figures reported")}
# kind → the page that shows one.
PAGES = {
    "client": "client_detail",
    "account": "account_detail",
    "contact": "contact_detail",
    "contract": "contract_detail",
    "person": "person_detail",
    "checkin": "check_in_detail",
    "actionitem": "action_item_detail",
    "renewal": "renewal_detail",
    "brief": "brief_detail",
    "jobrequest": "job_request_detail",
    "surveyanswer": "survey_answer_detail",
    "concern": "concern_detail",
}
