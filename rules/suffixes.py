"""The Public Suffix List, from tldextract's own snapshot, without tldextract's network half.

tldextract imports an HTTP client and a file lock to fetch newer lists and keep them. Nothing here ever fetches, and loading those took a quarter of the
time that `honmono check` takes to start; so they are kept out while tldextract is imported, and could not be called even by mistake.

A host meets only the rules that end as it does. So tldextract is given the list ending by ending, when a host first ends so: reading all of it takes
longer than a whole mail.

>>> split("login.xserver.ne.jp").top_domain_under_public_suffix
'xserver.ne.jp'
>>> split("shop.web.app").suffix, split("shop.web.app", private=True).suffix
('app', 'web.app')
"""

from __future__ import annotations

import pkgutil
import re
import sys
from contextlib import contextmanager
from functools import cache, lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tldextract import TLDExtract
    from tldextract.tldextract import ExtractResult

_PLAIN = re.compile(r"(?:[\w.,=%+-]*\.)?([\w,=%+-]*)")
"""A host that tldextract reads as nothing but labels, and the last of them."""
_ALL, _NONE = "*", "none/"
"""The whole list, and one of a rule that no host meets."""


def split(host: str, *, private: bool = False) -> ExtractResult:
    """A host's parts by the list's public section, or by both sections."""
    plain = _PLAIN.fullmatch(host)
    ending = plain[1].lower() if plain is not None else _ALL
    if ending not in _snapshot():
        ending = _ALL if ending.startswith("xn--") else _NONE
    return _reader(ending)(host, include_psl_private_domains=private, session=_Lists())  # type: ignore[arg-type]


class _Lists:
    """Stands where tldextract's HTTP session would stand: asked for the list of an ending, it gives that part of the snapshot, and knows no other address."""

    def mount(self, *_: object) -> None:
        """Take an adapter for local files, which are not read either."""

    def close(self) -> None:
        """Nothing was opened."""

    def get(self, url: str, **_options: object) -> _List:
        """The list of an ending. Raises RuntimeError for any other address."""
        kind, _, ending = url.partition(":")
        if kind != "ending":
            raise RuntimeError("the Public Suffix List is never fetched")
        return _List("\n".join(_snapshot()[ending]))


class _List(NamedTuple):
    text: str

    def raise_for_status(self) -> None:
        """It is there."""


def _stand_in(name: str, attribute: str) -> ModuleType:
    module = ModuleType(name)
    module.__dict__.update({attribute: _Lists, "exceptions": module, "RequestException": OSError})
    return module


@contextmanager
def _alone() -> Iterator[None]:
    """Imports in here find no HTTP client and no file lock; those that come later find the real ones."""
    needless = (("requests", "Session"), ("requests_file", "FileAdapter"), ("filelock", "FileLock"))
    absent = [_stand_in(*names) for names in needless if names[0] not in sys.modules]
    sys.modules.update({module.__name__: module for module in absent})
    try:
        yield
    finally:
        for module in absent:
            del sys.modules[module.__name__]


with _alone():
    import tldextract
    from tldextract.suffix_list import PUBLIC_PRIVATE_SUFFIX_SEPARATOR


def _rules(section: str) -> Iterator[str]:
    """A rule stands at the beginning of a line, up to the first blank; other lines are comments."""
    return (line.split(maxsplit=1)[0] for line in section.splitlines() if line[:1].strip(" /\t"))


@lru_cache(maxsize=1)
def _snapshot() -> dict[str, list[str]]:
    """The snapshot's rules by their ending; all of them; and a list for every other ending, of one rule since tldextract takes no empty one."""
    data = pkgutil.get_data("tldextract", ".tld_set_snapshot")
    if data is None:
        raise FileNotFoundError("tldextract's snapshot of the Public Suffix List is missing")
    whole = data.decode()
    public, divider, private = whole.partition(PUBLIC_PRIVATE_SUFFIX_SEPARATOR)
    parts: dict[str, list[str]] = {}
    for rule in _rules(public):
        parts.setdefault(rule.rpartition(".")[2], []).append(rule)
    for rules in parts.values():
        rules.append(divider)
    for rule in _rules(private):
        parts.setdefault(rule.rpartition(".")[2], [divider]).append(rule)
    return {**parts, _ALL: [whole], _NONE: [_NONE]}


@cache
def _reader(ending: str) -> TLDExtract:
    return tldextract.TLDExtract(suffix_list_urls=(f"ending:{ending}",), cache_dir=None, fallback_to_snapshot=False)
