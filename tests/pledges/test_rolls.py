"""The roll: found in any spelling, sorted as names are, over a campaign and all below it, and telling nothing hidden."""

import base64
import html
import importlib
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.template import Context, Template
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from pledges.collating import LENGTH, own_span, sort_key
from pledges.facts import roll_keys
from pledges.models import Campaign, Pledge
from pledges.searching import pieces, search_text
from pledges.services import change_display
from tests.factories.campaigns import a_campaign
from tests.factories.pledges import PledgeFactory
from tests.factories.users import UserFactory
from tests.pledges.certificates.hard_names import ALL_NAMES

ROLL = "/en/campaigns/light-up/signatories/"
SCHOLARS = tuple(
    f"Amina {family}"
    for family in ("Abara", "Bello", "Chebet", "Diallo", "Ekwueme", "Farah", "Gueye", "Hassan", "Ibori")
)


def shown(client, address: str = ROLL, **query: str) -> list[str]:
    """Return the names on all pages of a roll, as they come."""
    found: list[str] = []
    page = client.get(address, query).content.decode()
    while True:
        found += re.findall(r'class="roll__name"><a href="[^"]+"><bdi>(.*?)</bdi>', page)
        more = re.search(r'href="([^"]+)" rel="next"', page)
        if more is None:
            return [html.unescape(name) for name in found]
        page = client.get(html.unescape(more[1])).content.decode()


def below(campaign: Campaign, slug: str, level: str = "national") -> Campaign:
    return Campaign.objects.create(slug=slug, name=slug, level=level, parent=campaign, commitment=campaign.commitment)


# --- the order of names -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "names",
    [
        ["Adam", "ærø", "Anna", "Ásta", "Bo", "Łuk", "Luz", "Zola"],
        ["de la Cruz", "Dela Cruz", "delacruz"],  # word by word
        ["Anne", "Anne-Marie", "Anne Mary", "Annemarie"],
        ["d'Arc", "Darcy"],  # signs do not count
        ["Nadal", "Núñez", "Nza", "Ñiguez", "Ochoa"],  # a letter of its own
        ["Straße", "Strasser", "Stratton"],
        ["Иванов", "Йод", "Каин"],
        ["Ελένη", "Έλλη", "Ζωή"],
        ["أحمد", "بدر", "مُحَمَّد", "محمود"],
        ["אברהם", "שָׂרָה", "תמר"],
        ["กมล", "เกษม", "สมชาย", "เสาวนีย์"],  # by the consonant, not by the vowel before it
        ["가나", "각", "김", "박"],
        ["李小龙", "王东", "周秀芳"],  # Li, Wang, Zhou
        ["あきこ", "かおる", "ガク", "さくら"],
        ["10 Cent", "2 Pac"],
        ["Q", "Qu", "Rosa", "Иван", "محمد", "李"],  # script after script
    ],
)
def test_names_are_sorted_as_people_sort_them(names):
    mixed = names[::-1]
    assert sorted(mixed, key=sort_key) == names


@pytest.mark.parametrize("name", ALL_NAMES)
def test_every_name_has_a_place(name):
    assert sort_key(name) > b""
    assert sort_key(name) == sort_key(name)


@given(st.text(max_size=200))
def test_a_key_is_bounded_whatever_the_text(text):
    assert len(sort_key(text)) <= LENGTH


def test_two_spellings_of_one_name_stand_side_by_side_and_never_tie():
    keys = [sort_key(name) for name in ("Nunez", "Núnez", "nunez")]

    assert len({key.partition(b"\0\0")[0] for key in keys}) == 1
    assert keys[0] != keys[1]


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Ada"), ("es", "Ñiguez"), ("fr", "Éva"), ("ru", "Ёлка"), ("ar", "محمد"), ("zh-hans", "李")],
)
def test_each_language_has_a_script_of_its_own(language, name):
    low, high = own_span(language)

    assert low <= sort_key(name) < high


# --- what is found ------------------------------------------------------------------------------------------------


