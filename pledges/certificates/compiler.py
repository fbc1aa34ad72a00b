"""The typst compiler: one kept object a process, with our fonts and nothing of the system's.

Opening the fonts costs about a tenth of a second, compiling a certificate a few milliseconds, so the object is kept. It
holds one document's inputs at a time: a lock lets one thread in. A forked child makes its own (typst's worker threads do
not survive a fork); a process that forks should do so before its first certificate, as gunicorn and Celery do.
"""

import json
import os
import threading
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

import typst

from pledges.certificates.typefaces import FONTS

_HERE = Path(__file__).parent
_STANDARDS: Final = ["a-3a", "ua-1"]

Template = Literal["sheet", "share", "badge"]

_lock = threading.Lock()
_compiler: typst.Compiler | None = None


def compile_pdf(template: Template, facts: dict[str, Any], *, at: datetime) -> bytes:
    """Return a tagged PDF/A-3a and PDF/UA-1; the same facts and instant give the same bytes.

    Raises:
        typst.TypstError: the facts hold what the fonts cannot draw, or a template is wrong.
    """
    with _lock:
        return _kept().compile(
            input=_HERE / f"{template}.typ",
            format="pdf",
            sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
            pdf_standards=_STANDARDS,
            timestamp=int(at.timestamp()),
        )


def compile_png(template: Template, facts: dict[str, Any]) -> bytes:
    """Return the first page as PNG, one pixel a point."""
    with _lock:
        return _kept().compile(
            input=_HERE / f"{template}.typ",
            format="png",
            ppi=72,
            sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
        )


def _kept() -> typst.Compiler:
    global _compiler
    if _compiler is None:
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
        _compiler = typst.Compiler(root=_HERE, font_paths=fonts, ignore_system_fonts=True)
    return _compiler


def _forget() -> None:
    global _compiler, _lock
    _compiler, _lock = None, threading.Lock()


os.register_at_fork(after_in_child=_forget)
