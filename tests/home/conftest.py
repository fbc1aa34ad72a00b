"""The demo content, loaded once for all tests of a module; each test sees it fresh."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction


@pytest.fixture(scope="module")
def loaded_demo(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """Load it inside a transaction that ends with the module; what a test changes is rolled back before the next."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", verbosity=0)
        yield
        transaction.set_rollback(True)
