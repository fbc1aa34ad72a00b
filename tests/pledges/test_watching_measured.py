"""How many false names the house notices by itself, and how many true ones it makes wait: counted, not believed."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from faker import Faker

from pledges.enums import WatchKind, WatchMatch
from pledges.watching import Entry, WatchList, house_lines, oddity_of

DATA = Path(__file__).resolve().parents[1] / "data"
# Where Faker knows given and family names (MIT). Each gives as many, so that no script is drowned by another.
LOCALES = """
    ar_AA ar_EG ar_SA az_AZ bn_BD bg_BG cs_CZ da_DK de_AT de_CH de_DE el_GR en_GB en_IE en_IN en_KE en_NG en_NZ
    en_PK en_TH en_US es_AR es_CL es_CO es_ES es_MX et_EE fa_IR fi_FI fr_BE fr_CA fr_CH fr_DZ fr_FR ga_IE gu_IN he_IL
    hi_IN hr_HR hu_HU hy_AM id_ID is_IS it_IT ja_JP ka_GE ko_KR lt_LT lv_LV ne_NP nl_BE nl_NL no_NO or_IN pl_PL pt_BR
    pt_PT ro_RO ru_RU sk_SK sl_SI sv_SE sw ta_IN th_TH tr_TR tw_GH uk_UA uz_UZ vi_VN yo_NG zh_CN zh_TW zu_ZA
"""
A_LOCALE = 75


@pytest.fixture(scope="module")
def house() -> WatchList:
    lines = enumerate(house_lines(), 1)
    return WatchList.of(Entry(n, WatchKind(line.kind), WatchMatch(line.match), line.spellings) for n, line in lines)


def written(name: str) -> Iterator[str]:
    for row in (DATA / name).read_text(encoding="utf-8").splitlines():
        if not row.startswith("#"):
            yield from (part.strip() for part in row.split(" ; "))


def is_noticed(house: WatchList, name: str) -> bool:
    name = unicodedata.normalize("NFC", name)
    return bool(house.in_name(name) or oddity_of(name))


def test_of_500_false_names_98_in_100_are_noticed(house):
    fakes = list(dict.fromkeys(written("fakes.txt")))

    missed = [name for name in fakes if not is_noticed(house, name)]

    assert len(fakes) >= 500
    assert len(missed) <= len(fakes) * 0.02, missed


def test_of_800_false_names_that_no_list_was_made_from_93_in_100_are_noticed(house):
    """The sample was written before the lists grew, and nobody looked at what was missed."""
    fakes = list(dict.fromkeys(written("fakes-unseen.txt")))

    noticed = [name for name in fakes if is_noticed(house, name)]

    assert len(fakes) > 800
    assert len(noticed) >= len(fakes) * 0.93


def test_of_5000_true_names_fewer_than_1_in_100_wait(house):
    Faker.seed(2026)
    names = {Faker(locale).name() for locale in LOCALES.split() for _ in range(A_LOCALE)}

    waiting = [name for name in names if is_noticed(house, name)]

    assert len(names) >= 5_000
    assert len(waiting) < len(names) * 0.01, waiting


def test_true_odd_names_pass(house):
    names = list(written("odd-true-names.txt"))

    assert len(names) > 200
    assert [name for name in names if is_noticed(house, name)] == []


@pytest.mark.parametrize(
    "name",
    [
        "Samuel Altman",
        "Samuel Harris Altman",
        "William Gates",
        "Elizabeth II",
        "Hit ler",
        "시진핑",
        "Ксі Цзіньпін",
        "シー・ジンピン",
        "Зеленський",
        "젤렌스키",
        "हिटलर",
        "Ǝlon Musk",
        "Elon ꟽusk",
        "Elon Musƙ",
        "Elon Musĸ",
        "Elon Ɱusk",
        "Xi Jingping",
        "Barak Obama",
        "Usama Binladin",
        "Greta Thumberg",
        "Vladmir Putin",
        "Donnald Trunp",
        "Donald Trurnp",
        "Vvinston Churchill",
        "Elon Musk Wangari Otieno",
        "Wangari Elon Musk Otieno",
        "Fu Ck",
        "Fuk You",
        "肏",
    ],
)
def test_a_well_known_person_and_an_insult_are_known_as_strangers_spell_them(house, name):
    assert house.in_name(name)
