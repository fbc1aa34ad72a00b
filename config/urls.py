"""Addresses. Pages carry the language; machine and paper addresses do not (design: contract)."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from content.views import rendition
from mail.urls import public_urlpatterns as mail_urlpatterns
from pledges.urls import short_urlpatterns
from users.views import to_log_in

urlpatterns: list[URLPattern | URLResolver] = [
    *short_urlpatterns,
    path("", include("home.urls")),
    path("", include("campaign.urls")),
    path("accounts/", include("allauth.urls")),
    path("cms/login/", to_log_in),
    path("cms/password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/images/<path:name>", rendition, name="rendition"),
]

if settings.MAIL_WEBHOOK_SECRET:
    urlpatterns += [path("hooks/mail/", include("anymail.urls"))]

if settings.DEVELOPMENT:
    urlpatterns += [path("dev/mail/", include("mail.urls"))]

urlpatterns += i18n_patterns(
    path("", include("pledges.urls")),
    *mail_urlpatterns,
    path("_util/login/", to_log_in),  # Wagtail's log-in for private pages
    path("", include(wagtail_urls)),
    prefix_default_language=True,
)

handler400 = "home.views.bad_request"
handler403 = "home.views.permission_denied"
handler404 = "home.views.page_not_found"
handler500 = "home.views.server_error"
