from django.urls import path

from care.views import (
    contact_report,
    contact_report_issue,
    contact_report_link,
    contact_report_list,
    contact_report_move,
    contact_report_write,
    guest_report,
)

urlpatterns = [
    path("contact-reports/", contact_report_list.contact_report_list, name="contact_report_list"),
    path("check-ins/<int:pk>/report/", contact_report_write.contact_report_begin, name="contact_report_begin"),
    path("check-ins/<int:pk>/no-report/", contact_report_issue.check_in_no_report, name="check_in_no_report"),
    path("contact-reports/<int:pk>/", contact_report.contact_report_detail, name="contact_report_detail"),
    path("contact-reports/<int:pk>/write/", contact_report_write.contact_report_write, name="contact_report_write"),
    path("contact-reports/<int:pk>/row/", contact_report_write.contact_report_row, name="contact_report_row"),
    path("contact-reports/<int:pk>/issue/", contact_report_issue.contact_report_issue, name="contact_report_issue"),
    path("contact-reports/<int:pk>/recall/", contact_report_move.contact_report_recall, name="contact_report_recall"),
    path("contact-reports/<int:pk>/accept/", contact_report_move.contact_report_accept, name="contact_report_accept"),
    path("contact-reports/<int:pk>/dispute/", contact_report_move.contact_report_dispute, name="contact_report_dispute"),
    path("contact-reports/<int:pk>/pdf/", contact_report.contact_report_pdf, name="contact_report_pdf"),
    path("contact-reports/<int:pk>/link/", contact_report_link.contact_report_link, name="contact_report_link"),
    path("contact-reports/<int:pk>/revoke/", contact_report_link.contact_report_revoke, name="contact_report_revoke"),
    # The client's contact, by secret link
    path("for-you/report/<str:secret>/", guest_report.report_home, name="report_home"),
    path("for-you/report/<str:secret>/dispute/", guest_report.report_dispute, name="report_dispute"),
    path("for-you/report/<str:secret>/confirm/", guest_report.report_confirm, name="report_confirm"),
    path("for-you/report/<str:secret>/pdf/", guest_report.report_pdf, name="report_pdf"),
]
