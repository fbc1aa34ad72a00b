"""QR codes: error level Q, one fixed mask, drawn as one path of runs.

The symbol holds the address in upper case and without dashes: upper-case letters, digits and `$%*+-./:` take 5.5 bits
each instead of 8, and the two dashes would only cost (a host of 23 or 24 letters needs the next larger symbol with them).
The mask is fixed at 3 because trying all eight is three quarters of the work; decoders read any.
"""

from functools import lru_cache

from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import QRCode

MASK = 3
QUIET = 4  # modules of quiet ground around a symbol that stands alone


def qr_svg(payload: str, *, quiet: int = QUIET, ink: str = "#14213A", ground: str = "#FFFFFF") -> str:
    """Return the symbol of `payload` as a stand-alone SVG, one unit a module.

    Args:
        payload: what is read; upper-case it first where the reader does not mind, the symbol becomes smaller.
        quiet: modules of ground around it; 0 where the page gives the room.
        ink, ground: colours; an empty ground draws none.
    """
    rows = modules(payload)
    side = len(rows) + 2 * quiet
    back = f'<path d="M0 0h{side}v{side}H0z" fill="{ground}"/>' if ground else ""
    runs = "".join(
        f"M{start + quiet} {y + quiet}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'{back}<path d="{runs}" fill="{ink}"/></svg>'
    )


@lru_cache(maxsize=64)
def modules(payload: str) -> tuple[tuple[bool, ...], ...]:
    """Return the symbol's rows of modules, True for dark, without quiet zone."""
    code = QRCode(error_correction=ERROR_CORRECT_Q, mask_pattern=MASK, border=0)
    code.add_data(payload, optimize=0)
    code.make(fit=True)
    return tuple(tuple(bool(module) for module in row) for row in code.modules)


def _runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Return (start, length) of each run of dark modules."""
    runs, start = [], None
    for x, dark in enumerate((*row, False)):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            runs.append((start, x - start))
            start = None
    return runs
