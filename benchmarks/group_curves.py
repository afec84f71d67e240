"""Draw the curves of docs/explanation/grouping.md as SVG from what the other scripts of grouping have printed.

    .venv/bin/python benchmarks/train_group.py --leave-one-out > quality.txt
    .venv/bin/python benchmarks/group_stability.py > stability.txt
    .venv/bin/python benchmarks/group_speed.py > speed.txt
    .venv/bin/python benchmarks/group_curves.py --quality quality.txt --stability stability.txt --speed speed.txt

Each of the three may be left out: its picture stays as it is. Pictures go to docs/pictures/grouping-*.svg.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from statistics import fmean

TARGET = Path(__file__).resolve().parents[1] / "docs" / "pictures"
WIDTH, HEIGHT = 760, 300
LEFT, RIGHT, TOP, BOTTOM = 58, 150, 34, 46
COLOURS = ("#1f6f8b", "#b5452c", "#6a8f3c", "#7a5c9e")
WEEK = 7
SETTLED_DAY = 3
Row = dict[str, str]
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Series:
    """A line, or with `marks` a group of dots."""

    name: str
    points: Points
    marks: bool = False


@dataclass(frozen=True)
class Axis:
    """An axis: what it tells, its ends, and (value, text) of its ticks."""

    title: str
    low: float
    high: float
    ticks: Sequence[tuple[float, str]]

    def place(self, value: float, start: float, end: float) -> float:
        """Where a value lies between two coordinates."""
        return start + (value - self.low) / (self.high - self.low) * (end - start)


def main() -> None:
    """Draw what was given."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("quality", "stability", "speed"):
        made.add_argument(f"--{name}", type=Path, metavar="FILE", help=f"what the script of {name} has printed")
    asked = made.parse_args()
    if asked.quality:
        save("quality", draw_quality(read_rows(asked.quality)))
    if asked.stability:
        rows = [row for row in read_rows(asked.stability) if "day" in row][SETTLED_DAY:]
        save("stories", draw_stories(rows))
        save("largest", draw_largest(rows))
    if asked.speed:
        save("speed", draw_speed(read_rows(asked.speed)))


def save(name: str, picture: str) -> None:
    """Write a picture and say where."""
    file = TARGET / f"grouping-{name}.svg"
    file.write_text(picture, "utf-8")
    print(file)


def read_rows(file: Path) -> list[Row]:
    """Lines of `name value  name value`; what stands first without a value is the row's `title`."""
    rows = []
    for line in file.read_text("utf-8").splitlines():
        parts = [part.strip() for part in line.split("  ") if part.strip()]
        pairs = [part.rsplit(" ", 1) for part in parts]
        row = {pair[0]: pair[1] for pair in pairs if len(pair) > 1 and _is_value(pair[1])}
        if len(row) > 1:
            rows.append(row if parts[0].rsplit(" ", 1)[0] in row else {"title": parts[0], **row})
    return rows


def _is_value(text: str) -> bool:
    return text.replace(".", "", 1).replace("-", "").isdigit()


def draw_quality(rows: Sequence[Row]) -> str:
    """B³, multi and pair F1 of every window left out of training."""
    windows = [row for row in rows if "b3_f1" in row]
    ticks = [(place, row["title"].split(" (")[0].removeprefix("cluster_")) for place, row in enumerate(windows)]
    series = [
        Series(name, [(place, float(row[key])) for place, row in enumerate(windows)], marks=True)
        for name, key in (("B³ F1", "b3_f1"), ("multi F1", "multi_f1"), ("pair F1", "pair_f1"))
    ]
    low = min(value for one in series for _, value in one.points)
    bottom = int(low * 10) / 10
    return draw(
        "Quality of each window, left out of training",
        Axis("", -0.5, len(windows) - 0.5, ticks),
        Axis("", bottom, 1.0, [(step / 10, f"{step / 10:.1f}") for step in range(round(bottom * 10), 11)]),
        series,
    )


