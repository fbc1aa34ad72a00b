"""What the CMS tells its editors: of pages in review and of comments. Owed as other mails are.

Wagtail would send it inside the request: a mail server that refuses us ends the submission of a page half done, one that
says "later" loses the mail, one that is silent holds the page. Whom a mail goes to and what it says stay Wagtail's.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import timezone
from wagtail.admin import mail as wagtails
from wagtail.admin.views.pages import edit
from wagtail.models import Comment, CommentReply, Page, TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted
from wagtail.users.models import UserProfile

from mail.letters import Kind, Letter, register
from mail.models import Message
from mail.services import owe
from users.models import User

COMMENTS = "users/comments"


class OwedNotice(wagtails.EmailNotificationMixin, wagtails.Notifier):  # type: ignore[misc]
    """A notifier of Wagtail's that owes its mails. The row names the reader and the step of the review."""

    kind: ClassVar[str]

    def __call__(self, instance: TaskState | WorkflowState, **kwargs: Any) -> bool:
        if self.can_handle(instance, **kwargs):
            for reader in self.get_valid_recipients(instance, **kwargs):
                _owe(self.kind, reader, occasion=_name_of(instance))
        return True

    def letter(self, message: Message) -> Letter | None:
        """Write what Wagtail would have written; nothing when page or review are gone, or the account has ended."""
        reader, instance = _reader_of(message), self.find(message.occasion)
        if reader is None or instance is None:
            return None
        templates = self.get_template_set(instance)
        return _letter(templates["subject"], templates["text"], self.get_context(instance) | {"user": reader})

    def find(self, name: str) -> TaskState | WorkflowState | None:
        """Return what a mail is about, as `_name_of` named it."""
        model, _colon, pk = name.partition(":")
        if model == "workflow":
            state = WorkflowState.objects.filter(pk=pk).first()
            return state if state and state.content_object else None
        task_state = TaskState.objects.select_related("workflow_state").filter(pk=pk).first()
        return task_state if task_state and task_state.workflow_state.content_object else None


class ReviewWanted(OwedNotice, wagtails.GroupApprovalTaskStateSubmissionEmailNotifier):  # type: ignore[misc]
    """To those who may approve a page. No longer owed once somebody has."""

    kind = "users/review_wanted"

    def find(self, name: str) -> TaskState | None:
        state = super().find(name)
        return state if state and state.status == TaskState.STATUS_IN_PROGRESS else None


class OfReview(OwedNotice):
    """About a review as a whole, and the step that it had reached: what was said then, not what is said by now."""

    def find(self, name: str) -> WorkflowState | None:
        found = super().find(name)
        if not isinstance(found, TaskState):
            return found
        state: WorkflowState = found.workflow_state
        state.current_task_state = found
        return state


class ReviewBegun(OfReview, wagtails.WorkflowStateSubmissionEmailNotifier):  # type: ignore[misc]
    """To those who may do everything."""

    kind = "users/review_begun"


class ReviewRejected(OfReview, wagtails.WorkflowStateRejectionEmailNotifier):  # type: ignore[misc]
    """To whoever submitted the page, with the comment of whoever sent it back."""

    kind = "users/review_rejected"


class ReviewApproved(OfReview, wagtails.WorkflowStateApprovalEmailNotifier):  # type: ignore[misc]
    """To whoever submitted the page."""

    kind = "users/review_approved"


WANTED, BEGUN, REJECTED, APPROVED = NOTICES = ReviewWanted(), ReviewBegun(), ReviewRejected(), ReviewApproved()


def register_letters() -> None:
    for notice in NOTICES:
        register(notice.kind, Kind(notice.letter))
    register(COMMENTS, Kind(comments))


def connect() -> None:
    """Take the places of Wagtail's notifiers: by their names, so that it does not matter whose turn came first."""
    for signal, sender, name, notice in (
        (task_submitted, TaskState, "group_approval_task_submitted_email_notification", WANTED),
        (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification", BEGUN),
        (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification", REJECTED),
        (workflow_approved, WorkflowState, "workflow_state_approved_email_notification", APPROVED),
    ):
        signal.disconnect(sender=sender, dispatch_uid=name)
        signal.connect(notice, sender=sender, dispatch_uid=name)
    edit.send_notification = owe_comments  # Wagtail has no signal here; the page editor is its only caller


def owe_comments(readers: Iterable[User], notification: str, facts: Mapping[str, Any]) -> bool:
    """Owe the mails about comments that an editor has just saved, to those who asked for them.

    The row holds no word of them: it says on which page, whose they are, and since when.
    """
    since = min(_instants(facts), default=timezone.now())
    occasion = f"page:{facts['page'].pk}.{facts['editor'].pk}.{int(since.timestamp() * 1000)}"
    for reader in readers:
        if reader.is_active and reader.email and UserProfile.get_for_user(reader).updated_comments_notifications:
            _owe(COMMENTS, reader, occasion=occasion)
    return True


def comments(message: Message) -> Letter | None:
    """Write which comments somebody has made, answered and resolved. What was deleted since is not in it."""
    page_pk, editor_pk, since = message.occasion.removeprefix("page:").split(".")
    reader = _reader_of(message)
    page, editor = Page.objects.filter(pk=page_pk).first(), User.objects.filter(pk=editor_pk).first()
    if reader is None or page is None or editor is None:
        return None
    span = (datetime.fromtimestamp(int(since) / 1000, UTC), message.created_at)
    on_page = Comment.objects.filter(page=page)
    replies = CommentReply.objects.filter(comment__in=on_page, user=editor, created_at__range=span)
    return _letter(
        "wagtailadmin/notifications/updated_comments_subject.txt",
        "wagtailadmin/notifications/updated_comments.txt",
        {
            "user": reader,
            "page": page.specific,
            "editor": editor,
            "new_comments": list(on_page.filter(user=editor, created_at__range=span)),
            "resolved_comments": list(on_page.filter(resolved_by=editor, resolved_at__range=span)),
            "deleted_comments": [],
            "replied_comments": [
                {"comment": reply.comment, "replies": [reply]} for reply in replies.select_related("comment")
            ],
        },
    )


def _instants(facts: Mapping[str, Any]) -> Iterable[datetime]:
    yield from (comment.created_at for comment in facts["new_comments"])
    yield from (comment.resolved_at for comment in facts["resolved_comments"])
    yield from (reply.created_at for thread in facts["replied_comments"] for reply in thread["replies"])


def _owe(kind: str, reader: User, *, occasion: str) -> None:
    language = UserProfile.get_for_user(reader).get_preferred_language()
    owe(kind=kind, subject=f"user:{reader.pk}", occasion=occasion, to=reader.email, language=language, cap=False)


def _name_of(instance: TaskState | WorkflowState) -> str:
    """Return by what a mail knows again what it is about: the step, where there is one; a review may have it twice."""
    step: Model | None = instance if isinstance(instance, TaskState) else instance.current_task_state
    return f"task:{step.pk}" if step else f"workflow:{instance.pk}"


def _reader_of(message: Message) -> User | None:
    return User.objects.filter(pk=message.subject.removeprefix("user:"), is_active=True).first()


def _letter(subject: str, text: str, context: dict[str, Any]) -> Letter:
    return Letter(
        subject=render_to_string(subject, context), text=render_to_string(text, context).strip() + "\n", html=""
    )
