"""Worker entry points: wake-ups only. The rows say what is owed, so losing or doubling one is harmless."""

from celery import shared_task

from pledges import owed


@shared_task(ignore_result=True)
def render_certificates() -> None:
    owed.render_certificates()
