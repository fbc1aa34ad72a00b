"""The application hangs up where a wake-up failed: the line may be dead without saying so."""

import pytest

from config.celery import PatientCelery


def test_the_line_on_which_a_wake_up_failed_is_not_used_again(monkeypatch):
    app = PatientCelery(broker="memory://", set_as_current=False)
    connection = app.connection_for_write()
    producer = app.amqp.Producer(connection)
    app.send_task("wake", producer=producer)
    assert connection.connected

    def say_nothing(*args, **options):
        raise TimeoutError

    with monkeypatch.context() as patch:
        patch.setattr(producer, "publish", say_nothing)
        with pytest.raises(TimeoutError):
            app.send_task("wake", producer=producer)

    assert not connection.connected
    app.send_task("wake", producer=producer)
    assert connection.connected
