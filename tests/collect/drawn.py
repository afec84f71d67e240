"""Pictures made for tests: drawn here, in every format, whole and hostile."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw

SIZE = (900, 600)


def drawn(size: tuple[int, int] = SIZE, seed: int = 0) -> Image.Image:
    """A picture that is not blank: a ramp with a disc, red in the left half and blue in the right."""
    width, height = size
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2, height // 3), fill=(200, 20 + seed, 20))
    draw.rectangle((width // 2, 0, width, height // 3), fill=(20, 20 + seed, 200))
    draw.ellipse((width // 3, height // 2, width // 2, height - 5), fill=(250, 250, 240))
    return image


def as_bytes(image: Image.Image | None = None, kind: str = "JPEG", **options: Any) -> bytes:
    """An image in a format."""
    made = io.BytesIO()
    (image or drawn()).save(made, kind, **options)
    return made.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says that it is this large."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) * 40 + chunk(b"IEND", b"")


def opened(body: bytes) -> Image.Image:
    """Bytes as a loaded image."""
    image = Image.open(io.BytesIO(body))
    image.load()
    return image
