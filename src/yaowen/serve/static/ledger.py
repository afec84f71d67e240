"""What stands in a bucket, written down in it: a manifest, and notes of what was sent since.

A note is written before its objects are sent and says so; it is settled when all of them are. So whatever a publishing
that was broken off may have written is known, and no file of somebody else's is ever taken for ours.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

FOLDER = "_/publishing/"
MANIFEST = f"{FOLDER}manifest.gz"
NOTES = f"{FOLDER}notes/"
NOTED_AT_ONCE = 500
"""Objects in a note: as many are sent again, at most, after a publishing was broken off."""
MOST_BYTES = 128 * 1024 * 1024
_FORM = "yaowen 1"
_UNSURE, _TAKEN_IN = "?", "note"


class Unreadable(ValueError):
    """A manifest or note that is not in our form."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a publishing left.

    Attributes:
        run: names the publishing; empty where there was none.
        tokens: key → token of what stands; an empty token where that is not known.
        notes: keys of the notes that it took in; they may be left over.
    """

    run: str = ""
    tokens: Mapping[str, str] = field(default_factory=dict)
    notes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Note:
    """Some objects that a publishing sends. `since`: the run of the manifest it began with; `settled`: all are sent."""

    run: str
    since: str
    settled: bool
    tokens: Mapping[str, str]


def write_manifest(manifest: Manifest) -> bytes:
    """A manifest as it is stored."""
    notes = (f"{_TAKEN_IN}\t{key}" for key in sorted(manifest.notes))
    return _pack([f"{_FORM}\tmanifest\t{manifest.run}", *notes, *_lines(manifest.tokens)])


def parse_manifest(packed: bytes) -> Manifest:
    """Read a manifest.

    Raises:
        Unreadable: it is none of ours.
    """
    lines = _unpack(packed)
    head = next(lines, "").split("\t")
    if len(head) != 3 or head[:2] != [_FORM, "manifest"]:
        raise Unreadable
    notes, tokens = set(), {}
    for line in lines:
        token, _, key = line.partition("\t")
        if token == _TAKEN_IN:
            notes.add(key)
        else:
            tokens[key] = "" if token == _UNSURE else token
    return Manifest(head[2], tokens, frozenset(notes))


def write_note(note: Note) -> bytes:
    """A note as it is stored."""
    return _pack([f"{_FORM}\tnote\t{note.run}\t{note.since}\t{int(note.settled)}", *_lines(note.tokens)])


def parse_note(packed: bytes) -> Note:
    """Read a note.

    Raises:
        Unreadable: it is none of ours.
    """
    lines = _unpack(packed)
    head = next(lines, "").split("\t")
    if len(head) != 5 or head[:2] != [_FORM, "note"]:
        raise Unreadable
    pairs = (line.partition("\t") for line in lines)
    return Note(head[2], head[3], head[4] == "1", {key: token for token, _, key in pairs})


def decide_standing(manifest: Manifest, notes: Iterable[Note]) -> dict[str, str]:
    """What stands: key → token; an empty token where it may be one thing or another.

    Args:
        notes: those that the manifest has not taken in. Of one that another publishing wrote meanwhile nobody knows
            which of the two wrote last.
    """
    standing = dict(manifest.tokens)
    noted: dict[str, str] = {}
    for note in notes:
        sure = note.settled and note.since == manifest.run
        for key, token in note.tokens.items():
            told = token if sure else ""
            noted[key] = told if noted.get(key, told) == told else ""
    return standing | noted


def _lines(tokens: Mapping[str, str]) -> Iterator[str]:
    return (f"{token or _UNSURE}\t{key}" for key, token in sorted(tokens.items()))


def _pack(lines: Iterable[str]) -> bytes:
    packer = zlib.compressobj(6, wbits=31)
    return b"".join([*(packer.compress(f"{line}\n".encode()) for line in lines), packer.flush()])


def _unpack(packed: bytes) -> Iterator[str]:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        text = unpacker.decompress(packed, MOST_BYTES).decode()
    except (zlib.error, UnicodeDecodeError) as problem:
        raise Unreadable from problem
    if not unpacker.eof or not text.endswith("\n"):
        raise Unreadable
    return iter(text[:-1].split("\n"))
