"""Style, script and seal as fingerprinted assets: an address names its bytes, so that it never goes stale."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from importlib import resources

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that pages refer to."""

    name: str
    path: str
    content_type: str
    body: bytes


@functools.cache
def load_assets() -> dict[str, Asset]:
    """All assets by file name (`style.css`), each at an address that carries 10 hex digits of its hash."""
    files = sorted((resources.files("yaowen.render") / "assets").iterdir(), key=lambda file: file.name)
    assets = {}
    for file in files:
        stem, dot, suffix = file.name.rpartition(".")
        if dot + suffix in _TYPES:
            body = file.read_bytes()
            path = f"/_/assets/{stem}-{hashlib.blake2b(body, digest_size=5).hexdigest()}.{suffix}"
            assets[file.name] = Asset(file.name, path, _TYPES[dot + suffix], body)
    return assets


@functools.cache
def assets_by_path() -> dict[str, Asset]:
    """All assets by address."""
    return {asset.path: asset for asset in load_assets().values()}
