"""Addresses without a language: for machines, and for a picture without words."""

from django.urls import path

from home import views

app_name = "home"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("map/<slug:slug>.svg", views.night_map, name="night_map"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
]
