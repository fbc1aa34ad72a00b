"""The guide inside the CMS: short chapters, one task each, for people who see the site for the first time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from campaign.blocks import CampaignBlocks
from content.models import Image
from home.languages import may_see_pages
from users.models import User

Person = User | AnonymousUser


def _everybody(user: Person) -> bool:
    return True


def _holds(right: str) -> Callable[[Person], bool]:
    return lambda user: user.has_perm(right)


def _keeps_pictures(user: Person) -> bool:
    return bool(policy_registry.get_by_type(Image).user_has_any_permission(user, ["add", "change"]))


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the CMS a task is done, and who may go there: others are not sent."""

    label: Promise
    url_name: str
    may_go: Callable[[Person], bool] = _everybody


@dataclass(frozen=True, slots=True)
class Chapter:
    """One task: its sentences, in the order of the steps where `is_ordered`, and the places where it is done."""

    name: str  # of its anchor
    title: Promise
    icon: str
    sentences: Sequence[Promise]
    places: Sequence[Place] = ()
    is_ordered: bool = False


PAGES = Place(_("Pages"), "wagtailadmin_explore_root", may_see_pages)
PICTURES = Place(_("Pictures"), "wagtailimages:index", _keeps_pictures)
MESSAGES = Place(_("Messages"), "outbox:index", _holds("mail.view_message"))
SUPPRESSED = Place(_("Suppressed addresses"), "suppressions:index", _holds("mail.view_suppression"))
MAIL_TEXTS = Place(_("Texts of mails"), "mail_texts:list", _holds("mail.change_mailtext"))
DESK = Place(_("Pledges"), "pledge_desk:index", _holds("pledges.view_pledge"))
REPORTS = Place(_("Reports"), "entry_reports:index", _holds("pledges.change_entryreport"))
TO_LOOK_AT = Place(_("To look at"), "to_look_at:index", _holds("pledges.change_entryreport"))
SPEED = Place(_("How fast they come"), "pledge_desk:velocity", _holds("pledges.moderate_pledge"))
BATCHES = Place(_("Bulk acts"), "pledge_desk:batches", _holds("pledges.moderate_pledge"))
WATCH_LIST = Place(_("Watch list"), "watch_list:index", _holds("pledges.change_watchedname"))
COMMITMENTS = Place(_("Commitments"), "commitments:index", _holds("pledges.view_commitment"))
CAMPAIGNS = Place(_("Campaigns"), "campaign_records:index", _holds("pledges.view_campaign"))
ACCOUNT = Place(_("Your account"), "wagtailadmin_account")

