from django.urls import path

from briefs.views import guest_review as guests
from briefs.views import showing as views

urlpatterns = [
    path("jobs/<int:pk>/review/", views.brief_review, name="brief_review"),
    path("jobs/<int:pk>/review/invite/", views.review_link_add, name="review_link_add"),
    path("jobs/<int:pk>/client-approves/", views.brief_client_approve, name="brief_client_approve"),
    path("jobs/<int:pk>/client-asks-changes/", views.brief_ask_changes, name="brief_ask_changes"),
    path("jobs/<int:pk>/present/", views.presentation_add, name="presentation_add"),
    path("jobs/presentations/<int:pk>/", views.presentation_detail, name="presentation_detail"),
    path("jobs/presentations/<int:pk>/change/", views.presentation_change, name="presentation_change"),
    path("jobs/review-links/<int:pk>/replace/", views.review_link_replace, name="review_link_replace"),
    path("jobs/review-links/<int:pk>/revoke/", views.review_link_revoke, name="review_link_revoke"),
    path("jobs/review-links/<int:pk>/decider/", views.review_link_decider, name="review_link_decider"),
    path("jobs/files/<int:pk>/remark/", views.comment_add, name="comment_add"),
    path("jobs/remarks/<int:pk>/reply/", views.comment_reply, name="comment_reply"),
    path("jobs/remarks/<int:pk>/settle/", views.comment_settle, name="comment_settle"),
    path("jobs/remarks/<int:pk>/stands/", views.opposition_settle, name="opposition_settle"),
    # Without a log-in, by a secret
    path("for-you/review/<str:secret>/", guests.review_home, name="review_home"),
    path("for-you/review/<str:secret>/files/<int:pk>/", guests.review_file, name="review_file"),
    path("for-you/review/<str:secret>/files/<int:pk>/thumbnail/", guests.review_thumbnail, name="review_thumbnail"),
    path("for-you/review/<str:secret>/files/<int:pk>/pages/<int:page>/", guests.review_page, name="review_page"),
    path("for-you/review/<str:secret>/files/<int:pk>/download/", guests.review_download, name="review_download"),
    path("for-you/review/<str:secret>/files/<int:pk>/verdict/", guests.review_verdict, name="review_verdict"),
    path("for-you/review/<str:secret>/remarks/<int:pk>/reply/", guests.review_reply, name="review_reply"),
    path("for-you/review/<str:secret>/remarks/<int:pk>/stands/", guests.review_stands, name="review_stands"),
]
