"""A picture of unknown bytes → small, safe files of our own making. Runs in the guarded child; imports Pillow.

Nothing of the original's bytes goes into a file: it is decoded to pixels, and the pixels are encoded anew. So no
script, no metadata, no place where it was taken and no trailing archive survives.
"""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
import zlib
from collections.abc import Iterator

from PIL import Image, ImageOps, WebPImagePlugin

from yaowen.collect.rules.pictures import (
    ENCODER_VERSION,
    FORMS,
    MAX_PIXELS,
    MadeFile,
    MadePicture,
    PictureFault,
    decide_shape,
    sniff_kind,
)

assert WebPImagePlugin.SUPPORTED, "Pillow was built without WebP"
# Pillow knows JPEG, PNG and GIF from the start; it would load its forty other formats to look for WebP.
_DECODERS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "avif": "AVIF", "gif": "GIF"}
_QUALITIES = (80, 70, 58, 45)
"""Tried in turn until a file is within its budget; the last one stands whatever it weighs."""
_TONE_SIDE = 16
_ENOUGH = 2 * max(form.width for form in FORMS)
"""Pixels a side that lose nothing that the widest file could show."""
_AVERAGED = frozenset({"L", "RGB", "RGBA", "CMYK"})
"""Modes whose neighbouring pixels may be averaged as they are."""
_BLANK_LEVELS = 10
"""A picture whose 16 × 16 thumbnail spans fewer levels than this in every channel shows nothing: a grey filler."""
_NAME_BYTES = 12
_SIXTEEN_BITS = frozenset({"I", "I;16", "I;16B", "I;16L", "I;16N"})
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    LookupError,
    TypeError,
    ArithmeticError,
    RuntimeError,  # libavif on damaged frames
    struct.error,
    zlib.error,
)
"""What Pillow's decoders raise on broken files, besides MemoryError, which the guard reports."""


def remake(body: bytes) -> MadePicture | PictureFault:
    """Decode a picture and encode it anew at our widths, never larger than it is."""
    kind = sniff_kind(body)
    if not kind:
        return PictureFault.NOT_A_PICTURE
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return _remake(body, kind)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            return PictureFault.TOO_MANY_PIXELS
        except _BROKEN:
            return PictureFault.BROKEN


def _remake(body: bytes, kind: str) -> MadePicture | PictureFault:
    decoded = _decode(body, kind)
    if isinstance(decoded, PictureFault):
        return decoded
    pixels, width, height = decoded
    if _is_blank(pixels):
        return PictureFault.BLANK
    files = tuple(_encode_all(pixels, width))
    digest = hashlib.blake2b(b"".join(file.body for file in files), digest_size=_NAME_BYTES, salt=ENCODER_VERSION)
    return MadePicture(digest.hexdigest(), width, height, _tone(pixels), files)


def _decode(body: bytes, kind: str) -> tuple[Image.Image, int, int] | PictureFault:
    """The pixels, upright, at most about twice as wide as the widest file; and the size of the whole picture."""
    if kind == "avif":
        from PIL import AvifImagePlugin  # noqa: F401, PLC0415 (registers itself; its library is large)
    with Image.open(io.BytesIO(body), formats=[_DECODERS[kind]]) as opened:
        width, height = opened.size
        if width * height > MAX_PIXELS:
            return PictureFault.TOO_MANY_PIXELS
        if _is_turned(opened):
            width, height = height, width
        if fault := decide_shape(width, height):
            return fault
        if kind == "jpeg":
            opened.draft("RGB", (_ENOUGH, _ENOUGH))  # a huge photograph is decoded at a fraction of its size
        opened.load()
        return _upright_rgb(opened), width, height


def _is_turned(picture: Image.Image) -> bool:
    return picture.getexif().get(0x0112) in {5, 6, 7, 8}


def _upright_rgb(picture: Image.Image) -> Image.Image:
    """The pixels as they are meant to be seen: turned upright, in sRGB, on white where they are transparent."""
    profile = picture.info.get("icc_profile")
    factor = min(picture.size) // _ENOUGH
    turned = ImageOps.exif_transpose(picture.reduce(factor) if factor > 1 and picture.mode in _AVERAGED else picture)
    if turned.mode in _SIXTEEN_BITS:
        turned = turned.convert("I").point(lambda level: level / 256).convert("L")
    if turned.mode in {"P", "PA", "LA", "La", "RGBa"} or "transparency" in turned.info:
        turned = turned.convert("RGBA")
    if turned.mode == "RGBA":
        ground = Image.new("RGB", turned.size, "white")
        ground.paste(turned, mask=turned.getchannel("A"))
        turned = ground
    return _in_srgb(turned, profile)


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and picture.mode in {"RGB", "CMYK", "L"}:
        from PIL import ImageCms  # noqa: PLC0415 (most pictures have no profile)

        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            made = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            made = None
        if made is not None:
            return made
    return picture.convert("RGB")


def _is_blank(pixels: Image.Image) -> bool:
    small = pixels.resize((_TONE_SIDE, _TONE_SIDE), Image.Resampling.BOX)
    return all(
        isinstance(low, int) and isinstance(high, int) and high - low < _BLANK_LEVELS
        for low, high in (channel.getextrema() for channel in small.split())
    )


def _tone(pixels: Image.Image) -> str:
    red, green, blue = pixels.resize((1, 1), Image.Resampling.BOX).tobytes()
    return f"#{red:02x}{green:02x}{blue:02x}"


def _encode_all(pixels: Image.Image, own_width: int) -> Iterator[MadeFile]:
    """The files of a picture: each form that is not larger than the picture, and the smallest of each kind always."""
    done: set[tuple[int, str]] = set()
    for form in FORMS:
        width = min(form.width, own_width, pixels.width)
        if (width, form.kind) in done:
            continue
        done.add((width, form.kind))
        height = max(1, round(pixels.height * width / pixels.width))
        sized = pixels.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        yield MadeFile(width, height, form.kind, _encode(sized, form.kind, form.budget_bytes))


def _encode(sized: Image.Image, kind: str, budget_bytes: int) -> bytes:
    body = b""
    for quality in _QUALITIES:
        made = io.BytesIO()
        if kind == "webp":
            sized.save(made, "WEBP", quality=quality, method=4)
        else:
            sized.save(made, "JPEG", quality=quality, optimize=True, progressive=True)
        body = made.getvalue()
        if len(body) <= budget_bytes:
            break
    return body
