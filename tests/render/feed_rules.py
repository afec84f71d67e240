"""What the W3C feed validator asks of RSS, Atom and OPML, and jsonfeed.org of JSON Feed: rules in our own words."""

from __future__ import annotations

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

_ATOM = "{http://www.w3.org/2005/Atom}"
_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


class BrokenRule(AssertionError):
    """A feed breaks a rule."""


def check(kind: str, body: bytes) -> int:
    """Hold a feed against the rules of its kind; returns how many items it has."""
    return {"feed.xml": check_rss, "atom.xml": check_atom, "feed.json": check_json}[kind](body)


def check_rss(body: bytes) -> int:
    """RSS 2.0."""
    root = _root(body)
    demand(root.tag == "rss" and root.get("version") == "2.0", "root is rss 2.0")
    (channel,) = root
    for name in ("title", "link", "description"):
        demand(len(channel.findall(name)) == 1, f"one {name} of the channel")
    _text(channel, "title")
    _web(channel.findtext("link"))
    demand(bool(_TAG.fullmatch(channel.findtext("language") or "")), "language is a tag")
    own = [one for one in channel.findall(f"{_ATOM}link") if one.get("rel") == "self"]
    demand(len(own) == 1 and own[0].get("type") == "application/rss+xml", "one atom:link to itself")
    _web(own[0].get("href"))
    if channel.find("lastBuildDate") is not None:
        _rfc822(channel.findtext("lastBuildDate"))
    items = channel.findall("item")
    guids = [item.findtext("guid") for item in items]
    demand(len(set(guids)) == len(guids), "no guid twice")
    for item in items:
        _text(item, "title")
        _web(item.findtext("link"))
        _rfc822(item.findtext("pubDate"))
        demand(item.find("author") is None, "author would have to be a mail address")
        if item.find("guid").get("isPermaLink") == "true":
            _web(item.findtext("guid"))
        demand("<script" not in (item.findtext("description") or ""), "description is escaped text")
    return len(items)


def check_atom(body: bytes) -> int:
    """Atom 1.0 (RFC 4287)."""
    root = _root(body)
    demand(root.tag == f"{_ATOM}feed", "root is feed")
    for name in ("id", "title", "updated"):
        demand(len(root.findall(f"{_ATOM}{name}")) == 1, f"one {name} of the feed")
    _web(root.findtext(f"{_ATOM}id"))
    _text(root, f"{_ATOM}title")
    _rfc3339(root.findtext(f"{_ATOM}updated"))
    rels = [link.get("rel") for link in root.findall(f"{_ATOM}link")]
    demand(rels.count("self") == 1 and rels.count("alternate") == 1, "one link to itself, one to the page")
    entries = root.findall(f"{_ATOM}entry")
    ids = [entry.findtext(f"{_ATOM}id") for entry in entries]
    demand(len(set(ids)) == len(ids), "no id twice")
    for entry in entries:
        for name in ("id", "title", "updated"):
            demand(len(entry.findall(f"{_ATOM}{name}")) == 1, f"one {name} of an entry")
        _web(entry.findtext(f"{_ATOM}id"))
        _text(entry, f"{_ATOM}title")
        _rfc3339(entry.findtext(f"{_ATOM}updated"))
        demand(bool(entry.findtext(f"{_ATOM}author/{_ATOM}name")), "an author with a name")
        links = [link for link in entry.findall(f"{_ATOM}link") if link.get("rel") == "alternate"]
        demand(len(links) == 1, "one page of an entry")
        _web(links[0].get("href"))
        lang = entry.get("{http://www.w3.org/XML/1998/namespace}lang")
        demand(lang is None or bool(_TAG.fullmatch(lang)), f"xml:lang {lang!r} is a tag")
    return len(entries)


def check_json(body: bytes) -> int:
    """JSON Feed 1.1."""
    made: dict[str, Any] = json.loads(body.decode("utf-8"))
    demand(made["version"] == "https://jsonfeed.org/version/1.1", "its version")
    demand(bool(made["title"].strip()), "a title")
    _web(made["home_page_url"])
    _web(made["feed_url"])
    ids = [item["id"] for item in made["items"]]
    demand(len(set(ids)) == len(ids), "no id twice")
    for item in made["items"]:
        demand(isinstance(item["id"], str), "an id is a text")
        _web(item["url"])
        demand(bool(item.get("content_text") or item.get("content_html")), "content")
        _rfc3339(item["date_published"])
        demand(all(isinstance(one["name"], str) for one in item["authors"]), "authors have names")
        demand(not _TURNING.search(json.dumps(item, ensure_ascii=False)), "no sign turns the writing")
    return len(ids)


def check_opml(body: bytes) -> list[str]:
    """OPML 2.0; returns the addresses of its feeds."""
    root = _root(body)
    demand(root.tag == "opml" and root.get("version") == "2.0", "root is opml 2.0")
    demand([one.tag for one in root] == ["head", "body"], "a head and a body")
    outlines = list(root.iter("outline"))
    for one in outlines:
        demand(bool((one.get("text") or "").strip()), "every outline has a text")
        if one.get("type") == "rss":
            _web(one.get("xmlUrl"))
            _web(one.get("htmlUrl"))
    return [str(one.get("xmlUrl")) for one in outlines if one.get("type") == "rss"]


def demand(holds: bool, rule: str) -> None:
    if not holds:
        raise BrokenRule(rule)


def _root(body: bytes) -> Any:
    demand(body.startswith(b"<?xml"), "an XML declaration")
    demand(not _TURNING.search(body.decode("utf-8")), "no sign turns the writing")
    return etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))


def _text(parent: Any, name: str) -> None:
    demand(bool((parent.findtext(name) or "").strip()), f"{name} says something")


def _web(address: str | None) -> None:
    parts = urlsplit(address or "")
    demand(parts.scheme in {"http", "https"} and bool(parts.netloc), f"{address!r} is a whole web address")
    demand(bool(re.fullmatch(r"[\x21-\x7e]+", address or "")), f"{address!r} is plain ASCII")


def _rfc822(text: str | None) -> None:
    try:
        demand(parsedate_to_datetime(text or "").tzinfo is not None, f"{text!r} has a zone")
    except ValueError as problem:
        raise BrokenRule(f"{text!r} is an RFC 822 date") from problem
    demand(bool(re.match(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} ", text or "")), f"{text!r}")


def _rfc3339(text: str | None) -> None:
    form = re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", text or "")
    demand(form is not None, f"{text!r} is an RFC 3339 date")
    datetime.fromisoformat(text or "")
