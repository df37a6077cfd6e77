"""Bars on a logarithmic scale as SVG, drawn by hand: readable on light and on dark pages."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_LABEL, _NAME, _WIDTH, _VALUE = 165, 110, 410, 70
_BAR, _GAP, _GROUP_GAP, _TOP = 14, 3, 12, 44
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#24292f}.t{font-weight:600}.m{fill:#57606a}.g{stroke:#d0d7de}"
    ".o{stroke:#57606a;stroke-dasharray:3 3}.a{fill:#0a66c2}.b{fill:#9aa4af}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.m{fill:#9da7b1}.g{stroke:#30363d}.o{stroke:#9da7b1}"
    ".a{fill:#4c9df3}.b{fill:#6e7781}}"
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One engine's figure, by the baseline's; `is_ours` gives it the colour that stands out."""

    name: str
    value: float
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Bars that are compared with one another."""

    label: str
    bars: tuple[Bar, ...]


def drawn(title: str, groups: Sequence[Group]) -> str:
    """The SVG; a dashed line stands at 1, where the baseline is."""
    values = [bar.value for group in groups for bar in group.bars]
    low, high = math.floor(math.log10(min([*values, 0.5]))), math.ceil(math.log10(max([*values, 2.0])))
    left = _LABEL + _NAME

    def across(value: float) -> float:
        return left + _WIDTH * (math.log10(value) - low) / (high - low)

    parts, y = [], float(_TOP)
    for group in groups:
        parts.append(_text(0, y + _BAR - 3, group.label, "t"))
        for bar in group.bars:
            parts.append(_text(_LABEL, y + _BAR - 3, bar.name))
            parts.append(_bar(bar, across(1.0), across(bar.value), y))
            y += _BAR + _GAP
        y += _GROUP_GAP
    grid = [_line(across(10.0**power), y, power) for power in range(low, high + 1)]
    size = f"{left + _WIDTH + _VALUE} {y:.0f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" role="img" aria-label="{escape(title)}">'
        f"<style>{_STYLE}</style>{_text(0, 14, title, 't')}{''.join(grid)}{''.join(parts)}</svg>\n"
    )


def _bar(bar: Bar, base: float, end: float, y: float) -> str:
    """From the baseline's line to the left where it is less, to the right where it is more."""
    start, colour = min(base, end), "a" if bar.is_ours else "b"
    rectangle = f'<rect class="{colour}" x="{start:.1f}" y="{y:.0f}" width="{abs(end - base):.1f}" height="{_BAR}"/>'
    return rectangle + _text(max(base, end) + 5, y + _BAR - 3, f"{bar.value:.3g} ×", "m")


def _line(x: float, bottom: float, power: int) -> str:
    label = f"{10**power:,}" if power >= 0 else f"1/{10**-power:,}"
    kind = "o" if power == 0 else "g"
    line = f'<line class="{kind}" x1="{x:.1f}" y1="{_TOP - 6}" x2="{x:.1f}" y2="{bottom:.0f}"/>'
    return line + f'<text class="m" x="{x:.1f}" y="{_TOP - 12}" text-anchor="middle">{label}</text>'


def _text(x: float, y: float, text: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'
