"""The certificate in public: its page, its files, its figures, and the short link on paper."""

import hashlib
import json
from datetime import UTC
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from content.caching import share_truth
from content.frame import frame
from content.reading import read_only
from countries.names import name_of
from pledges import facts, owed, tokens
from pledges.certificates import light_svg, qr_svg, rim_svg
from pledges.certificates.light import Ink
from pledges.enums import DISPLAYS_LISTED, Display, Evidence, FileKind, Listing, PledgeState
from pledges.models import Certificate
from pledges.names import isolated
from pledges.views.answers import campaign_url
from pledges.views.verifying import Verdict, certificate_of, unknown, verdict_of, verdict_words

PICTURES = {FileKind.LINK: (1200, 630), FileKind.SQUARE: (1080, 1080), FileKind.STORY: (1080, 1920)}


@read_only
def short_link(request: HttpRequest, number: str) -> HttpResponse:
    """Where the QR code leads: on to the page in the reader's language."""
    certificate = certificate_of(number)
    if certificate is None:
        return unknown(request, number)
    response = HttpResponseRedirect(reverse("pledges:certificate", args=[certificate.pretty_number]))
    patch_vary_headers(response, ["Accept-Language"])
    return response


@read_only
def certificate_page(request: HttpRequest, number: str) -> HttpResponse:
    certificate = certificate_of(number)
    if certificate is None:
        return unknown(request, number)
    if number != certificate.pretty_number:
        return HttpResponseRedirect(reverse("pledges:certificate", args=[certificate.pretty_number]), status=301)
    response = render(
        request, "pledges/certificate.html", page_context(certificate, frame(request).contact.organisation)
    )
    share_truth(request, response)
    return response


def page_context(certificate: Certificate, organisation: str) -> dict[str, Any]:
    """Return what `pledges/certificate.html` shows: what is true today, with the name as its holder agreed.

    Args:
        organisation: who answers for the site and recognises the pledge.
    """
    pledge, pretty = certificate.pledge, certificate.pretty_number
    verdict = verdict_of(certificate)
    is_valid = verdict == Verdict.VALID
    shown = facts.public_facts(certificate)
    country = name_of(pledge.country_id)
    somebody = facts.somebody_in(country)
    name = shown.name if is_valid else ""
    address = settings.BASE_URL + reverse("pledges:certificate", args=[pretty])
    listing = pledge.listing(timezone.now())
    is_listed = listing == Listing.LISTED
    is_shown = is_valid and not pledge.is_covered
    verdict_said = verdict_words(verdict, certificate)
    title = _page_title(verdict, pretty, name or somebody, pledge.text.title)
    return {
        "certificate": {"number_pretty": pretty, "short_address": shown.url_shown},
        "display_name": name or (somebody if is_valid else gettext("Certificate %(number)s") % {"number": pretty}),
        "pledge": {
            "affiliation": shown.affiliation if is_valid else "",
            "role": shown.role if is_valid else "",
            "country_name": country,
            "campaign_title": pledge.text.title,
            "confirmed_at": pledge.confirmed_at,
            "evidence": pledge.evidence,
            "is_sample": pledge.is_sample,
        },
        "words": pledge.message if pledge.shows_message else "",
        "campaign_url": campaign_url(pledge.campaign),
        "text": pledge.text,
        "version_label": facts.version_label(pledge.text),
        "text_hash": pledge.text.sha256,
        "evidence_label": Evidence(pledge.evidence).label,
        "verdict": verdict_said,
        # while the hold lasts, whoever has the link sees the page; lists do not show the name
        "is_waiting": is_shown and pledge.display in DISPLAYS_LISTED and listing in {Listing.WAITING, Listing.HELD},
        "is_unlisted": is_shown and pledge.display == Display.UNLISTED,
        "is_unnamed": is_shown and pledge.display == Display.HIDDEN,
        "is_looked_at": is_valid and pledge.is_covered,
        "listed_at": None if pledge.is_held else pledge.listed_at,
        "light_url": f"/c/{pretty}/light.svg",
        "paper_url": f"/c/{pretty}/paper.svg" if is_valid else "",
        "qr_url": f"/c/{pretty}/qr.svg",
        "pdf_url": f"/c/{pretty}.pdf" if is_valid else "",
        "badge_url": f"/c/{pretty}.png" if is_valid else "",
        "report_url": reverse("pledges:report", args=[pretty]),
        "share": _share(certificate, address, title) if is_valid else None,
        "canonical_url": address,
        "og": {
            "title": title,
            "description": gettext(
                "A pledge to the future of our children, confirmed and open to anybody’s check. Certificate %(number)s."
            )
            % {"number": pretty}
            if is_valid
            else verdict_said["message"],
            "image": settings.BASE_URL + _picture_url(certificate, FileKind.LINK) if is_valid else "",
            "image_alt": gettext("The light of this certificate on a night ground, with the words: %(title)s")
            % {"title": title},
            "noindex": not is_valid or not is_listed,
        },
        "json_ld": _json_ld(certificate, address, name, organisation),
    }


