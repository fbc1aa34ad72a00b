"""The operator names places, in every language, without a release; the database of first values is sound."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from countries import names
from countries.models import Place
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db

PLACES = "/cms/places/"


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def operator(client):
    user = UserFactory(rights=["countries.view_place", "countries.change_place", "countries.add_place"])
    client.force_login(user)
    return user


@pytest.fixture
def kenya() -> Place:
    return Place.objects.get(alpha2="KE")


def fields(place: Place, **changes: str) -> dict[str, str]:
    posted = {f"name_{row.language}": row.name for row in place.names.all()} | {"is_offered": "on"} | changes
    return {name: value for name, value in posted.items() if value is not None}


def test_a_new_name_stands_in_forms_at_once(client, operator, kenya, django_capture_on_commit_callbacks):
    assert names.name_of("KE", "en") == "Kenya"  # and is kept

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{PLACES}edit/{kenya.pk}/", fields(kenya, name_en="Republic of Kenya"))

    assert names.name_of("KE", "en") == "Republic of Kenya"
    assert ("KE", "Republic of Kenya") in names.choices("en")


def test_the_old_and_the_new_name_are_on_record(client, operator, kenya):
    client.post(f"{PLACES}edit/{kenya.pk}/", fields(kenya, name_ar="جمهورية كينيا"))

    entry = ModelLogEntry.objects.get(action="countries.name")
    assert entry.user == operator
    assert entry.data["after"] == "جمهورية كينيا"
    assert entry.data["before"] in entry.message


def test_a_name_in_another_language_may_go_and_the_english_one_stands_in(
    client, operator, kenya, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{PLACES}edit/{kenya.pk}/", fields(kenya, name_ar=""))

    assert names.name_of("KE", "ar") == "Kenya"


def test_the_english_name_stays(client, operator, kenya):
    response = client.post(f"{PLACES}edit/{kenya.pk}/", fields(kenya, name_en=""))

    assert response.status_code == 200
    assert kenya.names.get(language="en").name == "Kenya"


def test_a_place_can_be_taken_out_of_the_forms(client, operator, kenya):
    client.post(f"{PLACES}edit/{kenya.pk}/", fields(kenya, is_offered=None))

    assert "KE" not in dict(names.choices("en"))
    assert names.name_of("KE", "en") == "Kenya"


def test_the_codes_of_a_place_stay(client, operator, kenya):
    client.post(f"{PLACES}edit/{kenya.pk}/", fields(kenya, alpha2="ZZ", m49="999", level="region"))

    kenya.refresh_from_db()
    assert (kenya.alpha2, kenya.m49, kenya.level) == ("KE", "404", "country")


def test_a_place_outside_the_table_can_be_added(client, operator):
    africa = Place.objects.get(m49="002")
    new = {"m49": "", "alpha2": "XZ", "level": "country", "parent": africa.pk, "is_offered": "on"}

    client.post(f"{PLACES}new/", new | {"name_en": "A new place", "name_ar": "مكان جديد"})

    place = Place.objects.get(alpha2="XZ")
    assert dict(place.names.values_list("language", "name")) == {"en": "A new place", "ar": "مكان جديد"}


@pytest.mark.parametrize("words", ["كينيا", "Keny", "ke", "404"])
def test_a_place_is_found_by_its_name_in_any_language_or_by_a_code(client, operator, words):
    found = client.get(PLACES, {"q": words}).context["object_list"]

    assert "KE" in [place.alpha2 for place in found]


def test_the_page_says_the_policy(client, operator, kenya):
    assert "Certificates that exist keep the name" in client.get(f"{PLACES}edit/{kenya.pk}/").content.decode()


def test_a_place_is_never_deleted(client, kenya):
    client.force_login(UserFactory(is_superuser=True))

    assert client.post(f"{PLACES}delete/{kenya.pk}/").status_code == 404


def test_who_may_only_read_names_nothing(client, kenya):
    client.force_login(UserFactory(rights=["countries.view_place"]))

    assert client.post(f"{PLACES}edit/{kenya.pk}/", fields(kenya, name_en="X")).url == "/cms/"
    assert kenya.names.get(language="en").name == "Kenya"


def test_the_list_of_places_costs_the_same_however_many_it_shows(client, operator):
    client.get(PLACES)
    with CaptureQueriesContext(connection) as few:
        client.get(PLACES, {"q": "Kenya"})

    with CaptureQueriesContext(connection) as many:
        client.get(PLACES)

    assert len(many) <= len(few)


def test_the_world_is_part_of_nothing_and_everything_else_of_the_world():
    world = Place.objects.get(level="world")

    assert world.parent is None
    for place in Place.objects.exclude(pk=world.pk):
        above = place
        while above.parent is not None:
            above = above.parent
        assert above == world, place.m49 or place.alpha2


def test_every_place_has_a_name_in_every_language_of_the_site(settings):
    for language, _name in settings.LANGUAGES:
        assert not Place.objects.exclude(names__language=language).exists()
