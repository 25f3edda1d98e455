from django.urls import path

from core import views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("gallery/", views.gallery, name="gallery"),
]