def finds(question: str, *texts: str) -> bool:
    wanted = pieces(question)
    return bool(wanted) and all(piece in search_text(*texts) for piece in wanted)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Nguyen", "Nguyễn Phước Bửu Hội"),
        ("nguyễn", "Nguyen Van A"),
        ("Нгуен", "Нгуен Ван"),
        ("Нгуен", "Nguyễn Phước Bửu Hội"),
        ("Nguyen", "Нгуен Ван"),
        ("秀芳", "周秀芳"),
        ("周秀", "周秀芳"),
        ("周", "周秀芳"),
        ("周秀芳", "周秀芳"),
        ("zhou xiufang", "周秀芳"),
        ("龍驤", "歐陽龍驤"),
        ("𠮷野", "𠮷野 龘"),
        ("otieno wangari", "Wangari Otieno"),
        ("OTIE", "Wangari Otieno"),
        ("Wa", "Wangari Otieno"),
        ("angar", "Wangari Otieno"),
        ("muller", "Zoë Ångström-Müller"),
        ("Lukasz", "Łukasz Wójcik"),
        ("Thordis", "Þórdís Guðmundsdóttir"),
        ("محمد", "مُحَمَّدٌ الْأَمِين"),
        ("احمد", "أحمد"),
        ("שרה", "שָׂרָה אַהֲרֹנוֹבִיץ"),
        ("علیرضا", "علی\u200cرضا پورگیو"),
        ("Natalya", "Наталья"),
        ("obrien", "O’Brien"),
        ("O'Brien", "OBrien"),
        ("कृष्ण", "कृष्णमूर्ति"),
        ("सिंह", "रवि सिंह"),
        ("สุวรรณ", "สมชาย ศรีสุวรรณ์"),
        ("현우", "남궁현우"),
        ("がく", "ガク"),
        ("Ａｄａ", "Ada"),
        ("nairobi", "University of Nairobi"),
    ],
)
def test_a_name_is_found_in_any_spelling(question, name):
    assert finds(question, name)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("秀美", "周秀芳"),
        ("芳秀", "周秀芳"),
        ("秀芳", "周休方"),  # the same sound, other characters
        ("en", "Wangari Otieno"),  # two letters begin a word
        ("Nguyen", "Nguema"),
        ("Wangari Achieng", "Wangari Otieno"),
        ("", "Wangari"),
        ("%", "Wangari"),
        ("_", "Wangari"),
        ("…", "Wangari"),
    ],
)
def test_what_is_another_name_is_not_found(question, name):
    assert not finds(question, name)


@pytest.mark.parametrize("name", ALL_NAMES)
def test_every_name_is_found_by_itself(name):
    assert finds(name, name)


@given(st.text(max_size=60))
def test_what_a_name_is_found_by_is_plain_text_whatever_it_is(text):
    assert search_text(text).isascii()
    assert all(piece.isascii() and piece for piece in pieces(text))


# --- the page -----------------------------------------------------------------------------------------------------

NAMES = ("Zorka", "Ángel", "محمد", "Иван", "Ñiguez", "Nza", "李晓梅", "周秀芳", "Ödön", "Ada")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("en", ["Ada", "Ángel", "Nza", "Ñiguez", "Ödön", "Zorka", "Иван", "محمد", "李晓梅", "周秀芳"]),
        ("ar", ["محمد", "Ada", "Ángel", "Nza", "Ñiguez", "Ödön", "Zorka", "Иван", "李晓梅", "周秀芳"]),
    ],
)
def test_the_roll_goes_from_a_to_z_with_the_readers_script_first(client, campaign, monkeypatch, language, first):
    monkeypatch.setattr("pledges.views.rolls.ROWS", 3)
    for name in NAMES:
        PledgeFactory(full_name=name, listed=True)

    assert shown(client, ROLL.replace("/en/", f"/{language}/"), order="name") == first


@pytest.mark.django_db
def test_the_newest_stand_first_where_no_order_is_asked(client, campaign):
    for days, name in ((3, "Wangari"), (5, "Alice"), (4, "Bob")):
        PledgeFactory(full_name=name, confirmed=True, at=timezone.now() - timedelta(days=days))

    assert shown(client) == shown(client, order="nonsense") == ["Wangari", "Bob", "Alice"]


@pytest.mark.django_db
def test_who_wishes_to_be_sorted_otherwise_is_and_the_name_stays_as_written(client, campaign):
    for name, sort_as in (("Wangari Otieno", "Otieno, Wangari"), ("Peter Zulu", ""), ("佐藤 花子", "さとう はなこ")):
        PledgeFactory(full_name=name, sort_as=sort_as, listed=True)

    assert shown(client, order="name") == ["Wangari Otieno", "Peter Zulu", "佐藤 花子"]


@pytest.mark.django_db
def test_neither_order_nor_search_tells_the_name_behind_initials(client, campaign):
    hidden = PledgeFactory(
        full_name="Bob Zulu", sort_as="Zulu", affiliation="Zulu College", display="initials", listed=True
    )
    PledgeFactory(full_name="Mary Moe", listed=True)

    assert shown(client, order="name") == ["B. Z.", "Mary Moe"]
    assert shown(client, q="zulu") == shown(client, q="bob") == []
    assert "zulu" not in hidden.search_text
    assert b"zulu" not in bytes(hidden.sort_key)


