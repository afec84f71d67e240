"""Names of authors as feeds write them: `mail@example (Name)`, `Name <mail@example>`, an Atom person."""

from __future__ import annotations

import re

from yaowen.collect.rules.feeds.document import Element, children_of, inner_text, text_in

_MAIL = re.compile(r"[<(\[]?\s*(?:mailto:)?[^\s<>()\[\],;]{1,100}@[^\s<>()\[\],;]{1,200}\s*[>)\]]?")
_LONGEST_CHARS = 500


def parse_byline(text: str) -> str:
    """A name without the mail address beside it; empty where there is an address alone."""
    if "@" not in text:
        return text
    rest = _MAIL.sub(" ", text[:_LONGEST_CHARS], count=1).strip(" ,;:-")
    return rest[1:-1].strip() if rest[:1] in {"(", "<", "["} and rest[-1:] in {")", ">", "]"} else rest


def name_of(person: Element) -> str:
    """The name of an Atom person, or of an RSS author written as text."""
    inside = children_of(person)
    return text_in(inside, "name") if inside else parse_byline(inner_text(person))


def names_of(people: list[Element]) -> tuple[str, ...]:
    """The names of these people, each once, in order."""
    return tuple(dict.fromkeys(name for person in people if (name := name_of(person))))
