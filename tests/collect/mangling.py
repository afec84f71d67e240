"""Feeds broken on purpose: a seed and a number make the same bytes again."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Final

MOST_BYTES: Final = 200_000
_DIRT: Final = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?", b"?>", b"<!DOCTYPE rss [",
    b'<!ENTITY a "b">', b'<!ENTITY a "&a;&a;">', b"&a;", b"&#x110000;", b"&#55296;", b"&#0;", b"&", b"&amp;amp;",
    b"<item>", b"</item>", b"<entry>", b"</rss>", b"<rss>", b"<a:b c:d='e'>", b" xml:base='//[x'",
    b" xml:base='javascript:'", b" xmlns='", b" type='application/octet-stream'", b" mode='base64'", b"<img src=",
    b"<media:content url='x'", b"{", b"}", b"[", b"]", b'"', b'"items":[', b"1e999", b"\\ud800",
    b"<pubDate>\xc2\xa0</pubDate>", b"http://[", b"%00", b"<link>http://a:99999999/</link>",
    b"<ttl>99999999999999999999</ttl>", b"\xd6\xd0\xce\xc4", b"\x1b$B", b"\xed\xa0\x80",
)  # fmt: skip

Mutation = Callable[[random.Random, bytearray, Sequence[bytes]], None]


def mangle(seed: int, number: int, bodies: Sequence[bytes]) -> bytes:
    """The mangled feed of that number: one of the bodies after one to six mutations, at most 200,000 bytes."""
    chance = random.Random(f"{seed} {number}")
    made = bytearray(chance.choice(bodies)[:MOST_BYTES])
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        chance.choice(_MUTATIONS)(chance, made, bodies)
        del made[MOST_BYTES:]
    return bytes(made)


def _flip(chance: random.Random, made: bytearray, _: Sequence[bytes]) -> None:
    for _number in range(chance.choice((1, 3, 20))):
        if made:
            made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)


def _truncate(chance: random.Random, made: bytearray, _: Sequence[bytes]) -> None:
    del made[chance.randrange(len(made) + 1) :]


def _cut_out(chance: random.Random, made: bytearray, _: Sequence[bytes]) -> None:
    start = chance.randrange(len(made) + 1)
    del made[start : start + chance.choice((1, 10, 200))]


def _insert_dirt(chance: random.Random, made: bytearray, _: Sequence[bytes]) -> None:
    for _number in range(chance.choice((1, 4))):
        place = chance.randrange(len(made) + 1)
        made[place:place] = chance.choice(_DIRT)


def _splice(chance: random.Random, made: bytearray, bodies: Sequence[bytes]) -> None:
    other = chance.choice(bodies)
    start = chance.randrange(len(other) + 1)
    place = chance.randrange(len(made) + 1)
    made[place : place + chance.choice((0, 100))] = other[start : start + chance.choice((20, 500, 5000))]


def _repeat(chance: random.Random, made: bytearray, _: Sequence[bytes]) -> None:
    start = chance.randrange(len(made) + 1)
    piece = bytes(made[start : start + chance.choice((1, 20, 300))])
    made[start:start] = piece * chance.choice((2, 50, 400))


def _nest(chance: random.Random, made: bytearray, _: Sequence[bytes]) -> None:
    name = chance.choice((b"b", b"item", b"div", b"media:group", b"entry"))
    depth = chance.choice((10, 300, 4000))
    place = chance.randrange(len(made) + 1)
    closed = chance.random() < 0.5
    made[place:place] = (b"<" + name + b">") * depth + (b"</" + name + b">") * (depth * closed)


def _nest_json(chance: random.Random, made: bytearray, _: Sequence[bytes]) -> None:
    place = chance.randrange(len(made) + 1)
    made[place:place] = chance.choice((b"[", b'{"a":', b'{"#text":')) * chance.choice((10, 2000))


def _bomb(chance: random.Random, made: bytearray, _: Sequence[bytes]) -> None:
    levels = [b"<!ENTITY l0 '" + b"ha" * 50 + b"'>"]
    levels += [b"<!ENTITY l%d '" % n + b"&l%d;" % (n - 1) * 10 + b"'>" for n in range(1, 12)]
    made[0:0] = b"<!DOCTYPE rss [" + b"".join(levels) + b"]>"
    place = chance.randrange(len(made) + 1)
    made[place:place] = chance.choice((b"&l11;", b"&l0;" * 3000))


def _swell_attribute(chance: random.Random, made: bytearray, _: Sequence[bytes]) -> None:
    place = made.find(b">", chance.randrange(len(made) + 1))
    if place >= 0:
        filler = chance.choice((b"a", b"&amp;", b"\xe4\xb8\xad", b"%", b"<"))
        made[place:place] = b' href="' + filler * chance.choice((100, 20_000)) + b'"'


def _add_nulls(chance: random.Random, made: bytearray, _: Sequence[bytes]) -> None:
    if chance.random() < 0.5:
        made[:] = bytes(byte for pair in zip(made[:5000], bytes(5000), strict=False) for byte in pair)
    else:
        place = chance.randrange(len(made) + 1)
        made[place:place] = b"\x00" * chance.choice((1, 5000))


_MUTATIONS: tuple[Mutation, ...] = (
    _flip, _flip, _truncate, _cut_out, _insert_dirt, _insert_dirt, _splice, _splice, _repeat, _nest, _nest_json, _bomb,
    _swell_attribute, _add_nulls,
)  # fmt: skip
