"""Draw the sample press's pictures: flat shapes in the site's colours, plainly drawn and nobody's photograph.

python -m yaowen.sample.pictures.draw [FOLDER]
"""

# ruff: noqa: S311 (a drawing needs no secrets)
from __future__ import annotations

import math
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 800
SCALE = 2
"""Drawn twice as large, so that edges come out smooth."""
QUALITY = 76
PAPER, INK, RED = "#f3ecdf", "#26241f", "#b5281c"
SAND, STONE, MIST = "#d9c9ab", "#a89f8f", "#c9d2d1"
SEA, DEEP, NIGHT = "#7d9aa0", "#41606a", "#1f2a35"
Point = tuple[float, float]


class Sheet:
    """A picture being drawn, in units of 1200 × 800."""

    def __init__(self, above: str, below: str) -> None:
        self._image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE))
        self._draw = ImageDraw.Draw(self._image)
        top, bottom = _rgb(above), _rgb(below)
        for y in range(HEIGHT * SCALE):
            share = y / (HEIGHT * SCALE - 1)
            mixed = tuple(round(a + (b - a) * share) for a, b in zip(top, bottom, strict=True))
            self._draw.line([(0, y), (WIDTH * SCALE, y)], fill=mixed)

    def shape(self, points: Sequence[Point], color: str) -> None:
        """A filled polygon."""
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=color)

    def box(self, left: float, top: float, right: float, bottom: float, color: str) -> None:
        """A filled rectangle."""
        self.shape([(left, top), (right, top), (right, bottom), (left, bottom)], color)

    def line(self, points: Sequence[Point], color: str, thick: float) -> None:
        """A line through points."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._draw.line(scaled, fill=color, width=max(1, round(thick * SCALE)), joint="curve")

    def disc(self, x: float, y: float, radius: float, color: str) -> None:
        """A filled circle."""
        around = [(x - radius) * SCALE, (y - radius) * SCALE, (x + radius) * SCALE, (y + radius) * SCALE]
        self._draw.ellipse(around, fill=color)

    def ring(self, x: float, y: float, across: Point, color: str, thick: float) -> None:
        """An ellipse's outline; `across` holds its half width and half height."""
        around = [(x - across[0]) * SCALE, (y - across[1]) * SCALE, (x + across[0]) * SCALE, (y + across[1]) * SCALE]
        self._draw.ellipse(around, outline=color, width=round(thick * SCALE))

    def waves(self, top: float, color: str, height: float, length: float) -> None:
        """A sea from `top` down, with a wavy edge."""
        edge = [(x, top + height * math.sin(x / length)) for x in range(0, WIDTH + 1, 6)]
        self.shape([*edge, (WIDTH, HEIGHT), (0, HEIGHT)], color)

    def finish(self) -> Image.Image:
        """The picture at its size."""
        return self._image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def draw_bridge() -> Image.Image:
    """A cable-stayed bridge whose towers have just met their last beam."""
    sheet = Sheet("#e9dcc3", "#f6efe2")
    sheet.disc(905, 250, 92, RED)
    sheet.shape([(0, 520), (180, 470), (420, 512), (640, 480), (900, 520), (1200, 474), (1200, 620), (0, 620)], MIST)
    for tower in (390, 870):
        for step in range(1, 13):
            for side in (-1, 1):
                sheet.line([(tower, 170 + 14 * step), (tower + side * 20 * step, 548)], STONE, 1.6)
        sheet.shape([(tower - 16, 150), (tower + 16, 150), (tower + 26, 640), (tower - 26, 640)], INK)
    sheet.box(0, 546, 1200, 562, INK)
    sheet.waves(604, SEA, 7, 46)
    sheet.waves(668, DEEP, 9, 64)
    return sheet.finish()