def _page_title(verdict: Verdict, number: str, holder: str, title: str) -> str:
    """Return what a tab and a preview say: who has signed what, or that it stands no longer."""
    if verdict == Verdict.WITHDRAWN:
        return gettext("Withdrawn: certificate %(number)s") % {"number": number}
    if verdict == Verdict.REVOKED:
        return gettext("Revoked: certificate %(number)s") % {"number": number}
    return gettext("%(name)s has signed: %(title)s") % {"name": isolated(holder), "title": title}


def _share(certificate: Certificate, address: str, title: str) -> dict[str, Any]:
    """Plain links: nothing of a network is loaded until somebody follows one."""
    text = gettext("I have pledged to the future of our children.")
    networks = [
        ("LinkedIn", "https://www.linkedin.com/sharing/share-offsite/", {"url": address}),
        ("WhatsApp", "https://wa.me/", {"text": f"{text} {address}"}),
        ("Telegram", "https://t.me/share/url", {"url": address, "text": text}),
        ("Facebook", "https://www.facebook.com/sharer/sharer.php", {"u": address}),
        ("X", "https://x.com/intent/post", {"url": address, "text": text}),
        ("Bluesky", "https://bsky.app/intent/compose", {"text": f"{text} {address}"}),
        ("Weibo", "https://service.weibo.com/share/share.php", {"url": address, "title": text}),
    ]
    links = [{"label": label, "url": f"{where}?{urlencode(query)}"} for label, where, query in networks]
    mail = urlencode({"subject": title, "body": f"{text}\n{address}"}).replace("+", "%20")
    links.append({"label": gettext("E-mail"), "url": f"mailto:?{mail}"})
    labels = {
        FileKind.LINK: gettext("Wide picture"),
        FileKind.SQUARE: gettext("Square picture"),
        FileKind.STORY: gettext("Tall picture"),
    }
    images = [
        {
            "kind": kind,
            "label": labels[kind],
            "url": _picture_url(certificate, kind),
            "width": size[0],
            "height": size[1],
        }
        for kind, size in PICTURES.items()
    ]
    return {"url": address, "title": title, "text": text, "links": links, "images": images}


def _picture_url(certificate: Certificate, kind: FileKind) -> str:
    """Return an address that changes with what the picture says: networks keep what they once fetched for weeks."""
    says = hashlib.sha256(facts.public_facts(certificate).to_json().encode()).hexdigest()[:8]
    return f"/c/{certificate.pretty_number}/share/{kind}.png?v={says}"


