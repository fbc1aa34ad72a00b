"""Addresses. Pages carry the language; machine and paper addresses do not (design: contract)."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from pledges.urls import short_urlpatterns

urlpatterns: list[URLPattern | URLResolver] = [
    *short_urlpatterns,
    path("", include("home.urls")),
    path("", include("campaign.urls")),
    path("accounts/", include("allauth.urls")),
    path("cms/password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]

if settings.DEVELOPMENT:
    from django.views.static import serve

    urlpatterns += [
        path("dev/mail/", include("mail.urls")),
        path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
    ]

urlpatterns += i18n_patterns(
    path("", include("pledges.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=True,
)

handler400 = "home.views.bad_request"
handler403 = "home.views.permission_denied"
handler404 = "home.views.page_not_found"
handler500 = "home.views.server_error"
