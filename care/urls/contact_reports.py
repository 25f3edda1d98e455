from django.urls import path

from care.views import contact_report as views
from care.views import contact_report_list as lists
from care.views import guest_report as guest

urlpatterns = [
    path("contact-reports/", lists.contact_report_list, name="contact_report_list"),
    path("check-ins/<int:pk>/report/", views.contact_report_begin, name="contact_report_begin"),
    path("check-ins/<int:pk>/no-report/", views.check_in_no_report, name="check_in_no_report"),
    path("contact-reports/<int:pk>/", views.contact_report_detail, name="contact_report_detail"),
    path("contact-reports/<int:pk>/write/", views.contact_report_write, name="contact_report_write"),
    path("contact-reports/<int:pk>/row/", views.contact_report_row, name="contact_report_row"),
    path("contact-reports/<int:pk>/issue/", views.contact_report_issue, name="contact_report_issue"),
    path("contact-reports/<int:pk>/recall/", views.contact_report_recall, name="contact_report_recall"),
    path("contact-reports/<int:pk>/accept/", views.contact_report_accept, name="contact_report_accept"),
    path("contact-reports/<int:pk>/dispute/", views.contact_report_dispute, name="contact_report_dispute"),
    path("contact-reports/<int:pk>/pdf/", views.contact_report_pdf, name="contact_report_pdf"),
    path("contact-reports/<int:pk>/link/", views.contact_report_link, name="contact_report_link"),
    path("contact-reports/<int:pk>/revoke/", views.contact_report_revoke, name="contact_report_revoke"),
    # The client's contact, by secret link
    path("for-you/report/<str:secret>/", guest.report_home, name="report_home"),
    path("for-you/report/<str:secret>/dispute/", guest.report_dispute, name="report_dispute"),
    path("for-you/report/<str:secret>/confirm/", guest.report_confirm, name="report_confirm"),
    path("for-you/report/<str:secret>/pdf/", guest.report_pdf, name="report_pdf"),
]
