from django.urls import path

from briefs.views import attachments, beginning, brief, deliverables, documents, quality, templates, writing

urlpatterns = [
    path("jobs/new/", beginning.brief_create, name="brief_create"),
    path("jobs/<int:pk>/", brief.brief_detail, name="brief_detail"),
    path("jobs/<int:pk>/write/", writing.brief_write, name="brief_write"),
    path("jobs/<int:pk>/write/news/", writing.brief_news, name="brief_news"),
    path("jobs/<int:pk>/write/facts/", writing.brief_facts_write, name="brief_facts_write"),
    path("jobs/<int:pk>/write/section/<slug:key>/", writing.brief_section_write, name="brief_section_write"),
    path("jobs/<int:pk>/deliverables/add/", deliverables.deliverable_add, name="deliverable_add"),
    path("jobs/deliverables/<int:pk>/change/", deliverables.deliverable_change, name="deliverable_change"),
    path("jobs/deliverables/<int:pk>/move/<slug:way>/", deliverables.deliverable_move, name="deliverable_move"),
    path("jobs/deliverables/<int:pk>/drop/", deliverables.deliverable_drop, name="deliverable_drop"),
    path("jobs/<int:pk>/attach/", attachments.attachment_add, name="attachment_add"),
    path("jobs/attachments/<int:pk>/file/", attachments.attachment_download, name="attachment_download"),
    path("jobs/attachments/<int:pk>/remove/", attachments.attachment_remove, name="attachment_remove"),
    path("jobs/<int:pk>/document/<slug:reader>/<slug:form>/", documents.brief_document, name="brief_document"),
    path("jobs/<int:pk>/make-template/", templates.brief_make_template, name="brief_make_template"),
    path("brief-templates/", templates.brief_template_list, name="brief_template_list"),
    path("brief-templates/add/", templates.brief_template_add, name="brief_template_add"),
    path("brief-templates/<int:pk>/", templates.brief_template_detail, name="brief_template_detail"),
    path("brief-templates/<int:pk>/change/", templates.brief_template_change, name="brief_template_change"),
    path("brief-templates/<int:pk>/retire/", templates.brief_template_retire, name="brief_template_retire"),
    path("quality/", quality.quality_settings, name="quality_settings"),
]
