"""The report of a series as one HTML page: the film as a strip, what was kept of it, and why."""

from __future__ import annotations

from fractions import Fraction
from html import escape

from microdrama.domain.findings import Findings
from microdrama.domain.plan import Plan, PlannedEpisode
from microdrama.domain.series import Series, SeriesEpisode

_STYLE = """
:root{color-scheme:dark}*{box-sizing:border-box}
body{margin:0;background:#190d1c;color:#f3e9f0;font:16px/1.5 system-ui,sans-serif}
main{max-width:70rem;margin:auto;padding:2rem 1.25rem 4rem}h1{margin:0 0 .25rem;font-size:2rem}
p.sub{margin:0 0 2rem;color:#b9a5b7}figure{margin:0 0 2.5rem}figcaption{color:#b9a5b7;font-size:.875rem}
svg{display:block;width:100%;height:auto;border-radius:.5rem;background:#25152a}
ol{list-style:none;padding:0;display:grid;gap:1.25rem}
li{display:grid;grid-template-columns:9rem 1fr;gap:1.25rem;background:#25152a;border-radius:1rem;padding:1rem}
li img{width:100%;border-radius:.6rem;display:block}h2{margin:.1rem 0 .4rem;font-size:1.2rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:0}dt{color:#b9a5b7}dd{margin:0}
@media(max-width:30rem){li{grid-template-columns:6rem 1fr}dl{grid-template-columns:1fr}dt{margin-top:.4rem}}
"""
_WIDE, _HIGH = 1000, 150
_COLOURS = ("#ff4d7d", "#ff9a5c")


def page(series: Series, plan: Plan, findings: Findings) -> str:
    """The whole page; it needs nothing but the posters that lie in the bundle."""
    title = escape(next(iter(series.title.values())))
    total = sum((episode.duration_s for episode in series.episodes), Fraction(0))
    share = float(total / findings.media.duration_s)
    count = len(series.episodes)
    head = (
        f"{count} episode{'s' * (count > 1)}, {clock(total)} of a film of {clock(findings.media.duration_s)} "
        f"({share:.0%}; asked for {plan.keep:.0%})"
    )
    rows = "\n".join(_episode(seen, planned) for seen, planned in zip(series.episodes, plan.episodes, strict=True))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}: report</title><style>{_STYLE}</style><main><h1>{title}</h1>"
        f'<p class="sub">{head}</p><figure>{_strip(plan, findings)}'
        f"<figcaption>The film from left to right. Bars: how much each scene is worth. Coloured: kept, one colour "
        f"an episode. Line: loudness. Dots: speech. Ticks at the top: shots.</figcaption></figure>"
        f"<ol>{rows}</ol></main></html>\n"
    )


def clock(moment: Fraction) -> str:
    """Minutes and seconds, as 7:05."""
    minutes, rest = divmod(round(moment), 60)
    return f"{minutes}:{rest:02d}"


def _episode(seen: SeriesEpisode, planned: PlannedEpisode) -> str:
    spans = ", ".join(f"{clock(span.start_s)}-{clock(span.end_s)}" for span in planned.spans)
    title = escape(next(iter(seen.title.values())))
    loudness = "silent" if seen.loudness_lufs is None else f"{seen.loudness_lufs:.1f} LUFS"
    facts = {
        "Length": f"{clock(seen.duration_s)} ({float(seen.duration_s):.1f} s)",
        "From the film": spans,
        "Hook": escape(planned.hook.reason),
        "Cliffhanger": escape(planned.cliffhanger.reason),
        "Loudness": loudness,
    }
    rows = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts.items())
    poster = escape(seen.poster, quote=True)
    return f'<li><img src="{poster}" alt=""><div><h2>{title}</h2><dl>{rows}</dl></div></li>'


def _strip(plan: Plan, findings: Findings) -> str:
    scale = _WIDE / float(findings.media.duration_s)
    shapes: list[str] = []
    for scene in plan.scenes:
        x, width = float(scene.start_s) * scale, float(scene.end_s - scene.start_s) * scale
        height = 10 + 90 * scene.salience
        colour = _colour(plan, scene.start_s) if scene.kept else "#4a3550"
        shapes.append(
            f'<rect x="{x:.1f}" y="{130 - height:.1f}" width="{max(0.5, width - 1):.1f}" height="{height:.1f}" '
            f'fill="{colour}"/>'
        )
    shapes += [
        f'<path d="M{float(s.start_s) * scale:.1f} 4v8" stroke="#8d7690" stroke-width=".6"/>' for s in findings.shots
    ]
    shapes += [
        f'<rect x="{float(s.start_s) * scale:.1f}" y="136" width="{max(1, float(s.duration_s) * scale):.1f}" '
        f'height="6" fill="#7fd1ff"/>'
        for s in findings.speech
    ]
    shapes.append(_curve(findings, scale))
    return f'<svg viewBox="0 0 {_WIDE} {_HIGH}" role="img" aria-label="The film">{"".join(shapes)}</svg>'


def _colour(plan: Plan, moment: Fraction) -> str:
    for episode in plan.episodes:
        if any(moment in span.picture for span in episode.spans):
            return _COLOURS[episode.number % 2]
    return _COLOURS[0]


def _curve(findings: Findings, scale: float) -> str:
    """Loudness from -60 to 0 LUFS, thinned to about one point a pixel."""
    if findings.loudness is None or not findings.loudness.lufs:
        return ""
    values, step = findings.loudness.lufs, float(findings.loudness.step_s)
    stride = max(1, len(values) // _WIDE)
    points = " ".join(
        f"{i * step * scale:.1f},{130 - 100 * max(0.0, min(1.0, (values[i] + 60) / 60)):.1f}"
        for i in range(0, len(values), stride)
    )
    return f'<polyline points="{points}" fill="none" stroke="#f3e9f0" stroke-opacity=".45" stroke-width="1"/>'
