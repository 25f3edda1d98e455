from django.urls import path

from care.views import concern, concern_guest, concern_link

urlpatterns = [
    path("concerns/", concern.concern_list, name="concern_list"),
    path("concerns/raise/", concern.concern_raise, name="concern_raise"),
    path("concerns/<int:pk>/", concern.concern_detail, name="concern_detail"),
    path("concerns/<int:pk>/change/", concern.concern_change, name="concern_change"),
    path("concerns/<int:pk>/answer/", concern.concern_answer, name="concern_answer"),
    path("concerns/<int:pk>/write/", concern.concern_write, name="concern_write"),
    path("concerns/<int:pk>/hear/", concern.concern_hear, name="concern_hear"),
    path("concerns/<int:pk>/mediate/", concern.concern_mediate, name="concern_mediate"),
    path("concerns/<int:pk>/talk/", concern.mediation_note, name="mediation_note"),
    path("concerns/<int:pk>/propose/", concern.concern_propose, name="concern_propose"),
    path("concerns/<int:pk>/confirm/", concern.concern_confirm, name="concern_confirm"),
    path("concerns/<int:pk>/reject/", concern.concern_reject, name="concern_reject"),
    path("concerns/<int:pk>/close/", concern.concern_close, name="concern_close"),
    path("concerns/<int:pk>/reopen/", concern.concern_reopen, name="concern_reopen"),
    path("concerns/<int:pk>/withdraw/", concern.concern_withdraw, name="concern_withdraw"),
    path("accounts/<int:pk>/concerns/", concern.account_concerns, name="account_concerns"),
    path("accounts/<int:pk>/concern-links/", concern_link.concern_link_list, name="concern_link_list"),
    path("accounts/<int:pk>/concern-links/make/", concern_link.concern_link_make, name="concern_link_make"),
    path("concern-links/<int:pk>/renew/", concern_link.concern_link_renew, name="concern_link_renew"),
    path("concern-links/<int:pk>/revoke/", concern_link.concern_link_revoke, name="concern_link_revoke"),
    path("for-you/concern/<str:secret>/", concern_guest.client_concerns, name="client_concerns"),
    path("for-you/concern/<str:secret>/raise/", concern_guest.client_concern_raise, name="client_concern_raise"),
    path("for-you/concern/<str:secret>/<int:pk>/", concern_guest.client_concern_detail, name="client_concern_detail"),
    path("for-you/concern/<str:secret>/<int:pk>/agree/", concern_guest.client_concern_agree, name="client_concern_agree"),
    path("for-you/concern/<str:secret>/<int:pk>/refuse/", concern_guest.client_concern_refuse, name="client_concern_refuse"),
    path("for-you/concern/<str:secret>/<int:pk>/reopen/", concern_guest.client_concern_reopen, name="client_concern_reopen"),
    path("for-you/concern/<str:secret>/<int:pk>/withdraw/", concern_guest.client_concern_withdraw, name="client_concern_withdraw"),
]
