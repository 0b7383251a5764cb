"""The Public Suffix List, from tldextract's own snapshot, without tldextract's network half.

tldextract imports an HTTP client to fetch newer lists. Nothing here ever fetches, and loading that client took a quarter of the time that
`honmono check` takes to start; so it is kept out while tldextract is imported, and could not be called even by mistake.

>>> suffixes()("login.xserver.ne.jp").top_domain_under_public_suffix
'xserver.ne.jp'
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tldextract import TLDExtract


class _Offline:
    """Stands where a class of the HTTP client would stand: it can be made and set up, but asked for nothing."""

    def mount(self, *_: object) -> None:
        """Take an adapter for local files, which are not read either."""

    def close(self) -> None:
        """Nothing was opened."""

    def get(self, *_: object, **__: object) -> NoReturn:
        """Refuse."""
        raise RuntimeError("the Public Suffix List is never fetched")


def _stand_in(name: str, attribute: str) -> ModuleType:
    module = ModuleType(name)
    module.__dict__.update({attribute: _Offline, "exceptions": module, "RequestException": OSError})
    return module


@contextmanager
def _without_network() -> Iterator[None]:
    """Imports in here find no HTTP client; those that come later find the real one."""
    absent = [module for module in (_stand_in("requests", "Session"), _stand_in("requests_file", "FileAdapter")) if module.__name__ not in sys.modules]
    sys.modules.update({module.__name__: module for module in absent})
    try:
        yield
    finally:
        for module in absent:
            del sys.modules[module.__name__]


@lru_cache(maxsize=1)
def suffixes() -> TLDExtract:
    """The extractor, made once."""
    with _without_network():
        import tldextract
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
