"""The beat's schedule, kept in memory: everything in it comes round within a minute, and no full disk can stop it."""

from celery.beat import Scheduler


class SteadyScheduler(Scheduler):
    """A schedule that goes on when the clock is set back: Celery's would sleep until the old time has come again."""

    def tick(self, *args: object, **kwargs: object) -> float:
        """Do what is due; return the seconds until something is due again."""
        now = self.app.now()
        if any(entry.last_run_at > now for entry in self.schedule.values()):
            for entry in self.schedule.values():
                entry.last_run_at = now
            self._heap = None  # its moments are of a clock that was wrong
        seconds: float = super().tick(*args, **kwargs)
        return seconds
