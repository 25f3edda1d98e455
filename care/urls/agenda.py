from django.urls import path

from care.views import agenda as views

urlpatterns = [
    path("check-ins/<int:pk>/agenda/", views.check_in_agenda, name="check_in_agenda"),
    path("check-ins/<int:pk>/agenda/pdf/", views.check_in_agenda_pdf, name="check_in_agenda_pdf"),
    path("check-ins/<int:pk>/agenda/send/", views.check_in_agenda_send, name="check_in_agenda_send"),
]
