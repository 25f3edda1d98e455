from django.urls import path

from reminders import views

urlpatterns = [
    path("reminders/", views.reminder_list, name="reminder_list"),
    path("reminders/<int:pk>/done/", views.reminder_done, name="reminder_done"),
    path("reminders/<int:pk>/snooze/", views.reminder_snooze, name="reminder_snooze"),
    path("reminders/undelivered/", views.reminder_undelivered, name="reminder_undelivered"),
    path("reminders/<int:pk>/send-again/", views.reminder_send_again, name="reminder_send_again"),
    path("calendar/", views.calendar_feed, name="calendar_feed"),
    path("calendar/stop/", views.calendar_feed_stop, name="calendar_feed_stop"),
    path("calendar/<str:token>.ics", views.calendar_feed_file, name="calendar_feed_file"),
]
