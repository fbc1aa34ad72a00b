"""What every test has: fresh folders, an empty cache, and the places of the first migration."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from home.demo.roles import create_roles
from users.models import User

hypothesis_settings.register_profile("house", deadline=None)  # a slow machine is no fault
hypothesis_settings.load_profile("house")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("postgresql") and connection.vendor != "postgresql":
        pytest.skip("races need PostgreSQL: set DATABASE_URL")


@pytest.fixture(autouse=True)
def fresh_ground(settings, tmp_path: Path) -> Iterator[None]:
    """Files that a test writes go to its own folder; counters of limits and names of places start empty.

    The language too is the site's own again: a request of the test before left that of its address.
    """
    translation.activate(settings.LANGUAGE_CODE)
    settings.MEDIA_ROOT = tmp_path / "media"
    certificates = {
        "BACKEND": "pledges.storage.AtomicFileSystemStorage",
        "OPTIONS": {"location": tmp_path / "certificates"},
    }
    settings.STORAGES = settings.STORAGES | {"certificates": certificates}
    # Tests that run side by side share the server where there is one: each has keys of its own, and clears no other's.
    settings.CACHES = {name: each | {"KEY_PREFIX": uuid4().hex} for name, each in settings.CACHES.items()}
    yield
    if not settings.REDIS_URL:
        for each in caches.all():
            each.clear()


@pytest.fixture(scope="session")
def the_test_database(django_db_setup, django_db_blocker, django_db_keepdb: bool) -> Iterator[None]:
    """The database of the tests, also when no test of this run has the mark that makes pytest-django set it up."""
    if connection.settings_dict["NAME"].startswith("test_"):
        yield
        return
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, keepdb=django_db_keepdb)
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            teardown_databases(made, verbosity=0)


@pytest.fixture
def committed(the_test_database, django_db_blocker) -> Iterator[None]:
    """Real commits, so that threads see each other's rows. Afterwards the records go and what migrations made stays.

    (Flushing, as a transactional test does, would empty the places and the page tree for the tests that follow.)
    """
    with django_db_blocker.unblock():
        yield
        records = [
            name for name in connection.introspection.table_names() if name.startswith(RECORDS) and name not in STAYING
        ]
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(records)} CASCADE")


STAYING = {"pledges_watchedname", "pledges_watchlistmark"}  # what a migration wrote
RECORDS = ("pledges_", "transparency_", "mail_", "wagtailcore_modellogentry")


@pytest.fixture
def member(db) -> Callable[..., User]:
    """Return who makes an account that holds a role of the demo content, as a new installation has them."""
    create_roles()

    def make(role: str, email: str | None = None) -> User:
        user = User.objects.create_user(email or f"{role.lower()}@example.org", "a lantern on the shore")
        user.groups.add(Group.objects.get(name=role))
        return user

    return make
