"""Addresses without a language: pictures without words."""

from django.urls import path

from campaign import views

app_name = "campaign"

urlpatterns = [path("map/<slug:slug>.svg", views.night_map, name="night_map")]