def draw_stories(rows: Sequence[Row]) -> str:
    """Live stories for each live article by day, and their mean over seven days."""
    values = [float(row["stories"]) for row in rows]
    weeks = [(place + WEEK / 2, fmean(values[place : place + WEEK])) for place in range(len(values) - WEEK + 1)]
    first = weeks[0][1] if weeks else values[0]
    series = [
        Series("by day", list(enumerate(values))),
        Series("mean of 7 days", weeks),
        Series("+20 % of day 3", [(0, 1.2 * first), (len(values), 1.2 * first)]),
        Series("−20 %", [(0, 0.8 * first), (len(values), 0.8 * first)]),
    ]
    return draw("Live stories ÷ live articles", _days(rows), Axis("", 0.3, 0.8, _steps(0.3, 0.8, 0.1)), series)


def draw_largest(rows: Sequence[Row]) -> str:
    """The share of the live articles that the largest story holds, by day."""
    values = [100 * float(row["largest"]) for row in rows]
    series = [Series("largest story", list(enumerate(values))), Series("5 %", [(0, 5.0), (len(values), 5.0)])]
    high = max(6.0, *values) + 1
    ticks = [(float(step), f"{step} %") for step in range(0, int(high) + 1, 2)]
    return draw("Share of the live articles in the largest story", _days(rows), Axis("", 0.0, high, ticks), series)


def draw_speed(rows: Sequence[Row]) -> str:
    """Articles a second of one core against live articles."""
    points = [(float(row["live"]), float(row["per_s"])) for row in rows if "live" in row and "per_s" in row]
    high = 1.15 * max(rate for _, rate in points)
    step = 500 if high > 1_000 else 200
    most = max(live for live, _ in points)
    return draw(
        "Articles a second and core against live articles",
        Axis("live articles", 0.0, most, [(live, f"{live:,.0f}") for live, _ in points]),
        Axis("", 0.0, high, [(float(rate), f"{rate:,}") for rate in range(0, int(high) + 1, step)]),
        [Series("filed", points), Series("", points, marks=True)],
    )


def _days(rows: Sequence[Row]) -> Axis:
    months = [(place, str(row["day"])[:7]) for place, row in enumerate(rows) if str(row["day"]).endswith("-01")]
    return Axis("", 0, len(rows), [(float(place), month) for place, month in months])


def _steps(low: float, high: float, step: float) -> list[tuple[float, str]]:
    count = round((high - low) / step)
    return [(low + place * step, f"{low + place * step:.1f}") for place in range(count + 1)]


def draw(title: str, across: Axis, up: Axis, series: Sequence[Series]) -> str:
    """A chart as SVG, in colours that stand on light and dark paper."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"',
        f' aria-label="{escape(title)}" font-family="sans-serif" font-size="12" fill="#777">',
        f'<text x="{LEFT}" y="18" font-size="14">{escape(title)}</text>',
        *_grid(across, up),
    ]
    for place, one in enumerate(series):
        colour = COLOURS[place % len(COLOURS)] if one.name else COLOURS[0]
        parts += _line(one, across, up, colour)
        if one.name:
            y = TOP + 14 + 18 * place
            parts.append(f'<text x="{WIDTH - RIGHT + 12}" y="{y}" fill="{colour}">{escape(one.name)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _grid(across: Axis, up: Axis) -> Iterable[str]:
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    for value, text in up.ticks:
        y = up.place(value, bottom, TOP)
        yield f'<path d="M{LEFT} {y:.1f}H{right}" stroke="#9994"/>'
        yield f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{escape(text)}</text>'
    for value, text in across.ticks:
        x = across.place(value, LEFT, right)
        yield f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{escape(text)}</text>'
    yield f'<text x="{(LEFT + right) / 2:.0f}" y="{HEIGHT - 8}" text-anchor="middle">{escape(across.title)}</text>'


def _line(one: Series, across: Axis, up: Axis, colour: str) -> list[str]:
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    places = [(across.place(x, LEFT, right), up.place(y, bottom, TOP)) for x, y in one.points]
    if one.marks:
        return [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in places]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    return [f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="1.6"/>']


if __name__ == "__main__":
    main()
