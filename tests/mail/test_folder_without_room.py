"""Mails into a folder whose disk is full: they stay owed, and nothing lies there by halves."""

from pathlib import Path

import pytest

from mail.enums import MessageState
from mail.models import Message
from mail.owed import send_owed
from tests.disk import room_for
from tests.factories.mail import MessageFactory

pytestmark = pytest.mark.django_db


def test_a_mail_without_room_stays_owed_and_leaves_no_half(settings, tmp_path: Path):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "mail.backends.file.EmailBackend", tmp_path / "mails"
    message = MessageFactory()

    with room_for(100):
        assert send_owed() == 0

    message.refresh_from_db()
    assert message.state == MessageState.QUEUED
    assert message.last_error
    assert list((tmp_path / "mails").iterdir()) == []
    Message.objects.update(due_at=message.created_at)
    assert send_owed() == 1
    assert [path.suffix for path in (tmp_path / "mails").iterdir()] == [".eml"]
