"""To be written: find out what an input is, and read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.mail.eml import read_eml
from rules.mail.text import read_text

if TYPE_CHECKING:
    from rules.mail.model import Mail


def read(data: bytes | str, *, form: str = "auto", name: str = "", my_address: str = "") -> Mail:
    """Read an input whose form is not known. `name` is a file name, if there was one; `form` is auto, text, eml or ocr. Raises Unusable."""
    if isinstance(data, str):
        return read_text(data, my_address=my_address)
    if form == "text":
        return read_text(data.decode("utf-8", "replace"), my_address=my_address)
    return read_eml(data, my_address=my_address)
