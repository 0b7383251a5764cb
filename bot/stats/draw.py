"""The picture itself. `python -m bot.stats.draw` reads the numbers from standard input (JSON) and writes a PNG to standard output."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = {"strong": "#c62f32", "caution": "#e8a317", "none": "#9aa0a9", "unclear": "#6b8fb3"}
HATCHES = {"strong": "", "caution": "//", "none": "", "unclear": ".."}
"""Told apart without colours too."""
_WIDE, _DOTS = 5.2, 173.1
"""Inches and dots per inch: 900 dots wide, read at a third of that on a phone."""
_INK, _BACK = "#23272f", "#ffffff"
_LABEL = 28
"""Letters of a name at most."""


def draw(found: dict[str, Any]) -> bytes:
    """A PNG of `Numbers.to_dict()`: weeks as stacked bars on top, the two rankings below."""
    import matplotlib as mpl
    import matplotlib_fontja  # type: ignore[import-untyped] # noqa: F401 -- makes a Japanese font the default

    mpl.rcParams.update({"font.size": 13, "text.parse_math": False, "text.color": _INK, "axes.labelcolor": _INK, "xtick.color": _INK, "ytick.color": _INK})
    from matplotlib.figure import Figure

    ranked = [(found[f"{name}_title"], found[name]) for name in ("brands", "campaigns") if found[name]]
    heights = [3.7, *(0.7 + 0.58 * len(rows) for _, rows in ranked)]
    figure = Figure(figsize=(_WIDE, sum(heights)), dpi=_DOTS, layout="constrained", facecolor=_BACK)
    parts = figure.subfigures(len(heights), 1, height_ratios=heights, squeeze=False)
    _weeks(parts[0][0].subplots(), found)
    for (part,), (title, rows) in zip(parts[1:], ranked, strict=True):
        _ranking(part.subplots(), title, rows)
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def _weeks(axes: Axes, found: dict[str, Any]) -> None:
    """Stacked bars, with each week's sum above."""
    from matplotlib.ticker import MaxNLocator

    below = [0] * len(found["weeks"])
    for level, name, counts in found["levels"]:
        if any(counts):
            axes.bar(found["weeks"], counts, bottom=below, label=name, color=COLOURS[level], hatch=HATCHES[level], edgecolor="white", linewidth=0.6)
        below = [one + other for one, other in zip(below, counts, strict=True)]
    for place, total in enumerate(below):
        if total:
            axes.annotate(str(total), (place, total), ha="center", va="bottom", xytext=(0, 2), textcoords="offset points")
    axes.set_title(found["title"], loc="left", fontsize=15, pad=10)
    axes.set_ylim(0, max(*below, 4) * 1.12)
    axes.set_xlim(-0.6, len(below) - 0.4)
    axes.set_xticks(range(len(below)), found["weeks"])
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=2, frameon=False, fontsize=12, handlelength=1.4, columnspacing=1.6)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _ranking(axes: Axes, title: str, rows: list[tuple[str, int]]) -> None:
    """Bars with their names above them, so that long ones have room."""
    bars = axes.barh(range(len(rows)), [count for _, count in rows], color=COLOURS["unclear"], height=0.42)
    axes.bar_label(bars, padding=4)
    for place, (name, _) in enumerate(rows):
        shown = name if len(name) <= _LABEL else name[: _LABEL - 1] + "…"
        axes.annotate(shown, (0, place - 0.26), va="bottom", xytext=(1, 0), textcoords="offset points")
    axes.set_ylim(len(rows) - 0.6, -0.85)
    axes.set_xlim(0, max(count for _, count in rows) * 1.12)
    axes.set_title(title, loc="left", fontsize=15)
    axes.axis("off")


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(json.load(sys.stdin)))
