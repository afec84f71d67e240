"""What every page knows: the site, the language it is in, where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from yaowen.base.addresses import BCP47, FEED_FILES, OEMBED, PATH_LANGUAGES, PathLanguage
from yaowen.base.text.script import detect_script
from yaowen.render.rules.phrases import phrase
from yaowen.render.rules.scripts import converted
from yaowen.render.rules.sections import TITLES, Section


@dataclass(frozen=True, slots=True)
class Site:
    """The site's own facts.

    Attributes:
        url: public address without a slash at the end.
        contact: `mailto:` or `https:` address; empty where the operator gave none.
        zone: IANA name of the display zone.
        sample: the news on it are invented; every page says so.
        sections: slugs of the sections that have a story, in the order of the page: those that pages lead to.
        hub: of WebSub, that the feeds name; empty for none.
        letters: whether the digest can be had by mail.
    """

    name: str = "要闻"
    url: str = "http://127.0.0.1:8000"
    contact: str = ""
    zone: str = "Asia/Shanghai"
    sample: bool = False
    default_language: PathLanguage = "zh-hans"
    sections: tuple[Section, ...] = ()
    hub: str = ""
    letters: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page before it is rendered.

    Attributes:
        template: file name in `templates/`.
        tail: the address below the language, `article/12/`; empty for the front page.
        values: what the template shows.
        canonical: language whose address is the canonical one; None: the page's own.
        scripts: whether its Chinese pages differ by script: False where all show the same text in another language.
        indexed: False asks search engines to stay away.
        page_id: what the read beacon sends: `a12`, `s34`; empty where reads are not counted.
        slot: whether the ranking of the minute is joined in.
        feeds: whether RSS, Atom and JSON Feed stand below the address.
        oembed: whether the oEmbed endpoint knows the address.
        json_ld: a ready JSON text without `<`; empty for none.
        image: path of the picture that previews elsewhere show; empty for none.
    """

    template: str
    tail: str
    title: str
    values: dict[str, Any]
    description: str = ""
    canonical: PathLanguage | None = None
    indexed: bool = True
    page_id: str = ""
    slot: bool = False
    feeds: bool = False
    oembed: bool = False
    kind: str = "website"
    section: str = ""
    json_ld: str = ""
    image: str = ""
    scripts: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """A link in the head or the masthead. `language` is BCP 47."""

    href: str
    language: str = ""
    text: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The site's name in the page's script with its language, and the addresses of head and masthead."""

    name: str
    name_lang: str
    canonical: str
    alternates: tuple[Link, ...]
    switch: tuple[Link, ...]
    feeds: tuple[tuple[str, str], ...] = field(default=())
    sections: tuple[Link, ...] = ()
    oembed: str = ""


_SWITCH: dict[PathLanguage, str] = {"zh-hans": "简", "zh-hant": "繁", "en": "EN"}


def decide_head(site: Site, language: PathLanguage, page: Page) -> Head:
    """The addresses of a page in its forms: canonical, hreflang, language switch, feeds.

    hreflang joins the two scripts and x-default; `/en/` is an interface over the same texts, no translation.
    A page that hreflang names is its own canonical one (docs/decisions/canonical-addresses.md).
    """
    own = page.canonical or language
    scripts = [Link(f"{site.url}/{one}/{page.tail}", BCP47[one]) for one in PATH_LANGUAGES if one != "en"]
    default = Link(f"{site.url}/{site.default_language}/{page.tail}", "x-default")
    alternates = (*scripts, default) if page.scripts else ()
    switch = tuple(
        Link(f"/{one}/{page.tail}", BCP47[one], _SWITCH[one], current=one == language) for one in PATH_LANGUAGES
    )
    base, mark, query = page.tail.partition("?")
    files = FEED_FILES.items() if page.feeds else ()
    feeds = tuple((f"/{language}/{base}{name}{mark}{query}", kind) for name, kind in files)
    page_url = f"{site.url}/{language}/{page.tail}"
    name = converted(language, site.name)
    name_lang = detect_script(name) if language == "en" else BCP47[language]
    sections = tuple(
        Link(f"/{language}/section/{one}/", text=phrase(language, TITLES[one]), current=page.section == one)
        for one in site.sections
    )
    return Head(
        name, name_lang or BCP47[language], f"{site.url}/{own}/{page.tail}", alternates, switch, feeds,
        sections, f"{site.url}{OEMBED}?{urlencode({'url': page_url})}" if page.oembed else "",
    )  # fmt: skip
