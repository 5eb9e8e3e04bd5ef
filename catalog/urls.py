"""Addresses of this floor."""

from django.urls import path

from catalog import views

app_name = "catalog"
urlpatterns = [
    path("", views.start, name="start"),
    path("desk/", views.desk, name="desk"),
    path("projects/", views.list_, name="list"),
    path("projects/export/", views.export, name="export"),
    path("projects/new/<int:pk>/", views.entry_draft, name="entry_draft"),
    path("projects/<int:pk>/", views.entry, name="entry"),
    path("projects/<int:pk>/edit/", views.entry_edit, name="entry_edit"),
    path("statistics/", views.statistics_, name="statistics"),
    path("about/", views.about, name="about"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
