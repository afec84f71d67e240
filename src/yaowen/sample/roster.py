"""The press's outlets as entries of the same kind as the starter outlets."""

from __future__ import annotations

from urllib.parse import urlsplit

from yaowen.outlets import OutletEntry
from yaowen.sample.content import House, load_paper

SOURCE_READ = "invented: the sample press of this program"


def sample_outlets(base: str) -> list[OutletEntry]:
    """The invented outlets of a running press, to be added like starter ones.

    Args:
        base: what `SamplePress.start` returned.
    """
    return [_entry(base, house) for house in load_paper().houses.values()]


def _entry(base: str, house: House) -> OutletEntry:
    return OutletEntry(
        slug=house.slug, name_hans=house.name_hans, name_hant=house.name_hant, name_en=house.name_en, kind=house.kind,
        country="", language=house.language, zone=house.zone, home_url=f"{base}/{house.slug}/",
        feeds=(f"{base}/{house.slug}/{house.feed}",), source_read=SOURCE_READ, rights="full", pictures=house.pictures,
        verified="never", rights_read=SOURCE_READ, private_origin=urlsplit(base).netloc,
    )  # fmt: skip
