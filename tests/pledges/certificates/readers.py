"""Other people's readers: what a PDF says to them, without bidi marks, spaces and soft line ends."""

import io
import re
import shutil
import subprocess
import unicodedata
from functools import cache

import pytest
from PIL import Image
from pypdf import PdfReader

_ARTEFACTS = dict.fromkeys([*range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x61C, 0xAD])


def tool(name: str) -> str:
    """Return the path of a program of the system, or skip the test where there is none."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


@cache
def poppler_text(pdf: bytes) -> str:
    return run([tool("pdftotext"), "-", "-"], pdf).decode()


def pypdf_text(pdf: bytes) -> str:
    return PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def bare(text: str) -> str:
    """Return NFC text without spaces, line ends, form feeds and direction marks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text.translate(_ARTEFACTS)))


def raster(pdf: bytes, dpi: int) -> Image.Image:
    return Image.open(io.BytesIO(run([tool("pdftoppm"), "-png", "-r", str(dpi), "-singlefile", "-"], pdf)))


def run(command: list[str], given: bytes = b"") -> bytes:
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout


@cache
def standard(pdf: bytes) -> str:
    """Return the XMP packet, which names the standards that the file follows."""
    return PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Metadata"].get_data().decode()
