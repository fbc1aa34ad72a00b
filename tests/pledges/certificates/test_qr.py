from xml.etree import ElementTree

import zxingcpp
from PIL import Image

from pledges.certificates import qr, qr_svg

PAYLOAD = "HTTPS://LIGHTUP.EXAMPLE/C/84G7ZWYRD6ZN"


def picture(svg: str, scale: int = 6) -> Image.Image:
    """Draw the runs of our own SVG, which are rectangles only."""
    root = ElementTree.fromstring(svg)
    side = int(root.get("viewBox").split()[2])
    image = Image.new("L", (side * scale, side * scale), 255)
    *_, runs = root
    for run in runs.get("d").split("M")[1:]:
        at, _, rest = run.partition("h")
        x, y = map(int, at.split())
        image.paste(0, (x * scale, y * scale, (x + int(rest.partition("v")[0])) * scale, (y + 1) * scale))
    return image


def test_the_symbol_says_the_address():
    (found,) = zxingcpp.read_barcodes(picture(qr_svg(PAYLOAD)))

    assert found.text == PAYLOAD
    assert found.ec_level == "Q"


def test_upper_case_makes_the_smaller_symbol_and_so_do_no_dashes():
    without = "HTTPS://ABCDEFGHIJK.EXAMPLE.ORG/C/84G7ZWYRD6ZN"  # a host of 23 letters

    assert len(qr.modules(PAYLOAD)) == 29
    assert len(qr.modules(PAYLOAD.lower())) == 33
    assert len(qr.modules(without)) < len(qr.modules(without[:-12] + "84G7-ZWYR-D6ZN"))


def test_the_quiet_zone_is_four_modules_unless_the_page_gives_it():
    assert 'viewBox="0 0 37 37"' in qr_svg(PAYLOAD)
    assert 'viewBox="0 0 29 29"' in qr_svg(PAYLOAD, quiet=0)


def test_no_ground_is_drawn_where_the_paper_is_the_ground():
    assert qr_svg(PAYLOAD).count("<path") == 2
    assert qr_svg(PAYLOAD, ground="").count("<path") == 1


def test_the_same_payload_gives_the_same_symbol():
    drawn = qr_svg(PAYLOAD)
    qr.modules.cache_clear()

    assert qr_svg(PAYLOAD) == drawn
