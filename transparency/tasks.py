"""Worker entry points."""

from celery import shared_task

from transparency import sequencer


@shared_task(ignore_result=True)
def sequence() -> None:
    """Wake-up only: the rows say which entries wait, so losing or doubling this is harmless."""
    sequencer.sequence()