@pytest.mark.django_db
@pytest.mark.parametrize("display", ["hidden", "unlisted"])
def test_who_is_not_listed_leaves_nothing_to_sort_or_find_by(campaign, display):
    pledge = PledgeFactory(display=display, listed=True)

    assert (bytes(pledge.sort_key), pledge.search_text) == (b"", "")


@pytest.mark.django_db
def test_keys_follow_a_change_of_how_a_pledge_is_shown(client, campaign):
    pledge = PledgeFactory(full_name="Bob Zulu", listed=True)
    assert shown(client, q="zulu") == ["Bob Zulu"]

    change_display(pledge=pledge, by=UserFactory(), reason="A letter.", display="initials")
    assert shown(client, q="zulu") == []


@pytest.mark.django_db
def test_the_roll_of_a_campaign_holds_those_of_all_campaigns_below_it_and_of_none_beside(client, campaign):
    kenya = below(campaign, "kenya")
    nairobi = below(kenya, "nairobi", "institutional")
    for n, at in enumerate((campaign, kenya, nairobi, a_campaign("elsewhere"))):
        PledgeFactory(full_name=SCHOLARS[n], campaign=at, confirmed=True, at=timezone.now() - timedelta(days=3 + n))

    assert shown(client) == [*SCHOLARS[:3]]
    assert shown(client, order="name") == [*SCHOLARS[:3]]
    assert shown(client, q="amina") == [*SCHOLARS[:3]]
    assert shown(client, "/en/campaigns/kenya/signatories/") == [*SCHOLARS[1:3]]
    assert shown(client, "/en/campaigns/nairobi/signatories/") == [SCHOLARS[2]]


@pytest.mark.django_db
@pytest.mark.parametrize("order", ["", "name"])
def test_pages_of_a_tree_of_campaigns_lose_and_repeat_nobody(client, campaign, monkeypatch, order):
    monkeypatch.setattr("pledges.views.rolls.ROWS", 2)
    places = [campaign, below(campaign, "kenya"), below(campaign, "peru")]
    at = timezone.now() - timedelta(days=3)
    names = [*SCHOLARS]
    for n, name in enumerate(names):  # three at one instant, so that only the key parts them
        PledgeFactory(full_name=name, campaign=places[n % 3], confirmed=True, at=at + timedelta(hours=n // 3))

    found = shown(client, **({"order": order} if order else {}))

    assert sorted(found) == names
    assert order == "" or found == names


@pytest.mark.django_db
@pytest.mark.parametrize(
    "mark", ["x", "AAAA", "MjAyNi0wMS0wMSAx", "enp6IDE", "NDEgLTE", "NDEgOTk5OTk5OTk5OTk5OTk5OTk5OTk5"]
)
@pytest.mark.parametrize("order", ["", "name"])
def test_a_mark_that_is_not_ours_is_no_page(client, campaign, mark, order):
    assert client.get(ROLL, {"after": mark, "order": order}).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("limit", ["SEARCHES_PER_NETWORK", "SEARCHES"])
def test_who_searches_without_end_is_asked_to_wait_and_may_still_read(client, campaign, monkeypatch, limit):
    monkeypatch.setattr(f"pledges.views.rolls.{limit}", 2)

    found = [client.get(ROLL, {"q": f"Wangari {n}"}).status_code for n in range(3)]
    elsewhere = client.get(ROLL, {"q": "Wangari"}, REMOTE_ADDR="198.51.100.7").status_code

    assert found == [200, 200, 429]
    assert elsewhere == (200 if limit == "SEARCHES_PER_NETWORK" else 429)
    assert client.get(ROLL).status_code == 200


def next_address(client, **query: str) -> str:
    page = client.get(ROLL, query).content.decode()
    return html.unescape(re.search(r'href="([^"]+)" rel="next"', page)[1])


@pytest.mark.django_db
@pytest.mark.parametrize("order", ["", "name"])
def test_the_address_of_the_next_page_names_nobody(client, campaign, monkeypatch, order):
    monkeypatch.setattr("pledges.views.rolls.ROWS", 1)
    first, second = (PledgeFactory(full_name=name, listed=True) for name in ("Ada Ñandú", "Zorka"))

    mark = next_address(client, order=order).rpartition("after=")[2]

    said = base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4))
    for pledge in (first, second):
        for word in pledge.full_name.casefold().encode().split():
            assert word not in said
            assert word.hex().encode() not in said
        assert bytes(pledge.sort_key)[:6].hex().encode() not in said


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["withdrawn", "held", "elsewhere"])
def test_who_has_left_the_roll_is_no_mark_any_more_and_readers_begin_anew(client, campaign, monkeypatch, end):
    """Where somebody stands who is not shown would tell how the name begins."""
    monkeypatch.setattr("pledges.views.rolls.ROWS", 1)
    first = PledgeFactory(full_name="Ada", listed=True)
    PledgeFactory(full_name="Zorka", listed=True)
    address = next_address(client, order="name")
    changed = {
        "withdrawn": {"state": "withdrawn", "ended_at": timezone.now()},
        "held": {"listed_at": timezone.now() + timedelta(hours=1)},
        "elsewhere": {"campaign": below(a_campaign("another"), "an-institution")},
    }
    assert shown(client, address) == ["Zorka"]

    Pledge.objects.filter(pk=first.pk).update(**changed[end])

    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"{ROLL}?order=name")


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("order", ["", "name"])
def test_the_roll_of_a_tree_asks_as_often_for_one_name_as_for_thirty(
    client, campaign, django_assert_max_num_queries, rows, order
):
    kenya = below(campaign, "kenya")
    PledgeFactory.create_batch(rows, campaign=kenya, listed=True)
    client.get(ROLL)

    with django_assert_max_num_queries(10):
        client.get(ROLL, {"order": order})


