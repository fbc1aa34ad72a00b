"""Words that editors write into a mail: plain paragraphs with {variables} from a list, never a template."""

import re
from collections.abc import Collection, Mapping

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

VARIABLE = re.compile(r"\{([a-z_]+)\}")
ISOLATES = "\u2066\u2067\u2068\u2069"


class Trouble(ValueError):
    """A text holds what its mail does not know."""


def unknown_in(text: str, known: Collection[str]) -> list[str]:
    """Return the variables in a text that its mail does not know, as they stand there."""
    return [f"{{{name}}}" for name in dict.fromkeys(VARIABLE.findall(text)) if name not in known]


def has_stray_braces(text: str) -> bool:
    """Whether there is a brace that belongs to no variable: half of one, or the sign of a template."""
    return bool(re.search(r"[{}]", VARIABLE.sub("", text)))


def plain(text: str, values: Mapping[str, str]) -> str:
    """Fill a text for a subject or a plain body.

    Raises:
        Trouble: it holds a variable that the mail does not know.
    """
    if unknown_in(text, values):
        raise Trouble(text)
    return VARIABLE.sub(lambda found: values[found[1]], text)


def html(text: str, values: Mapping[str, str]) -> SafeString:
    """Fill a text for the HTML body: a paragraph for each, everything escaped, each value with its own direction.

    Raises:
        Trouble: it holds a variable that the mail does not know.
    """
    if unknown_in(text, values):
        raise Trouble(text)
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]
    return format_html_join(
        "\n", '<p style="margin:0 0 16px">{}</p>', ((_filled(paragraph, values),) for paragraph in paragraphs)
    )


def _filled(paragraph: str, values: Mapping[str, str]) -> SafeString:
    pieces = VARIABLE.split(paragraph)  # text, name, text, name, …, text
    return SafeString(
        "".join(
            _value(values[piece]) if is_name else _lines(piece)
            for piece, is_name in zip(pieces, [False, True] * len(pieces), strict=False)
        )
    )


def _value(value: str) -> SafeString:
    return format_html("<bdi>{}</bdi>", value.strip(ISOLATES))


def _lines(piece: str) -> str:
    return conditional_escape(piece).replace("\n", "<br>")
