"""Addresses of contracts and renewals."""

from django.urls import path

from clients.views import contract, contract_document, contract_list, contract_notice, contract_terms, renewal

urlpatterns = [
    path("contracts/", contract_list.contract_list, name="contract_list"),
    path("contracts/add/", contract_terms.contract_add, name="contract_add"),
    path("contracts/<int:pk>/", contract.contract_detail, name="contract_detail"),
    path("contracts/<int:pk>/change/", contract_terms.contract_change, name="contract_change"),
    path("contracts/<int:pk>/amend/", contract_terms.contract_amend, name="contract_amend"),
    path("contracts/<int:pk>/notice/", contract_notice.contract_notice, name="contract_notice"),
    path("contracts/<int:pk>/notice/withdraw/", contract_notice.contract_notice_withdraw, name="contract_notice_withdraw"),
    path("contracts/<int:pk>/attach/", contract_document.contract_attach, name="contract_attach"),
    path("contracts/<int:pk>/document/", contract_document.contract_document, name="contract_document"),
    path("contracts/<int:pk>/index/", contract_terms.contract_index, name="contract_index"),
    path("accounts/<int:pk>/contracts/", contract_list.account_contracts, name="account_contracts"),
    path("acknowledgements/<int:pk>/", contract_terms.amendment_acknowledge, name="amendment_acknowledge"),
    path("renewals/", renewal.renewal_board, name="renewal_board"),
    path("renewals/list/", renewal.renewal_list, name="renewal_list"),
    path("renewals/<int:pk>/", renewal.renewal_detail, name="renewal_detail"),
    path("renewals/<int:pk>/moves/", renewal.renewal_moves, name="renewal_moves"),
    path("renewals/<int:pk>/forecast/", renewal.renewal_forecast, name="renewal_forecast"),
    path("renewals/<int:pk>/propose/", renewal.renewal_propose, name="renewal_propose"),
    path("renewals/<int:pk>/renew/", renewal.renewal_renew, name="renewal_renew"),
    path("renewals/<int:pk>/lapse/", renewal.renewal_lapse, name="renewal_lapse"),
    path("renewals/<int:pk>/move/<slug:name>/", renewal.renewal_move, name="renewal_move"),
]
