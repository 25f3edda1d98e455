from django.urls import path

from care.views import knowledge as views

urlpatterns = [
    path("knowledge/", views.knowledge_list, name="knowledge_list"),
    path("knowledge/industries/", views.industry_list, name="industry_list"),
    path("knowledge/note/", views.knowledge_note_add, name="knowledge_note_add"),
    path("knowledge/pages/add/", views.knowledge_page_add, name="knowledge_page_add"),
    path("knowledge/pages/<int:pk>/", views.knowledge_page_detail, name="knowledge_page_detail"),
    path("knowledge/pages/<int:pk>/change/", views.knowledge_page_change, name="knowledge_page_change"),
    path("knowledge/pages/<int:pk>/versions/", views.knowledge_page_versions, name="knowledge_page_versions"),
    path("knowledge/pages/<int:pk>/review/", views.knowledge_page_review, name="knowledge_page_review"),
    path("knowledge/pages/<int:pk>/archive/", views.knowledge_page_archive, name="knowledge_page_archive"),
    path("knowledge/pages/<int:pk>/restore/", views.knowledge_page_restore, name="knowledge_page_restore"),
    path("competitor-notes/<int:pk>/change/", views.competitor_note_change, name="competitor_note_change"),
    path("market-notes/<int:pk>/tags/", views.market_note_tag, name="market_note_tag"),
    path("clients/<int:pk>/knowledge/", views.client_knowledge, name="client_knowledge"),
    path("accounts/<int:pk>/knowledge/", views.account_knowledge, name="account_knowledge"),
]
