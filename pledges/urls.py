"""Addresses of the journey. Pages carry the language; what is printed on paper does not (`short_urlpatterns`)."""

from django.urls import path, re_path

from pledges import views

app_name = "pledges"

urlpatterns = [
    path("sign/<slug:slug>/", views.sign, name="sign"),
    path("sign/<slug:slug>/sent/", views.sent, name="sent"),
    path("sign/<slug:slug>/sent/again/", views.resend, name="resend"),
    path("sign/<slug:slug>/sent/state/", views.fate, name="fate"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("not-me/<str:token>/", views.not_me, name="not_me"),
    path("campaigns/<slug:slug>/signatories/", views.roll, name="roll"),
    path("certificates/<str:number>/", views.certificate_page, name="certificate"),
    path("certificates/<str:number>/report/", views.report, name="report"),
    path("verify/", views.verify, name="verify"),
]

short_urlpatterns = [
    path("altcha/challenge/", views.challenge, name="challenge"),
    re_path(r"^[cC]/(?P<number>[^/.]{1,40})$", views.short_link, name="short"),
    re_path(r"^[cC]/(?P<number>[^/.]{1,40})/$", views.short_link),
    re_path(r"^[cC]/(?P<number>[^/.]{1,40})\.(?P<ending>pdf|png)$", views.certificate_download, name="download"),
    re_path(r"^[cC]/(?P<number>[^/.]{1,40})/(?P<figure>light|paper|qr)\.svg$", views.figure, name="figure"),
    re_path(
        r"^[cC]/(?P<number>[^/.]{1,40})/share/(?P<kind>link|square|story)\.(?P<ending>png|webp)$",
        views.share_picture,
        name="share",
    ),
]
