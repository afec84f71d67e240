"""What makes the site an application on a device: its manifest, and the service worker that keeps the front page."""

from __future__ import annotations

import hashlib

import orjson

from yaowen.base import addresses
from yaowen.base.addresses import PATH_LANGUAGES
from yaowen.render.rules.assets import load_assets
from yaowen.render.rules.phrases import phrase
from yaowen.render.rules.site import Site
from yaowen.render.rules.templates import render_template

_SHELL = ("style.css", "theme.js", "site.js", "seal.svg")
_ICONS = (
    ("seal-192.png", "192x192", "any"),
    ("seal-512.png", "512x512", "any"),
    ("seal-512.png", "512x512", "maskable"),
)


def write_manifest(site: Site) -> bytes:
    """The web application manifest."""
    assets, language = load_assets(), site.default_language
    icons = [
        {"src": assets[name].path, "sizes": sizes, "type": "image/png", "purpose": purpose}
        for name, sizes, purpose in _ICONS
    ]
    icons.append({"src": assets["seal.svg"].path, "sizes": "any", "type": "image/svg+xml", "purpose": "any"})
    return orjson.dumps({
        "id": "/", "name": site.name, "short_name": site.name, "start_url": "/", "scope": "/", "display": "minimal-ui",
        "lang": addresses.BCP47[language], "background_color": "#fbf9f4", "theme_color": "#b5281c",
        "description": phrase(language, "Top news"), "categories": ["news"], "icons": icons,
    })  # fmt: skip


def write_worker(site: Site) -> bytes:
    """The service worker; another one whenever something that it keeps is another."""
    assets = load_assets()
    shell = [assets[name].path for name in _SHELL] + [f"/{language}/offline/" for language in PATH_LANGUAGES]
    version = hashlib.blake2b(" ".join(shell).encode(), digest_size=5).hexdigest()
    fronts = ["/", *(addresses.front(language) for language in PATH_LANGUAGES)]
    values = {
        "version": version, "shell": orjson.dumps(shell).decode(), "fronts": orjson.dumps(fronts).decode(),
        "default_front": addresses.front(site.default_language),
    }  # fmt: skip
    return render_template("worker.txt", site.default_language, values).encode()
