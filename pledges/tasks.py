"""Worker entry points: wake-ups only. The rows say what is owed, so losing or doubling one is harmless."""

from celery import shared_task

from pledges import batching, owed


@shared_task(ignore_result=True)
def render_certificates() -> None:
    owed.render_certificates()


@shared_task(ignore_result=True)
def act_on_batches() -> None:
    batching.act_on_batches()
