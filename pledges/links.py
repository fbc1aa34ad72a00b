"""Web addresses, mail addresses and telephone numbers in a line: what a mail programme would make a link of."""

import re
import unicodedata
from pathlib import Path


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LINK = re.compile(
    r"://|\bwww\.|@"
    # seven digits as telephones have them, which two years (1990-2024) are not
    r"|(?<!\w)(?!(?:1[89]|20)\d\d\W{1,3}(?:1[89]|20)\d\d(?!\d))(?:\d[\s().+\-–/]{0,2}){7}",
    re.IGNORECASE,
)
# Two words with a dot between, and a path, a port or a question after it; each word is looked at from both its sides.
DOTTED = re.compile(r"(?<![\w-])([\w-]*\w)(?=[.。]([^\W\d_]{2,})(?![\w-])(/|:\d|\?\w)?)")
ENDS = frozenset(
    row
    for row in (Path(__file__).parent / "data" / "top_level_domains.txt").read_text(encoding="utf-8").splitlines()
    if not row.startswith("#")
)
# Those that nobody takes for a word, in capitals or not
KNOWN_ENDS = _words(
    """
    com net org info biz app dev xyz top site online website shop store club link click live blog news vip icu pro edu
    gov io co ai eu uk ru cn br kr cc tv ly gg pw tk ws онлайн сайт
    """
)
COUNTRY_ENDS = _words(
    """
    ac ch jp nl pl se fr cz dk fi hu ro gr ua kz ir tr nz za mx cl vn sg hk tw su ng ke gh tz pk lk bd np sh gl vc fm
    рф
    """
)
ENDS_AND_WORDS = _words(
    """
    de it es is at in me us la to be my no so do am im id pt by ma li lu
    """
)
# A dot without a gap ends these as well: `Univ.Paris`, `Dr.Wang`, `Asst.Prof/HOD`
SHORTENED = _words(
    """
    prof dr drs asst assoc assist ass asso mr mrs ms sr jr st ste sta mt ft rev hon fr gen col lt capt sgt cmdr adv
    arch eng engr ing dipl lic mag med phil sc tech ed ph phd md mohd muhd abd sri smt shri kum er ca cs univ uni inst
    institut dept dep dpto depto dip dir div fac facultad ec école esc coll acad nat natl int intl lab labs hosp cent
    ctr center sch gov govt min soc assn ltd co inc corp no nr vs bldg rd ave geo bio chem phys math maths comp sci
    hum psych econ agric agr mech elec civ env pharm vet dent surg mus lib ling lit hist pol admin mgmt mgr sec off
    pres vice chair exec res grad under post emer em hab habil rer oec iur jur techn
    """
)
DEGREES = _words(
    """
    com tech design pharm pharmacy law arch art music med eng ed sc phil
    """
)
SURNAMES = _words(
    """
    chase cruise day fan ferrero ford fox gallo gay green hughes kim lamer law lilly lincoln man marshalls pink rich
    rogers ren schmidt schwarz walter wang weber weir wolf best bond black blue cook rose love
    """
)


def has_link(text: str) -> bool:
    """Whether a web address, an e-mail address or a telephone number stands in a text, as a mail programme reads it."""
    text = unicodedata.normalize("NFKC", text)  # ｗｗｗ． is www.
    return LINK.search(text) is not None or any(_is_address(*found.groups()) for found in DOTTED.finditer(text))


def _is_address(before: str, end: str, after: str | None) -> bool:
    """Whether two words with a dot between are a domain. The words that are none are shortened ones and initials."""
    small, word = end.lower(), before.lower()
    is_initial = len(before) == 1 and before.isalpha()
    if is_initial and small in DEGREES and word in "bmd":
        return False
    if small in KNOWN_ENDS:
        return True
    if word in SHORTENED or before.isdigit():
        return False
    is_title = end.istitle()
    if after:
        return small not in SHORTENED and not (is_title and is_initial and len(end) > 2)
    if small in COUNTRY_ENDS:
        return not is_title and len(before) > 2
    if small in ENDS_AND_WORDS:
        return end.islower() and before.islower() and len(before) > 2
    return small in ENDS and not (is_title and is_initial) and not (small in SURNAMES and not end.islower())
