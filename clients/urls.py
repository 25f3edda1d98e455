"""Addresses of clients, accounts, contacts and services; those of contracts and renewals stand in `urls_contracts.py`."""

from importlib.util import find_spec

from django.urls import include, path

from clients.views import account, client, contact, level, merge, service, team

urlpatterns = [
    path("clients/", client.client_list, name="client_list"),
    path("clients/add/", client.client_add, name="client_add"),
    path("clients/<int:pk>/", client.client_detail, name="client_detail"),
    path("clients/<int:pk>/change/", client.client_change, name="client_change"),
    path("clients/<int:pk>/merge/", merge.client_merge, name="client_merge"),
    path("clients/<int:pk>/move/<slug:name>/", client.client_move, name="client_move"),
    path("clients/<int:pk>/competitors/add/", client.competitor_add, name="competitor_add"),
    path("competitors/<int:pk>/change/", client.competitor_change, name="competitor_change"),
    path("competitors/<int:pk>/drop/", client.competitor_drop, name="competitor_drop"),
    path("clients/<int:pk>/market-notes/", client.market_note_list, name="market_note_list"),
    path("clients/<int:pk>/market-notes/add/", client.market_note_add, name="market_note_add"),
    path("market-notes/<int:pk>/change/", client.market_note_change, name="market_note_change"),
    path("clients/<int:pk>/accounts/add/", account.account_add, name="account_add"),
    path("accounts/", account.account_list, name="account_list"),
    path("accounts/assign-lead/", account.account_assign_lead, name="account_assign_lead"),
    path("accounts/<int:pk>/", account.account_detail, name="account_detail"),
    path("accounts/<int:pk>/change/", account.account_change, name="account_change"),
    path("accounts/<int:pk>/close/", account.account_close, name="account_close"),
    path("accounts/<int:pk>/reopen/", account.account_reopen, name="account_reopen"),
    path("accounts/<int:pk>/wall/", account.account_wall, name="account_wall"),
    path("accounts/<int:pk>/history/", account.account_history, name="account_history"),
    path("accounts/<int:pk>/team/", team.account_team, name="account_team"),
    path("accounts/<int:pk>/team/add/", team.seat_add, name="seat_add"),
    path("accounts/<int:pk>/lead/", team.account_lead, name="account_lead"),
    path("seats/<int:pk>/change/", team.seat_change, name="seat_change"),
    path("seats/<int:pk>/leave/", team.seat_leave, name="seat_leave"),
    path("accounts/<int:pk>/contacts/", contact.account_contacts, name="account_contacts"),
    path("accounts/<int:pk>/preferences/add/", contact.preference_add, name="preference_add"),
    path("preferences/<int:pk>/withdraw/", contact.preference_withdraw, name="preference_withdraw"),
    path("contacts/", contact.contact_list, name="contact_list"),
    path("contacts/<int:pk>/", contact.contact_detail, name="contact_detail"),
    path("contacts/<int:pk>/change/", contact.contact_change, name="contact_change"),
    path("contacts/<int:pk>/left/", contact.contact_left, name="contact_left"),
    path("contacts/<int:pk>/back/", contact.contact_came_back, name="contact_came_back"),
    path("contacts/<int:pk>/merge/", merge.contact_merge, name="contact_merge"),
    path("clients/<int:pk>/contacts/add/", contact.contact_add, name="contact_add"),
    path("services/", service.service_list, name="service_list"),
    path("services/add/", service.service_add, name="service_add"),
    path("services/<int:pk>/change/", service.service_change, name="service_change"),
    path("service-levels/", level.service_level_list, name="service_level_list"),
    path("service-levels/<str:tier>/change/", level.service_level_change, name="service_level_change"),
    path("accounts/<int:pk>/services/", service.account_services, name="account_services"),
    path("accounts/<int:pk>/services/add/", service.bought_service_add, name="bought_service_add"),
    path("bought-services/", service.bought_service_list, name="bought_service_list"),
    path("bought-services/<int:pk>/change/", service.bought_service_change, name="bought_service_change"),
    path("bought-services/<int:pk>/rate/", service.bought_service_rate, name="bought_service_rate"),
    path("bought-services/<int:pk>/end/", service.bought_service_end, name="bought_service_end"),
    path("accounts/<int:pk>/sales-hand-over/", service.sales_handover, name="sales_handover"),
    path("accounts/<int:pk>/sales-hand-over/take/", service.sales_handover_take, name="sales_handover_take"),
]
if find_spec("clients.urls_contracts"):
    urlpatterns.append(path("", include("clients.urls_contracts")))
