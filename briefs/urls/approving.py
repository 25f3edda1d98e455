from django.urls import path

from briefs.views import approving as views
from briefs.views import ledger

urlpatterns = [
    path("approvals/", ledger.approval_list, name="approval_list"),
    path("rebriefs/", ledger.rebrief_list, name="rebrief_list"),
    path("jobs/<int:pk>/approval/", views.brief_approval, name="brief_approval"),
    path("jobs/<int:pk>/versions/", views.brief_versions, name="brief_versions"),
    path("jobs/<int:pk>/submit/", views.brief_submit, name="brief_submit"),
    path("jobs/<int:pk>/take-back/", views.brief_take_back, name="brief_take_back"),
    path("jobs/<int:pk>/sign-strategy/", views.brief_sign_strategy, name="brief_sign_strategy"),
    path("jobs/<int:pk>/approve/", views.brief_approve, name="brief_approve"),
    path("jobs/<int:pk>/send-back/", views.brief_send_back, name="brief_send_back"),
    path("jobs/<int:pk>/remark/", views.brief_remark, name="brief_remark"),
    path("jobs/remarks/<int:pk>/settle/", views.remark_settle, name="remark_settle"),
    path("jobs/<int:pk>/revise/", views.brief_revise, name="brief_revise"),
    path("jobs/<int:pk>/start/", views.brief_start, name="brief_start"),
    path("jobs/<int:pk>/hold/", views.brief_hold, name="brief_hold"),
    path("jobs/<int:pk>/resume/", views.brief_resume, name="brief_resume"),
    path("jobs/<int:pk>/cancel/", views.brief_cancel, name="brief_cancel"),
]
