"""Pictures of unknown bytes are made anew from their pixels, or refused."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from collect.drawn import as_bytes, drawn, opened, png_claiming
from yaowen.base.guard import Guard
from yaowen.collect.rules.picture_codec import remake
from yaowen.collect.rules.pictures import FORMS, MadePicture, PictureFault, remake_picture, sniff_kind

SCRIPT = b"<script>alert(1)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)" width="900" height="600"/>'
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")


def made_of(body: bytes) -> MadePicture:
    made = remake(body)
    assert isinstance(made, MadePicture), made
    return made


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_becomes_webp_and_one_jpeg(kind: str) -> None:
    made = made_of(as_bytes(kind=kind))
    assert (made.width, made.height) == (900, 600)
    assert [(file.width, file.kind) for file in made.files] == [
        (320, "webp"), (640, "webp"), (900, "webp"), (640, "jpeg"),
    ]  # fmt: skip
    for file in made.files:
        assert sniff_kind(file.body) == file.kind
        assert opened(file.body).size == (file.width, file.height)


def test_no_picture_is_made_larger_than_it_is() -> None:
    made = made_of(as_bytes(drawn((250, 180))))
    assert [(file.width, file.kind) for file in made.files] == [(250, "webp"), (250, "jpeg")]


def test_a_wide_picture_comes_at_three_widths_within_their_budgets() -> None:
    made = made_of(as_bytes(drawn((2600, 1700)), quality=95))
    assert [(file.width, file.kind) for file in made.files] == [(form.width, form.kind) for form in FORMS]
    for file, form in zip(made.files, FORMS, strict=True):
        assert len(file.body) <= form.budget_bytes


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (SVG, PictureFault.NOT_A_PICTURE),
        (b"\xef\xbb\xbf" + SVG, PictureFault.NOT_A_PICTURE),
        (b"<!doctype html><title>login</title>", PictureFault.NOT_A_PICTURE),
        (b"%PDF-1.7\n%%EOF", PictureFault.NOT_A_PICTURE),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", PictureFault.NOT_A_PICTURE),
        (as_bytes(kind="BMP"), PictureFault.NOT_A_PICTURE),
        (as_bytes(kind="TIFF"), PictureFault.NOT_A_PICTURE),
        (as_bytes(kind="ICO"), PictureFault.NOT_A_PICTURE),
        (b"", PictureFault.NOT_A_PICTURE),
        (b"GIF89a/*" + SCRIPT + b"*/=1;", PictureFault.BROKEN),
        (b"\xff\xd8\xff\xe0" + SCRIPT * 40, PictureFault.BROKEN),
        (as_bytes()[:4000], PictureFault.BROKEN),
        (as_bytes(kind="PNG")[:3000], PictureFault.BROKEN),
        (as_bytes(kind="WEBP")[:900], PictureFault.BROKEN),
        (png_claiming(60_000, 60_000), PictureFault.TOO_MANY_PIXELS),
        (png_claiming(8_000, 5_001), PictureFault.TOO_MANY_PIXELS),
        (png_claiming(900, 600), PictureFault.BROKEN),
        (as_bytes(drawn((160, 120))), PictureFault.TOO_SMALL),
        (as_bytes(Image.new("RGB", (1, 1)), "GIF"), PictureFault.TOO_SMALL),
        (as_bytes(drawn((970, 120))), PictureFault.SHAPE),
        (as_bytes(drawn((400, 1800))), PictureFault.SHAPE),
        (as_bytes(Image.new("RGB", (900, 600), "#eeeeee")), PictureFault.BLANK),
    ],
)
def test_what_is_no_picture_for_an_article_is_refused(body: bytes, fault: PictureFault) -> None:
    assert remake(body) is fault


def test_nothing_but_pixels_survives() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at 12 Secret Lane"
    exif[0x8769] = {0x927C: b"<script>maker</script>"}
    body = as_bytes(
        exif=exif, comment=SCRIPT, icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    )
    for given_body in (body + SCRIPT, as_bytes(kind="GIF") + SCRIPT, as_bytes(kind="PNG") + SCRIPT):
        for file in made_of(given_body).files:
            assert b"script" not in file.body
            assert b"Secret Lane" not in file.body
            shown = opened(file.body)
            assert not shown.getexif()
            assert "icc_profile" not in shown.info
            assert "comment" not in shown.info


def test_a_picture_lying_on_its_side_is_set_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter to the right
    made = made_of(as_bytes(drawn((900, 600)).rotate(90, expand=True), exif=exif))
    assert (made.width, made.height) == (900, 600)
    red, blue = (opened(made.files[0].body).convert("RGB").getpixel(at) for at in ((40, 20), (280, 20)))
    assert isinstance(red, tuple)
    assert isinstance(blue, tuple)
    assert red[0] > 150 > red[2]
    assert blue[2] > 150 > blue[0]


@pytest.mark.parametrize("mode", ["CMYK", "L", "1", "P", "LA", "RGBA", "I;16"])
def test_every_mode_of_colour_is_shown_in_rgb(mode: str) -> None:
    ramp = drawn()
    image = ramp.convert("L").point(lambda level: level * 257, "I") if mode == "I;16" else ramp.convert(mode)
    body = as_bytes(image.convert("I;16") if mode == "I;16" else image, "JPEG" if mode == "CMYK" else "PNG")
    for file in made_of(body).files:
        assert opened(file.body).mode == "RGB"
        assert opened(file.body).convert("L").getextrema() != (0, 0)


def test_what_is_transparent_is_shown_on_white() -> None:
    image = drawn().convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 900, 300))
    corner = opened(made_of(as_bytes(image, "PNG")).files[0].body).convert("RGB").getpixel((20, 20))
    assert isinstance(corner, tuple)
    assert min(corner) > 245


def test_of_a_moving_picture_the_first_frame_is_shown() -> None:
    frames = [drawn(), Image.new("RGB", (900, 600), "black")]
    moving = as_bytes(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100, loop=0)
    made = made_of(moving)
    assert getattr(opened(made.files[0].body), "n_frames", 1) == 1
    assert opened(made.files[0].body).convert("L").getextrema()[1] > 200  # type: ignore[operator]


def test_the_name_is_that_of_the_pixels_and_the_tone_their_average() -> None:
    one, same, other = (
        made_of(body) for body in (as_bytes(kind="PNG"), as_bytes(kind="PNG") + b"!", as_bytes(drawn(seed=9), "PNG"))
    )
    assert one.name == same.name != other.name
    assert len(one.name) == 24
    assert one.tone == made_of(as_bytes(kind="PNG", compress_level=1)).tone
    assert one.tone.startswith("#")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_pictures_are_values_never_errors(data: st.DataObject) -> None:
    body = bytearray(data.draw(st.sampled_from(_SMALL)))
    for _ in range(data.draw(st.integers(1, 12))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(body)))
    assert isinstance(remake(bytes(body[:cut])), MadePicture | PictureFault)


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from(
        [b"\xff\xd8\xff", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\0\0\0WEBP", b"\0\0\0\x20ftypavif", b""]
    ),
)
def test_noise_is_a_value_never_an_error(noise: bytes, head: bytes) -> None:
    assert isinstance(remake(head + noise), PictureFault)


_SMALL = [as_bytes(drawn((240, 160)), kind) for kind in FORMATS]


def test_the_child_is_stopped_by_its_memory_and_goes_on_with_the_next() -> None:
    guard = Guard(remake_picture, memory_bytes=96 * 1024 * 1024)
    try:
        large = io.BytesIO()
        Image.linear_gradient("L").resize((6000, 6000)).convert("RGB").save(large, "PNG", compress_level=1)
        with pytest.raises(Exception, match="memory"):
            guard.call(20, large.getvalue())
        assert isinstance(guard.call(20, as_bytes()), MadePicture)
    finally:
        guard.close()


def test_a_worker_that_has_made_pictures_has_not_loaded_pillow() -> None:
    code = (
        "import sys, django; from django.conf import settings; django.setup(); import yaowen.pipeline; "
        "yaowen.pipeline.make_stages; print(sorted(name for name in sys.modules if name.split('.')[0] == 'PIL'))"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "yaowen.settings", "PATH": "/usr/bin:/bin", "YAOWEN_DATA": "/nonexistent"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "[]"