@pytest.mark.django_db
def test_pledges_from_before_are_given_their_keys_and_a_run_that_stopped_goes_on(monkeypatch):
    migration = importlib.import_module("pledges.migrations.0014_fill_sort_and_search")
    monkeypatch.setattr(migration, "BATCH", 2)
    for n in range(4):
        PledgeFactory(full_name=SCHOLARS[n], listed=True)
    PledgeFactory(full_name="Bob Zulu", display="initials", listed=True)
    unlisted = PledgeFactory(display="unlisted", listed=True)
    before = list(Pledge.objects.order_by("pk").values_list("pk", "sort_key", "search_text"))
    Pledge.objects.exclude(full_name=SCHOLARS[0]).update(sort_key=b"", search_text="")

    migration.fill(apps, SimpleNamespace(connection=connection))

    assert [
        (pk, bytes(key), text)
        for pk, key, text in Pledge.objects.order_by("pk").values_list("pk", "sort_key", "search_text")
    ] == [(pk, bytes(key), text) for pk, key, text in before]
    unlisted.refresh_from_db()
    assert bytes(unlisted.sort_key) == b""


@pytest.mark.parametrize(
    ("hours", "words"), [(0, "once they are confirmed"), (1, "1 hour after"), (48, "48 hours after")]
)
def test_when_names_appear_is_said_as_it_is_set(client, campaign, settings, hours, words):
    settings.LISTING_HOLD_HOURS = hours

    roll = client.get("/en/campaigns/light-up/signatories/").content.decode()
    latest = Template("{% load pledges_tags %}{% latest_lights campaign %}").render(Context({"campaign": campaign}))

    assert words in roll
    assert words in latest
    assert "a day after" not in roll + latest


def test_each_of_the_latest_lights_shows_its_evidence(campaign):
    PledgeFactory(listed=True)
    Pledge.objects.update(evidence="orcid")

    latest = Template("{% load pledges_tags %}{% latest_lights campaign %}").render(Context({"campaign": campaign}))

    assert "Confirmed with an ORCID iD" in latest


@pytest.mark.parametrize(
    ("written", "sorted_as"),
    [
        ("Prof. Dr. Wanjikũ Ngũgĩ", "Wanjikũ Ngũgĩ"),
        ("Dr.Anantha Rao", "Anantha Rao"),
        ("Проф. Анна Щербакова", "Анна Щербакова"),
        ("أ.د. فاطمة الفاسي", "فاطمة الفاسي"),
        ("Dipl.-Ing. Eva Berg", "Eva Berg"),
        ("Dame Diop", "Dame Diop"),  # a name in Senegal
        ("MS Swaminathan", "MS Swaminathan"),  # initials
        ("Drew Prof", "Drew Prof"),
        ("Dr.", "Dr."),
    ],
)
@pytest.mark.django_db
def test_a_title_before_a_name_is_no_part_of_its_place(written, sorted_as):
    assert roll_keys(PledgeFactory(full_name=written, listed=True))[0] == sort_key(sorted_as)


@pytest.mark.parametrize(("written", "asked"), [("欧阳 明月", "欧阳明月"), ("欧阳明月", "欧阳 明月")])
@pytest.mark.django_db
def test_a_space_in_a_chinese_name_hides_it_from_no_search(written, asked):
    pledge = PledgeFactory(full_name=written, listed=True)

    assert list(Pledge.objects.matching(asked)) == [pledge]
