"""One verb, one transaction."""

from pledges.services.batching import Preview, begin_batch, preview_batch, undo_batch
from pledges.services.changing import change_display, withdraw_consent
from pledges.services.confirming import confirm_by_code, confirm_pledge, disown_pledge, issue_certificate
from pledges.services.exporting import export_pledges
from pledges.services.moderating import (
    find_by_address,
    hide_listing,
    hide_message,
    hold_listing,
    look_at_address,
    release_listing,
    revoke_pledge,
    show_message,
)
from pledges.services.reporting import (
    PROMISE,
    AnswerTime,
    answer_report,
    hold_unanswered,
    median_answer,
    report_entry,
)
from pledges.services.signing import SignedFacts, resend_confirmation, sign_pledge
from pledges.services.watching import add_house_entries, found_by
from pledges.services.withdrawing import withdraw_as_owner, withdraw_pledge
from pledges.services.wording import (
    add_translation,
    approve_translation,
    approve_version,
    draft_version,
    has_written,
    publish_version,
    reopen_version,
    wording_digest,
    write_version,
)

__all__ = [
    "PROMISE",
    "AnswerTime",
    "Preview",
    "SignedFacts",
    "add_house_entries",
    "add_translation",
    "answer_report",
    "approve_translation",
    "approve_version",
    "begin_batch",
    "change_display",
    "confirm_by_code",
    "confirm_pledge",
    "disown_pledge",
    "draft_version",
    "export_pledges",
    "find_by_address",
    "found_by",
    "has_written",
    "hide_listing",
    "hide_message",
    "hold_listing",
    "hold_unanswered",
    "issue_certificate",
    "look_at_address",
    "median_answer",
    "preview_batch",
    "publish_version",
    "release_listing",
    "reopen_version",
    "report_entry",
    "resend_confirmation",
    "revoke_pledge",
    "show_message",
    "sign_pledge",
    "undo_batch",
    "withdraw_as_owner",
    "withdraw_consent",
    "withdraw_pledge",
    "wording_digest",
    "write_version",
]
