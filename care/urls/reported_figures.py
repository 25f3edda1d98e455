from django.urls import path

from care.views.reported_figures import reported_figure_list

urlpatterns = [
    path("reported-figures/", reported_figure_list, name="reported_figure_list"),
]
