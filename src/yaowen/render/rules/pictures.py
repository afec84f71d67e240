"""A picture as pages show it: which files, which words under it, and which report's leads a story."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from yaowen.base import addresses
from yaowen.base.addresses import PathLanguage
from yaowen.base.text.script import fold_marks
from yaowen.render.rules.material import Event, Picture, Report
from yaowen.render.rules.shown import Words, decide_quotable, show

_TONE_LEVELS = 3
_CAPTION_CHARS = 160


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture ready for a template.

    Attributes:
        src: address of the one JPEG. `srcset`: the WebP files with their widths.
        width: of the original in pixels, so that its place is kept before it comes. So is `height`.
        tone: class of the ground that stands there until it comes.
        caption: as printed; None where the rights do not let it be shown, or none was printed.
        credit: who is credited for it; None where nobody is, or it is the outlet. `outlet`: who carries it.
        credited: whether all of them stand in the caption already.
    """

    src: str
    srcset: str
    width: int
    height: int
    tone: str
    caption: Words | None
    credit: Words | None
    outlet: str
    credited: bool = False

    @property
    def tall(self) -> bool:
        """Whether it stands upright: such a picture is not let grow to the full width of a column."""
        return self.height > self.width


def shown_picture(language: PathLanguage, report: Report) -> ShownPicture | None:
    """The lead picture of a report, as far as its rights go."""
    picture, shown = report.picture, decide_quotable(report).shown
    if picture is None or not shown.pictures:
        return None
    return _framed(language, report, replace(picture, caption=picture.caption[:_CAPTION_CHARS] if shown.full else ""))


def _framed(language: PathLanguage, report: Report, picture: Picture) -> ShownPicture:
    """A picture with what stands under it."""
    caption = picture.caption
    own = _stands_in(picture.credit, report.carrier.names)
    named = any(_stands_in(name, (caption,)) for name in report.carrier.names)
    webp = [(width, addresses.picture(picture.name, width, kind)) for width, _, kind in picture.files if kind == "webp"]
    return ShownPicture(
        picture_path(picture),
        ", ".join(f"{path} {width}w" for width, path in sorted(webp)),
        picture.width,
        picture.height,
        tone_class(picture.tone),
        show(language, caption, report.language) if caption else None,
        show(language, picture.credit, report.language) if picture.credit and not own else None,
        report.carrier.name(language),
        credited=named and (not picture.credit or own or picture.credit in caption),
    )


def body_pictures(language: PathLanguage, report: Report) -> dict[str, ShownPicture]:
    """The pictures in a report's text by address, as far as its rights go; the one that leads it stands above."""
    shown = decide_quotable(report).shown
    if not (shown.full and shown.pictures):
        return {}
    words = {block.address: block.text[:_CAPTION_CHARS] for block in report.blocks if block.kind == "picture"}
    lead = report.picture.name if report.picture else ""
    return {
        address: _framed(language, report, replace(picture, caption=words[address]))
        for address, picture in report.pictures
        if address in words and picture.name != lead
    }


def _stands_in(name: str, texts: Iterable[str]) -> bool:
    folded = fold_marks(name)
    return bool(folded) and any(folded in fold_marks(text) for text in texts)


def picture_of_event(language: PathLanguage, event: Event) -> ShownPicture | None:
    """The picture that leads a story: that of its headline report, else of the earliest report that has one."""
    reports = (event.headline_report, *event.reports)
    return next((shown for one in reports if (shown := shown_picture(language, one)) is not None), None)


def picture_path(picture: Picture) -> str:
    """Address of a picture's JPEG, which every reader, feed and preview understands."""
    width = max((width for width, _, kind in picture.files if kind == "jpeg"), default=0)
    return addresses.picture(picture.name, width, "jpeg")


def tone_class(tone: str) -> str:
    """The class of a ground near an average colour `#rrggbb`: three levels a channel, as in `assets/style.css`."""
    if len(tone) != 7:
        return ""
    levels = (int(tone[place : place + 2], 16) * _TONE_LEVELS // 256 for place in (1, 3, 5))
    return "tone-" + "".join(map(str, levels))
