"""How many certificates, share pictures and lights one core makes in a second.

A picture's time goes mostly into typst's own PNG encoder, which grew slower in 0.15: the glow alone costs 9 ms there and
1 ms in 0.14. Run: python bench/certificates.py. Prints a table, then the figures as JSON on a line of its own.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from pledges.certificates import (
    Facts,
    badge_image,
    light_svg,
    numbers,
    qr_svg,
    render_pdf,
    share_image,
    undrawable,
)  # fmt: skip

RUNS, EACH = 5, 40
NAMES = (
    "Amina Wanjiru Otieno", "Nguyễn Thị Ánh Tuyết", "محمد بن عبد الله الفاسي", "歐陽龍驤", "लक्ष्मी शर्मा", "Олександра Шевченко",
    "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh", "สมชาย ศรีสุวรรณ์", "남궁현우", "María José Núñez",
)  # fmt: skip
BARS = {"pdf": 100, "share_link": 80}


def facts(i: int) -> Facts:
    """Return new facts each time, so that nothing is drawn from a cache that a real certificate would not find."""
    number = numbers.generate()
    return Facts(
        number=number,
        name=NAMES[i % len(NAMES)],
        language="en",
        direction="ltr",
        signed_on="14 March 2026",
        signed_at=datetime(2026, 3, 14, 9, 30, i % 60, tzinfo=UTC),
        pledge_text="has made this solemn pledge to the future of their own children and of the children of their nation: "
        "to take up research responsibility for their country’s National Eco-Security System.",
        url_short=f"HTTPS://LIGHTUP.EXAMPLE/C/{number}",
        url_shown=f"lightup.example/c/{numbers.pretty(number)}",
        affiliation="Department of Zoology, Sample University of Nairobi",
        country="Kenya",
        version_label="Version 1, English",
        text_hash="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        evidence="Confirmed by e-mail",
        person_note="Signed as a person; the affiliation is given for identification only.",
        issuer="Issued by the International Science Plan for an Eco-Secured Community (ESCM Plan)",
        campaign="Light Up",
    )


JOBS: dict[str, Callable[[Facts], object]] = {
    "pdf": render_pdf,
    "share_link": lambda it: share_image(it, "link"),
    "share_square": lambda it: share_image(it, "square"),
    "share_story": lambda it: share_image(it, "story"),
    "badge": badge_image,
    "light": lambda it: light_svg(it.number, "paper"),
    "qr": lambda it: qr_svg(it.url_short),
    "undrawable": lambda it: undrawable(it.name),
}


def per_core_second(job: Callable[[Facts], object]) -> float:
    """Return how many of these one core makes in a second, median of five runs after a first one that warms up."""
    for i in range(len(NAMES)):
        job(facts(i))
    rates = []
    for run in range(RUNS):
        work = [facts(run * EACH + i) for i in range(EACH)]
        began = time.process_time()  # of the whole process: what one core gives, whoever else is at work here
        for it in work:
            job(it)
        rates.append(EACH / (time.process_time() - began))
    return round(statistics.median(rates), 1)


def main() -> None:
    figures = {}
    print(f"{'what':<14}{'a core':>12}{'ms each':>10}{'bar':>8}")
    for name, job in JOBS.items():
        figures[name] = per_core_second(job)
        print(f"{name:<14}{figures[name]:>12.1f}{1000 / figures[name]:>10.2f}{BARS.get(name, ''):>8}")
    print(json.dumps({"certificates": {"per_core_second": figures}}))


if __name__ == "__main__":
    main()
