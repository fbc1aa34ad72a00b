"""Worker entry points."""

from celery import shared_task

from mail import owed
from mail.waking import wake


@shared_task(ignore_result=True)
def send_owed() -> None:
    """Wake-up only: the rows say what is owed, so losing or doubling this is harmless."""
    if owed.send_batch().had_more:
        wake(send_owed)
