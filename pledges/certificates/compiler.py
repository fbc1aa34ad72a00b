"""The typst compiler: one kept object a process, with our fonts and nothing of the system's.

Opening the fonts costs about a tenth of a second, compiling a certificate a few milliseconds, so the object is kept. It
holds one document's inputs at a time: a lock lets one thread in. A process must fork before its first certificate, as
gunicorn's and Celery's parents do; a child forked later would wait for ever for threads it has not got, so it refuses.
"""

import json
import os
import threading
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import typst

from pledges.certificates.typefaces import FONTS

_HERE = Path(__file__).parent

Template = Literal["sheet", "share", "badge"]


class _Workshop:
    """The compiler and the lock in front of it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.compiler: typst.Compiler | None = None
        self.is_orphaned = False

    def be_forked(self) -> None:
        """Note in a new child whether it can work: typst's threads, once started, do not survive a fork."""
        self.is_orphaned = self.is_orphaned or self.compiler is not None
        self.lock = threading.Lock()

    def run(self, template: Template, facts: dict[str, Any], drawings: dict[str, str], **how: Any) -> bytes:
        if self.is_orphaned:
            raise RuntimeError("this process was forked after its parent's first certificate; fork before it")
        with self.lock:
            if self.compiler is None:
                fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
                self.compiler = typst.Compiler(root=_HERE, font_paths=fonts)
            made = self.compiler.compile(
                input=_HERE / f"{template}.typ",
                sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)} | drawings,
                **how,
            )
        if not isinstance(made, bytes):  # more pages than one would come as a list
            raise TypeError(f"{template}.typ has to make one page")
        return made


_workshop = _Workshop()
os.register_at_fork(after_in_child=_workshop.be_forked)


def compile_pdf(template: Template, facts: dict[str, Any], drawings: dict[str, str], *, at: datetime) -> bytes:
    """Return a tagged PDF/A-3a and PDF/UA-1; the same facts and instant give the same bytes.

    Args:
        facts: the texts, given to the template as JSON and never as markup.
        drawings: SVG by name, given beside them because JSON would only slow them down.
        at: the one time that the file carries.

    Raises:
        typst.TypstError: the facts hold what the fonts cannot draw, or a template is wrong.
    """
    return _workshop.run(
        template, facts, drawings, format="pdf", pdf_standards=["a-3a", "ua-1"], timestamp=int(at.timestamp())
    )


def compile_png(template: Template, facts: dict[str, Any], drawings: dict[str, str]) -> bytes:
    """Return the page as PNG, one pixel a point."""
    return _workshop.run(template, facts, drawings, format="png", ppi=72)
