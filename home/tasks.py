"""Worker entry points."""

from celery import shared_task

from home import retention, sweeping


@shared_task(ignore_result=True)
def sweep() -> None:
    """The periodic sweep: finds what wake-ups lost. Mail owed is found by the beat's own wake-up."""
    list(sweeping.sweep(sweeping.IN_WORKERS))


@shared_task(ignore_result=True)
def apply_retention() -> None:
    """Every night: erases the data whose time is over."""
    list(retention.apply())
