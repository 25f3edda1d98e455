from django.urls import path

from briefs.views import client_requests as client
from briefs.views import request_links as links
from briefs.views import requests as views

urlpatterns = [
    path("requests/", views.job_request_list, name="job_request_list"),
    path("requests/new/", views.job_request_add, name="job_request_add"),
    path("requests/<int:pk>/", views.job_request_detail, name="job_request_detail"),
    path("requests/<int:pk>/change/", views.job_request_change, name="job_request_change"),
    path("requests/<int:pk>/files/", views.job_request_attach, name="job_request_attach"),
    path("requests/<int:pk>/accept/", views.job_request_accept, name="job_request_accept"),
    path("requests/<int:pk>/decline/", views.job_request_decline, name="job_request_decline"),
    path("requests/<int:pk>/ask-back/", views.job_request_ask_back, name="job_request_ask_back"),
    path("requests/<int:pk>/answer/", views.job_request_answer, name="job_request_answer"),
    path("requests/<int:pk>/withdraw/", views.job_request_withdraw, name="job_request_withdraw"),
    path("request-files/<int:pk>/", views.request_file, name="request_file"),
    path("accounts/<int:pk>/request-form/", links.request_form, name="request_form"),
    path("accounts/<int:pk>/request-form/preview/", links.request_form_preview, name="request_form_preview"),
    path("accounts/<int:pk>/request-links/", links.pages.index, name="request_link_list"),
    path("accounts/<int:pk>/request-links/new/", links.pages.make, name="request_link_make"),
    path("request-links/<int:pk>/renew/", links.pages.renew, name="request_link_renew"),
    path("request-links/<int:pk>/revoke/", links.pages.revoke, name="request_link_revoke"),
    # By secret link, without a log-in; `core.discreet` keeps these addresses out of every log.
    path("for-you/request/<str:secret>/", client.client_requests, name="client_requests"),
    path("for-you/request/<str:secret>/new/", client.client_request_new, name="client_request_new"),
    path("for-you/request/<str:secret>/<int:pk>/", client.client_request_detail, name="client_request_detail"),
    path("for-you/request/<str:secret>/<int:pk>/sent/", client.client_request_sent, name="client_request_sent"),
    path("for-you/request/<str:secret>/<int:pk>/withdraw/", client.client_request_withdraw, name="client_request_withdraw"),
    path("for-you/request/<str:secret>/files/<int:pk>/", client.client_request_file, name="client_request_file"),
]