def draw_port() -> Image.Image:
    """Cranes over stacked boxes."""
    sheet = Sheet("#c8d3d2", "#efe7d6")
    random.seed(7)
    for column in range(15):
        for row in range(random.randint(2, 5)):
            color = random.choice((DEEP, SEA, SAND, STONE, RED, "#8c2f25"))
            left, top = 20 + 78 * column, 582 - 40 * row
            sheet.box(left, top, left + 72, top + 36, color)
    for left in (170, 560, 950):
        sheet.box(left, 190, left + 14, 622, INK)
        sheet.box(left + 96, 190, left + 110, 622, INK)
        sheet.box(left - 130, 184, left + 190, 200, INK)
        sheet.line([(left + 52, 96), (left - 130, 188)], INK, 5)
        sheet.line([(left + 52, 96), (left + 190, 188)], INK, 5)
        sheet.shape([(left + 44, 96), (left + 60, 96), (left + 66, 190), (left + 38, 190)], INK)
        sheet.line([(left - 92, 198), (left - 92, 330)], INK, 2.5)
        sheet.box(left - 126, 330, left - 58, 364, RED)
    sheet.box(0, 620, 1200, 646, INK)
    sheet.waves(660, DEEP, 6, 40)
    return sheet.finish()


def draw_typhoon() -> Image.Image:
    """A spiral over an island."""
    sheet = Sheet("#5d7a83", "#33505b")
    for arm in range(5):
        for width, color in ((54, "#6d8a92"), (30, MIST), (12, PAPER)):
            points = []
            for step in range(0, 260, 4):
                turn = arm * 2 * math.pi / 5 + step / 52
                reach = 46 + step * 1.75
                points.append((610 + reach * math.cos(turn), 390 + 0.72 * reach * math.sin(turn)))
            sheet.line(points, color, width * 0.55)
    sheet.disc(610, 390, 50, "#27414b")
    sheet.disc(610, 390, 13, RED)
    sheet.shape([(120, 664), (188, 606), (270, 592), (330, 640), (300, 704), (190, 724)], SAND)
    return sheet.finish()


def draw_pier() -> Image.Image:
    """An old wooden pier at low tide, the town behind it."""
    sheet = Sheet("#ecdcc0", "#e2cfad")
    random.seed(3)
    left = 0
    while left < 1200:
        wide, tall = random.randint(50, 120), random.randint(60, 210)
        sheet.box(left, 420 - tall, left + wide, 430, random.choice((STONE, "#b9ad98", "#c5b69c")))
        left += wide
    sheet.waves(424, SEA, 3, 30)
    for place in range(13):
        x = 60 + 88 * place
        sheet.box(x, 520, x + 14, 716 + (place % 3) * 12, INK)
        sheet.line([(x + 7, 560), (x + 95, 660)], "#4a463d", 5)
    sheet.shape([(0, 486), (1200, 470), (1200, 508), (0, 530)], "#3a362f")
    sheet.line([(970, 486), (970, 352)], INK, 5)
    sheet.shape([(970, 352), (1060, 378), (970, 404)], RED)
    return sheet.finish()


def draw_manuscript() -> Image.Image:
    """Leaves of ruled paper, one column of them struck in red."""
    sheet = Sheet("#cbb894", "#b8a27b")
    for shift, color in ((70, "#e4d7bb"), (36, "#ede3cd"), (0, PAPER)):
        sheet.shape(
            [(250 + shift, 110 + shift / 2), (900 + shift, 60 + shift / 2), (950 + shift, 690), (300 + shift, 735)],
            color,
        )
    random.seed(11)
    for column in range(11):
        x = 322 + 52 * column
        sheet.line([(x, 128 - 4 * column), (x + 44, 700 - 4 * column)], "#d9b9a2", 2)
        bottom = random.randint(330, 640)
        for y in range(150, bottom, 34):
            long = random.randint(14, 25)
            tilt = x + 26 + (y - 128) * 0.077
            sheet.box(tilt - 9, y - 4 * column, tilt + 9, y + long - 4 * column, RED if column == 7 else "#4b463d")
    sheet.line([(1010, 120), (900, 560)], INK, 15)
    sheet.shape([(892, 556), (912, 562), (884, 640)], INK)
    return sheet.finish()


