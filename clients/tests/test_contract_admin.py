"""The admin leads round no approval (S6, P3): what a contract costs and how long it runs is not corrected there."""

import pytest
from django.contrib import admin
from django.forms import model_to_dict
from django.urls import reverse

from clients.actions.contract import DECIDED_TERMS
from clients.models import Contract
from clients.tests.factories import ContractFactory

pytestmark = pytest.mark.django_db


def test_p3_fee_and_end_of_a_contract_are_not_changed_in_the_admin(ada, client):
    contract = ContractFactory(name="Retainer", fee_minor=2_600_000)
    client.force_login(ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    asked = model_to_dict(contract, exclude=["document"]) | {"name": "Retainer 2026", "fee_minor": 1, "opened_version": contract.version}
    asked = {name: value for name, value in asked.items() if value is not None} | {"ends_on": "2030-01-31"}
    asked |= {"amendments-TOTAL_FORMS": 0, "amendments-INITIAL_FORMS": 0}
    answer = client.post(reverse("admin:clients_contract_change", args=[contract.pk]), asked)
    assert answer.status_code == 302, answer.context["errors"]
    kept = Contract.objects.get(pk=contract.pk)
    assert kept.name == "Retainer 2026"
    assert (kept.fee_minor, kept.ends_on) == (2_600_000, contract.ends_on)


def test_p3_every_term_that_the_policy_decides_is_held(ada, rf):
    contract = ContractFactory()
    request = rf.get("/")
    request.user = ada
    held = admin.site._registry[Contract].get_readonly_fields(request, contract)
    assert set(DECIDED_TERMS) <= set(held)
