from django.urls import path

from briefs.views import assignments, change_orders, work_files
from briefs.views import making as views

urlpatterns = [
    path("jobs/<int:pk>/work/", views.brief_work, name="brief_work"),
    path("jobs/<int:pk>/hand-in/", views.brief_hand_in, name="brief_hand_in"),
    path("jobs/<int:pk>/rework/", views.brief_rework, name="brief_rework"),
    path("jobs/<int:pk>/show-client/", views.brief_show_client, name="brief_show_client"),
    path("jobs/<int:pk>/next-round/", views.brief_next_round, name="brief_next_round"),
    path("jobs/<int:pk>/mend/", views.brief_mend, name="brief_mend"),
    path("jobs/<int:pk>/assign/", assignments.assignment_add, name="assignment_add"),
    path("jobs/<int:pk>/change-order/", change_orders.change_order_add, name="change_order_add"),
    path("jobs/assignments/<int:pk>/change/", assignments.assignment_change, name="assignment_change"),
    path("jobs/assignments/<int:pk>/drop/", assignments.assignment_drop, name="assignment_drop"),
    path("jobs/assignments/<int:pk>/done/", assignments.assignment_done, name="assignment_done"),
    path("jobs/assignments/<int:pk>/reopen/", assignments.assignment_reopen, name="assignment_reopen"),
    path("jobs/change-orders/<int:pk>/<slug:name>/", change_orders.change_order_move, name="change_order_move"),
    path("jobs/deliverables/<int:pk>/upload/", work_files.work_file_add, name="work_file_add"),
    path("jobs/files/<int:pk>/", work_files.work_file_detail, name="work_file_detail"),
    path("jobs/files/<int:pk>/file/", work_files.work_file_download, name="work_file_download"),
    path("jobs/files/<int:pk>/thumbnail/", work_files.work_file_thumbnail, name="work_file_thumbnail"),
    path("jobs/files/<int:pk>/pages/<int:page>/", work_files.work_file_page, name="work_file_page"),
    path("jobs/files/<int:pk>/show/", work_files.work_file_show, name="work_file_show"),
]