def draw_rails() -> Image.Image:
    """Rails running together under signals at night."""
    sheet = Sheet(NIGHT, "#38444f")
    sheet.shape([(0, 430), (300, 372), (620, 420), (940, 366), (1200, 416), (1200, 470), (0, 470)], "#2a3641")
    sheet.box(0, 452, 1200, 800, "#2e343a")
    for row in range(16):
        y = 470 + row * row * 1.42
        half = 26 + (y - 452) * 1.15
        sheet.box(600 - half, y, 600 + half, y + 2 + row * 0.9, "#5b554b")
    for side in (-1, 1):
        sheet.shape(
            [(600 + side * 14, 452), (600 + side * 19, 452), (600 + side * 300, 800), (600 + side * 258, 800)], STONE
        )
    for x, y, color in ((330, 300, RED), (870, 300, SAND)):
        sheet.box(x - 5, y, x + 5, 520, INK)
        sheet.box(x - 24, y - 72, x + 24, y + 12, INK)
        sheet.disc(x, y - 30, 17, color)
    sheet.disc(600, 446, 15, "#f4e7c2")
    return sheet.finish()


def draw_stars() -> Image.Image:
    """Two stars, one drawing the other in, over a dome."""
    sheet = Sheet("#131b25", "#2c3947")
    random.seed(23)
    for _ in range(190):
        sheet.disc(random.uniform(0, 1200), random.uniform(0, 600), random.uniform(0.8, 2.4), "#d8d3c4")
    for step in range(9, 0, -1):
        sheet.ring(690, 290, (40 + 31 * step, 14 + 10 * step), "#6b4a3f" if step % 2 else "#8a5a49", 3)
    sheet.disc(690, 290, 40, PAPER)
    for step in range(26):
        sheet.disc(660 - 9.6 * step, 300 + 0.12 * step * step, 5 + step * 1.9, "#a9402f")
    sheet.disc(380, 388, 96, RED)
    sheet.shape([(0, 690), (320, 610), (700, 668), (1200, 600), (1200, 800), (0, 800)], "#0f151d")
    sheet.disc(930, 640, 76, "#46525c")
    sheet.box(854, 640, 1006, 700, "#39444d")
    sheet.shape([(922, 560), (946, 556), (968, 640), (934, 640)], "#131b25")
    return sheet.finish()


def draw_pitch() -> Image.Image:
    """A penalty: the ball on its spot before an empty goal, stands behind."""
    sheet = Sheet("#5c6f58", "#7e8f6b")
    random.seed(5)
    for row in range(6):
        for seat in range(38):
            color = random.choice(("#2f3a31", "#3a463b", "#465446", SAND, RED))
            sheet.disc(14 + seat * 32 + (row % 2) * 15, 54 + row * 38, 12, color)
    sheet.box(0, 276, 1200, 312, INK)
    for stripe in range(6):
        sheet.box(stripe * 200, 312, stripe * 200 + 100, 800, "#75875f")
    for x in range(350, 880, 45):
        sheet.line([(x, 222), (x, 470)], MIST, 1.4)
    for y in range(240, 471, 40):
        sheet.line([(322, y), (878, y)], MIST, 1.4)
    sheet.line([(320, 474), (320, 214), (880, 214), (880, 474)], PAPER, 11)
    sheet.line([(60, 474), (1140, 474)], PAPER, 5)
    sheet.line([(150, 474), (60, 700), (1140, 700), (1050, 474)], PAPER, 5)
    sheet.disc(600, 640, 30, PAPER)
    for turn in range(5):
        angle = turn * 1.257 - 1.57
        sheet.disc(600 + 17 * math.cos(angle), 640 + 17 * math.sin(angle), 6.5, INK)
    return sheet.finish()


PICTURES: dict[str, Callable[[], Image.Image]] = {
    "bridge": draw_bridge, "manuscript": draw_manuscript, "pier": draw_pier, "pitch": draw_pitch, "port": draw_port,
    "rails": draw_rails, "stars": draw_stars, "typhoon": draw_typhoon,
}  # fmt: skip


def _rgb(color: str) -> tuple[int, ...]:
    return tuple(int(color[place : place + 2], 16) for place in (1, 3, 5))


def draw_all(folder: Path) -> None:
    """Write every picture into a folder, as WebP: half the weight of JPEG for flat shapes."""
    for name, draw in PICTURES.items():
        draw().save(folder / f"{name}.webp", quality=QUALITY, method=6)


if __name__ == "__main__":
    draw_all(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
