"""The panels of the first page of the CMS. Each person sees what they have the right to work off, and nothing else."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import TaskState

from home.dashboard import health, queues, signing
from home.dashboard.counts import capped
from home.languages import may_see_pages, other_languages, owed

KEPT_SECONDS = 10  # everybody who opens the page in that time sees the same numbers
READS_PLEDGES, READS_CAMPAIGNS, READS_MAIL = "pledges.view_pledge", "pledges.view_campaign", "mail.view_message"

Answer = TypeVar("Answer")


def _kept(name: str, ask: Callable[[], Answer], seconds: int = KEPT_SECONDS) -> Answer:
    key = f"home.dashboard.{name}"
    answer: Answer | None = cache.get(key)
    if answer is None:
        answer = ask()
        cache.set(key, answer, seconds)
    return answer


class SigningPanel(Component):
    """How many signed today and in the last seven days."""

    name, order = "signing", 100
    template_name = "home/cms/signing_panel.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {
            "signing": _kept(self.name, lambda: signing.signing(timezone.now())),
            "may_read_pledges": self.request.user.has_perm(READS_PLEDGES),
        }


class QueuesPanel(Component):
    """What waits for this person, and whether the rest runs by itself."""

    name, order = "queues", 110
    template_name = "home/cms/queues_panel.html"

    def __init__(self, request: HttpRequest) -> None:
        self.user = request.user
        self.queues: list[queues.Queue] = [queue for queue in queues.QUEUES if self.user.has_perm(queue.right)]

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        now = timezone.now()
        reviews = TaskState.objects.reviewable_by(self.user)
        counted = [(queue, _kept(queue.name, lambda queue=queue: queue.rows(now))) for queue in self.queues]  # type: ignore[misc]
        counted.insert(0, (queues.REVIEWS, capped(reviews, "started_at")))  # each person has their own: never kept
        waiting = [{"queue": queue, "waits": waits, "url": queue.address()} for queue, waits in counted if waits]
        return {"waiting": waiting} | (self._health() if self.user.has_perm(READS_MAIL) else {})

    def _health(self) -> dict[str, Any]:
        late = _kept("behind", lambda: health.behind(timezone.now()))
        return {"parts": [{"part": part, "since": late.get(part.name)} for part in health.PARTS], "is_behind": late}


class PagesPanel(Component):
    """For who writes: the guide, and what pages still owe."""

    name, order = "pages", 120
    template_name = "home/cms/pages_panel.html"
    KEPT_SECONDS = 300  # the whole board is read for one number

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        languages = other_languages()
        return {"translations": _kept("translations", lambda: owed(languages), self.KEPT_SECONDS)}


def panels_for(request: HttpRequest) -> list[Component]:
    """Return our panels for whoever is signed in, above Wagtail's own."""
    panels: list[Component] = []
    if request.user.has_perm(READS_PLEDGES) or request.user.has_perm(READS_CAMPAIGNS):
        panels.append(SigningPanel(request))
    work = QueuesPanel(request)
    if work.queues:
        panels.append(work)
    if may_see_pages(request.user):
        panels.append(PagesPanel())
    return panels