def _json_ld(certificate: Certificate, address: str, name: str, organisation: str) -> SafeString:
    """Schema.org's words for what the page says."""
    pledge = certificate.pledge
    about: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "EducationalOccupationalCredential",
        "@id": address,
        "url": address,
        "identifier": certificate.pretty_number,
        "name": pledge.text.title,
        "credentialCategory": "pledge",
        "dateCreated": certificate.issued_at.astimezone(UTC).date().isoformat(),  # the day is enough
        "inLanguage": pledge.text.language,
        "recognizedBy": {"@type": "Organization", "name": organisation, "url": settings.BASE_URL},
    }
    if name:
        about["about"] = {"@type": "Person", "name": name}
    return json_for_script(about)


def json_for_script(value: dict[str, Any]) -> SafeString:
    """Return JSON that cannot end the `<script>` it stands in, whatever a name holds (as Django's json_script does)."""
    text = json.dumps(value, ensure_ascii=False)
    return SafeString(text.replace("<", "\\u003C").replace(">", "\\u003E").replace("&", "\\u0026"))


def _valid_or_404(number: str) -> Certificate:
    certificate = certificate_of(number)
    if certificate is None:
        raise Http404
    return certificate


def public_file(certificate: Certificate, kind: FileKind) -> bytes:
    """Return a file as it may be shown today: while the name is covered, drawn without it and not kept."""
    if certificate.pledge.is_covered:
        return owed.drawn(facts.public_facts(certificate), kind)
    return owed.certificate_file(certificate, kind)


def _holder_pdf(certificate: Certificate) -> bytes:
    """The holder's PDF; while the name is held, nobody is handed a certificate that carries it."""
    return public_file(certificate, FileKind.PDF) if certificate.pledge.is_covered else owed.holder_pdf(certificate)


def _ended(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    """A withdrawn or revoked certificate has no files any more; its page says why."""
    return render(
        request, "pledges/certificate.html", page_context(certificate, frame(request).contact.organisation), status=410
    )


@read_only
def certificate_download(request: HttpRequest, number: str, ending: str) -> HttpResponse:
    """The PDF or the badge, rendered at once where the worker has not come to it yet."""
    certificate = _valid_or_404(number)
    if certificate.pledge.state != PledgeState.CONFIRMED:
        return _ended(request, certificate)
    name = f"light-up-{certificate.pretty_number}.{ending}"
    if ending == "pdf" and tokens.is_holder_key(request.GET.get("key", ""), certificate.pledge.nonce):
        response = HttpResponse(_holder_pdf(certificate), content_type="application/pdf")
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
    elif ending == "pdf":
        content = public_file(certificate, FileKind.PDF)
        response = _file(content, "application/pdf")
    else:
        response = _file(public_file(certificate, FileKind.BADGE), "image/png")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@read_only
def share_picture(request: HttpRequest, number: str, kind: str, ending: str) -> HttpResponse:
    certificate = _valid_or_404(number)
    if certificate.pledge.state != PledgeState.CONFIRMED:
        return _ended(request, certificate)
    wanted = FileKind(f"{kind}_webp" if ending == "webp" else kind)
    return _file(public_file(certificate, wanted), f"image/{ending}")


@read_only
def figure(request: HttpRequest, number: str, figure: str) -> HttpResponse:
    """The light, by night or on paper, or the QR code, drawn from the number alone."""
    certificate = _valid_or_404(number)
    if figure == "qr":
        drawing = qr_svg(facts.thawed(certificate).url_short)
    elif certificate.pledge.state == PledgeState.REVOKED:
        drawing = rim_svg(certificate.number)
    else:
        lit = certificate.pledge.state == PledgeState.CONFIRMED
        ink: Ink = "unlit" if not lit else "paper" if figure == "paper" else "night"
        drawing = light_svg(certificate.number, ink=ink, glow=ink == "night")
    response = HttpResponse(drawing, content_type="image/svg+xml; charset=utf-8")
    patch_cache_control(response, public=True, max_age=300)
    return response


def _file(content: bytes, kind: str) -> HttpResponse:
    """A public file: others may show it on their pages, and it is asked for again each time (ETag), since it may end."""
    response = HttpResponse(content, content_type=kind)
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