CHAPTERS = [
    Chapter(
        "begin",
        _("Begin here"),
        "home",
        [
            _("The first page of the CMS says what waits for you. Each number leads to the place where it is done."),
            _("What you save is a draft: visitors see it only when it is published. Every earlier state is kept."),
            _("You can break nothing by trying: write a page, look at its preview, and delete the draft again."),
        ],
        [ACCOUNT],
    ),
    Chapter(
        "make",
        _("Make a page"),
        "doc-full",
        [
            _("Pages, then the page that the new one shall stand under, then “Add child page”."),
            _(
                "Give it a title and a lead of one or two sentences. "
                "The lead is also shown on cards and in search results."
            ),
            _("Build the body from blocks, with the plus sign. The eye beside a block shows what it looks like."),
            _("Read “Before you publish” at the top of the editor: it says what is missing and where."),
            _("Open the preview, on a narrow and on a wide screen, before you submit."),
            _(
                "What you paste from Word, WPS, Google Docs or a web page is reduced to headings, lists, bold, italic "
                "and links. Pictures are not pasted: upload them and place them with the block “Figure”."
            ),
        ],
        [PAGES],
        is_ordered=True,
    ),
    Chapter(
        "pictures",
        _("Pictures"),
        "image",
        [
            _("Say in one sentence what each picture shows. Where you place it, say it in the page's language."),
            _("Mark what matters as the focal point. It stays in view when the picture is cut for a narrow screen."),
            _("Keep credit, licence and source with the picture. People are pictured only with their consent."),
        ],
        [PICTURES],
    ),
    Chapter(
        "review",
        _("Review and publish"),
        "check",
        [
            _("Editors press “Submit”. The secretariat finds the page on its first page, reads it, and approves it."),
            _("Whoever reads may ask for changes and say which. The page then goes back to its author."),
            _("What is published is seen by everybody within a minute."),
        ],
        [PAGES],
    ),
    Chapter(
        "schedule",
        _("Publish at an hour"),
        "time",
        [
            _("Open the information sign beside the title, then “Set schedule”. Hours are those of your account."),
            _("Then publish the page, or submit it: the schedule counts only once the page is approved."),
            _("Until its minute nobody sees the page, not even by its address. It appears within a minute of it."),
        ],
        [ACCOUNT],
        is_ordered=True,
    ),
    Chapter(
        "languages",
        _("Languages"),
        "globe",
        [
            _(
                "English is written first. "
                "Until a page is translated, its other languages show the English text and say so."
            ),
            _(
                "Open the page in its other language and choose to translate it. A translation says that it is a "
                "draft until somebody marks it as approved, under Settings."
            ),
            _(
                "Reports, Languages shows every page in every language: missing, a draft, current, or behind by so "
                "many days. What is behind is opened, brought up to date and published again."
            ),
            _("Mark a translation as approved only when somebody who speaks the language answers for every word."),
            _("Links to pages lead to the reader's language by themselves."),
        ],
        [Place(_("Languages"), "page_languages", may_see_pages)],
    ),
    Chapter(
        "campaigns",
        _("Campaigns and their pledge"),
        "pick",
        [
            _("The secretariat first puts the campaign on record: its name, commitment, period and goal."),
            _(
                "Then add a campaign page under the list of campaigns and choose the record. "
                "The pledge, its form, its count and the latest names stand on the page by themselves."
            ),
            _("In the body say why people should sign. Counter and night map can be placed as blocks."),
            _(
                "A campaign page is the face of a campaign on record. "
                "You may rewrite, translate or take down the page; no pledge is touched."
            ),
        ],
        [CAMPAIGNS, PAGES],
    ),
    Chapter(
        "wording",
        _("A new wording of the pledge"),
        "openquote",
        [
            _(
                "What people sign is not on the page. It is a version of a commitment, under Pledges: "
                "one person drafts it, another approves it, then it is published."
            ),
            _(
                "A published version never changes. A new wording is a new version; "
                "whoever signed the old one keeps it."
            ),
            _("Each other language is a courtesy translation until somebody answers for it by name."),
        ],
        [COMMITMENTS],
    ),
    Chapter(
        "names",
        _("Look after the names"),
        "pledge",
        [
            _("A confirmed name is listed after a hold of some hours. Use them to look through the newest names."),
            _(
                "“Hold” shows a name nowhere until you release it: on no list, and not on the certificate, its PDF and "
                "its pictures. The pledge counts."
            ),
            _(
                "What the house holds only because it looks odd, or because nobody has answered a report, "
                "is off the lists and stays on the certificate."
            ),
            _("“Hide” takes a name out of all lists and leaves it on the certificate; the pledge counts."),
            _(
                "“Revoke” ends a pledge for good, and its certificate says so. Only the secretariat revokes. "
                "It takes evidence, and the reason that the public may read."
            ),
            _("An unusual name is no reason. When in doubt, hold, and ask the person by e-mail."),
            _("An address is shown only when you ask for it, and that you asked is kept on record."),
        ],
        [DESK],
    ),
    Chapter(
        "reports",
        _("Answer a report"),
        "flag",
        [
            _("Whoever reports an entry was promised that somebody looks at it within 24 hours."),
            _("Open the entry from the report and act on its own page: hold or hide it, if it needs it."),
            _(
                "Then close the report and say what you found. Tick “Nothing was wrong” where that is so: "
                "a name that left the lists because nobody had answered for a day comes back."
            ),
        ],
        [TO_LOOK_AT, REPORTS],
        is_ordered=True,
    ),
    Chapter(
        "many",
        _("When many come at once"),
        "history",
        [
            _(
                "“How fast they come”, on the desk, marks an hour, a domain, a network or a name with far more pledges than "
                "usual. A lecture hall looks like that too: look before you act."
            ),
            _("Follow a line to its pledges, or narrow the desk by its filters until it shows what you mean."),
            _(
                "Hold, release or hide all of them in one act. You first see how many they are and twelve of them; "
                "nothing begins if they have become more or fewer."
            ),
            _(
                "A bulk act can be undone for a day, under “Bulk acts”. "
                "What somebody has changed one by one since then stays as it is."
            ),
            _(
                "Names and words that come again and again belong on the watch list: it holds what it finds when it is "
                "confirmed, until somebody has looked. It refuses nobody."
            ),
            _(
                "Save an entry, then press “Hold whom it finds”: the names that are shown already and that it would hold "
                "today are held in one act like any other."
            ),
            _("No bulk act revokes. What ends a pledge is done one by one."),
        ],
        [SPEED, BATCHES, WATCH_LIST],
    ),
    Chapter(
        "messages",
        _("When a mail does not arrive"),
        "mail",
        [
            _("Mail, Messages shows what waits or has failed, and what the mail server answered."),
            _("Waiting messages are tried again by themselves. A failed one you try again when its cause is gone."),
            _(
                "An address whose mail came back, or whose owner reported ours, is not written to. If its owner asks you, "
                "have it written to again under Mail, Suppressed addresses. The figures of each provider stand there too."
            ),
        ],
        [MESSAGES, SUPPRESSED],
    ),
    Chapter(
        "mail_texts",
        _("What our mails say"),
        "mail",
        [
            _("Under Mail, Texts of mails, write what a mail should say otherwise, in one language at a time."),
            _("Name the person or the pledge by a variable such as {name}; the help above the fields lists them."),
            _("Look at the preview in light, dark and plain text before you save. Save, and the next mail says it."),
        ],
        [MAIL_TEXTS],
        is_ordered=True,
    ),
    Chapter(
        "menus",
        _("Menus, footer and contact"),
        "site",
        [
            _("Under Promote, a page is put into the menu or the footer. Their order is the order of the pages."),
            _(
                "Who answers for the site, its addresses, and the page behind “Sign the pledge” are under Settings, "
                "Site and contact."
            ),
            _("The sentences at the foot of every page are on the front page of each language."),
        ],
        [PAGES],
    ),
    Chapter(
        "never",
        _("What never to do"),
        "warning",
        [
            _(
                "A figure from elsewhere needs its source and the date of the source. "
                "How many have signed is never typed: it is counted."
            ),
            _("Never name, quote or picture a person who has not agreed to it."),
            _("Never write an e-mail address of a signatory into a page, a note or a mail to others."),
            _("Never share an account. The secretariat gives each colleague one, under Settings, Users."),
        ],
    ),
]


class GuideView(WagtailAdminTemplateMixin, TemplateView):
    """Shows the chapters; the blocks are listed from the code, so the guide cannot forget one."""

    template_name = "home/cms/guide.html"
    page_title = _("Guide for editors")
    header_icon = "help"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        chapters = [
            {
                "chapter": chapter,
                "places": [
                    {"label": place.label, "url": reverse(place.url_name)}
                    for place in chapter.places
                    if place.may_go(user)
                ],
            }
            for chapter in CHAPTERS
        ]
        blocks = CampaignBlocks().child_blocks.values()
        return super().get_context_data(**kwargs) | {"chapters": chapters, "blocks": blocks}
