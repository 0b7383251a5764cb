"""HTML to what a reader sees: visible text, what the style hides, and links with their visible words.

One walk over the tree, without recursion: hostile mail nests deeply.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from rules.mail import urls
from rules.mail.lang import guess
from rules.mail.model import Link, LinkKind, Mail, Trait
from rules.regex import regex

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

INPUT = 2 << 20
"""Characters of HTML read at most."""
BODY = 200_000
"""Characters of visible text kept at most."""

_SILENT = frozenset("script style head title meta link template noscript object svg math iframe".split())
_BLOCKS = frozenset("p div br tr li ul ol table h1 h2 h3 h4 h5 h6 hr blockquote pre center section article header footer form dt dd address".split())
DEEPEST = 500
"""Levels of nesting that are kept."""
_CROWDED = 5000
_TAG = regex(r"<(/?)([A-Za-z][A-Za-z0-9]*)[^<>]{0,2000}>")
_LARGE = 30_000
_CRAMMED = regex(
    r"<[A-Za-z][^\s/>]*+(?:[\s/]*+=?+[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)?+){100}"  # a tag as browsers read it
)
_BRACKETS = regex(r"<[^<>]*>")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr p li td th tr dt dd option".split())
_TAKEN = frozenset("a area img form input textarea select".split())
_HIDING = regex(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*[01](?:px|pt|em|%)?\s*(?:;|!|$)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|max-height\s*:\s*0|mso-hide\s*:\s*all|text-indent\s*:\s*-\d{3,}|color(?<![-\w].....)\s*:\s*(?:transparent|rgba\([^)]*,\s*0\s*\))"
)
_STYLE = 400
"""Letters of a style that is kept in mind, at most."""
_HIDDEN_LEAST = 20
_WORDS_LEAST = 20
_REFRESH = regex(r"url\s*=\s*['\"]?([^'\"\s]+)", re.IGNORECASE)
_LINE_BLANKS = regex(r"[^\S\n](?:(?<! )|(?=[^\S\n]))[^\S\n]*")
"""Blanks inside of a line, but for a single one that is plain."""
_EMPTY_LINES = regex(r"\n\s*\n\s*")


@dataclass(slots=True)
class Visible:
    """What a page shows (`text`), what it hides (`hidden`), its links and traits, and its <title>."""

    text: str = ""
    hidden: str = ""
    title: str = ""
    links: tuple[Link, ...] = ()
    traits: set[Trait] = field(default_factory=set)


class _Anchor:
    __slots__ = ("href", "image", "words")

    def __init__(self, href: str) -> None:
        self.href, self.words, self.image = href, list[str](), False


def visible(html: str) -> Visible:
    """Read HTML as a mail app with pictures blocked would show it: alternative texts stand for pictures.

    >>> page = visible('<p>確認は<a href="https://example.cfd/x">https://www.example.co.jp</a><span style="display:none">zq</span>')
    >>> page.text, page.links[0].target, page.links[0].text, page.hidden
    ('確認はhttps://www.example.co.jp', 'https://example.cfd/x', 'https://www.example.co.jp', 'zq')
    """
    source = html[:INPUT].replace("\0", "")
    if len(source) > _LARGE and _CRAMMED.search(source):
        page = _unparsed(source)
    else:
        root = LexborHTMLParser(_shallow(source)).root
        page = _Walk(root).page() if root is not None else Visible()
    page.traits.add("html")
    if len(html) > INPUT:
        page.traits.add("truncated")
    return page


def _unparsed(html: str) -> Visible:
    """A page with a hundred attributes in one tag, which no honest mail has: parsing takes quadratic time in them, so its words and URLs are read as they stand."""
    text = _tidy(_BRACKETS.sub(" ", html))
    return Visible(text[:BODY], links=urls.find(html), traits={"truncated"})


def _shallow(html: str) -> str:
    """HTML without the opening tags nested deeper than `DEEPEST`: parsing takes quadratic time in depth, and no honest mail goes there."""
    if html.count("<") < _CROWDED:
        return html
    depth = 0

    def tag(found: re.Match[str]) -> str:
        nonlocal depth
        if found[1]:
            depth = max(0, depth - 1)
        elif found[2].lower() not in _VOID and not found[0].endswith("/>"):
            depth += 1
            if depth > DEEPEST and found[2].lower() != "a":
                return " "
        return found[0]

    return _TAG.sub(tag, html)


class _Walk:
    """One pass over the tree, node by node, entering and leaving."""

    def __init__(self, root: LexborNode) -> None:
        self.shown: list[str] = []
        self.hidden: list[str] = []
        self.links: list[Link] = []
        self.base = self.title = ""
        self.anchor: _Anchor | None = None
        self.images = self.fields = 0
        self.form = False
        self._through(root)
        self._close()

    def _through(self, root: LexborNode) -> None:
        """Go from node to node; `above` are the elements that are open, each with whether what stands beside it is hidden."""
        above: list[tuple[LexborNode, str, bool]] = []
        node: LexborNode = root
        concealed = False
        while len(self.links) < urls.MOST:
            tag = node.tag or ""
            if tag == "-text":
                self._words(node.text_content or "", concealed)
            elif tag in _SILENT:
                if tag in ("head", "meta", "title"):
                    self._head(node)
            elif tag[:1] not in "-!_" or tag == "-document":
                within = self._enter(tag, node.attributes, concealed) if tag != "-document" else concealed
                child = node.first_child
                if child is not None:
                    above.append((node, tag, concealed))
                    node, concealed = child, within
                    continue
                self._leave(tag)
            following = node.next
            while above and following is None:
                node, tag, concealed = above.pop()
                self._leave(tag)
                following = node.next
            if not above or following is None:
                break
            node = following

    def page(self) -> Visible:
        """What the pass has found."""
        page = Visible(_tidy("".join(self.shown)), _tidy("".join(self.hidden))[:BODY], self.title)
        if len(page.text) > BODY:
            page.text = page.text[:BODY]
            page.traits.add("truncated")
        if self.form and self.fields:
            page.traits.add("html-form")
        if len(page.hidden) >= _HIDDEN_LEAST:
            page.traits.add("hidden-text")
        if self.images and len(page.text) < _WORDS_LEAST:
            page.traits.add("image-only")
        written = {link.text for link in self.links}
        bare = (link for link in urls.find(page.text) if link.text not in written)
        page.links = tuple([*self.links, *bare][: urls.MOST])
        return page

    def _words(self, words: str, concealed: bool) -> None:
        (self.hidden if concealed else self.shown).append(words)
        if self.anchor is not None:
            self.anchor.words.append(words)

    def _enter(self, tag: str, attributes: dict[str, str | None], concealed: bool) -> bool:
        """Take in one element; whether what is in it is hidden."""
        if not concealed and attributes:
            style = attributes.get("style")
            concealed = "hidden" in attributes or bool(style and _hides(style)) or (tag == "font" and attributes.get("size") == "0")
        if tag in _BLOCKS:
            self.shown.append("\n")
        if tag in _TAKEN:
            self._take(tag, attributes, concealed)
        return concealed

    def _take(self, tag: str, attributes: dict[str, str | None], concealed: bool) -> None:
        """Links, pictures and fields."""
        href = attributes.get("href") or ""
        kind = (attributes.get("type") or "text").lower()
        if tag == "a" and href:
            self._close()
            self.anchor = _Anchor(href)
        elif tag == "area" and href:
            self.links.append(Link(_absolute(href, self.base), attributes.get("alt") or "", "image"))
        elif tag == "img":
            self.images += 1
            alternative = attributes.get("alt") or ""
            if not concealed and alternative.strip():
                self.shown.append(f" {alternative} ")
            if self.anchor is not None:
                self.anchor.image = True
                self.anchor.words.append(alternative)
        elif tag == "form":
            self.form = True
            if action := attributes.get("action"):
                self.links.append(Link(_absolute(action, self.base), "", "form"))
        elif kind not in ("hidden", "submit", "button", "image"):
            self.fields += 1
            self.form = self.form or kind == "password"

    def _leave(self, tag: str) -> None:
        if tag == "a":
            self._close()
        elif tag in _BLOCKS:
            self.shown.append("\n")
        elif tag in ("td", "th"):
            self.shown.append(" ")

    def _close(self) -> None:
        """End the anchor that is open, if one is."""
        if self.anchor is not None:
            words = _tidy("".join(self.anchor.words)).replace("\n", " ")
            kind: LinkKind = "image" if self.anchor.image and not words else "anchor"
            self.links.append(Link(_absolute(self.anchor.href, self.base), words[:500], kind))
            self.anchor = None

    def _head(self, node: LexborNode) -> None:
        """What a head (or a stray meta or title) says: the base address, the title, and a refresh that leads elsewhere."""
        for item in [node, *node.css("base, meta, title")] if node.tag == "head" else [node]:
            attributes = item.attributes
            if item.tag == "base" and not self.base:
                self.base = attributes.get("href") or ""
            elif item.tag == "title" and not self.title:
                self.title = _tidy(item.text() or "")[:1000]
            elif (
                item.tag == "meta" and (attributes.get("http-equiv") or "").lower() == "refresh" and (found := _REFRESH.search(attributes.get("content") or ""))
            ):
                self.links.append(Link(_absolute(found[1], self.base), "", "anchor"))


def _hides(style: str) -> bool:
    """Whether a style hides what it is put on. Pages write the same few styles over and over."""
    return _hides_short(style) if len(style) < _STYLE else _HIDING.search(style.lower()) is not None


@lru_cache(maxsize=2048)
def _hides_short(style: str) -> bool:
    return _HIDING.search(style.lower()) is not None


def _absolute(href: str, base: str) -> str:
    href = "".join(href.split()) if "\n" in href or "\t" in href else href.strip()
    if base and "://" not in href[:12] and not href.lower().startswith(("mailto:", "javascript:", "data:", "tel:", "#")):
        try:
            return urljoin(base, href)
        except ValueError:
            return href
    return "https:" + href if href.startswith("//") else href


def _tidy(text: str) -> str:
    text = _LINE_BLANKS.sub(" ", text.replace("\r", "\n"))
    return _EMPTY_LINES.sub("\n\n", text).strip()


def read_html(html: str, *, my_address: str = "") -> Mail:
    """A mail saved as a web page: the text and where its links lead, but no header."""
    page = visible(html)
    unseen = {"headers", "sender"} | ({"body"} if not page.text else set()) | ({"subject"} if not page.title else set())
    return Mail(
        form="text",
        subject=page.title,
        body=page.text,
        hidden=page.hidden,
        links=page.links,
        my_address=my_address,
        lang=guess(page.text),
        traits=frozenset(page.traits),
        unseen=frozenset(unseen),  # type: ignore[arg-type] # the literals above
    )
