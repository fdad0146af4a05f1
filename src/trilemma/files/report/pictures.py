"""What all pictures have in common: a frame that screen readers can name, lines, texts and axes."""

from __future__ import annotations

from trilemma.files.report.axes import Scale, Tick
from trilemma.files.report.markup import Markup, Part, join, tag
from trilemma.files.report.wording import shortened

LETTER = 6.8
"""Mean width of a letter at the size of the labels, a little too much rather than too little."""


def picture(name: str, title: str, said: str, width: float, height: float, *body: Part) -> Markup:
    """Return a picture with its title and what it says, for those who do not see it."""
    return tag(
        "svg",
        tag("title", title, id=f"{name}-title"),
        tag("desc", said, id=f"{name}-desc"),
        *body,
        class_="picture",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        viewBox=f"0 0 {width:g} {height:g}",
        width=width,
        height=height,
    )


def text(x: float, y: float, content: str, class_: str = "label", anchor: str | None = None) -> Markup:
    """Return a text that begins (or, by its anchor, ends or is centred) at a place."""
    return tag("text", content, x=x, y=y, class_=class_, text_anchor=anchor)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    """Return a straight line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def box(x: float, y: float, width: float, height: float, class_: str, rx: float | None = None) -> Markup:
    """Return a rectangle."""
    return tag("rect", x=x, y=y, width=width, height=height, class_=class_, rx=rx)


def width_of(content: str) -> float:
    """Return about how wide a label is."""
    return LETTER * len(content)


def bottom_axis(scale: Scale, ticks: tuple[Tick, ...], y: float) -> Markup:
    """Return an axis below a picture; labels that would touch the one before are left out."""
    parts: list[Part] = [line(scale.first, y, scale.last, y, "axis")]
    free = float("-inf")
    for tick in ticks:
        x = scale(tick.value)
        half = width_of(tick.label) / 2
        middle = min(max(x, scale.first + half - 30), scale.last - half + 12)
        parts.append(line(x, y, x, y + 4, "axis"))
        if middle - half >= free:
            parts.append(text(middle, y + 17, tick.label, "tick", "middle"))
            free = middle + half + 6
    return join(parts)


def left_axis(scale: Scale, ticks: tuple[Tick, ...], x: float, last: float) -> Markup:
    """Return an axis at the left with thin lines across the picture."""
    parts: list[Part] = []
    for tick in ticks:
        y = scale(tick.value)
        parts += [line(x, y, last, y, "grid"), text(x - 6, y + 4, tick.label, "tick", "end")]
    return join(parts)


def marker(x: float, row: int, top: float, bottom: float, width: float, label: str, class_: str) -> Markup:
    """Return an upright line with a label at its head, on the side that has room; rows keep labels apart."""
    y = top + 14 * row
    to_left = x + 5 + width_of(label) > width
    return join(
        [
            line(x, y - 9, x, bottom, f"mark {class_}"),
            text(x - 5 if to_left else x + 5, y, label, f"label {class_}", "end" if to_left else "start"),
        ]
    )


def table_of(headings: tuple[str, ...], rows: list[tuple[Part, ...]], numbers: int = 99) -> Markup:
    """Return a table whose columns from ``numbers`` on are aligned to the right."""

    def row(element: str, cells: tuple[Part, ...], scope: str | None) -> Markup:
        return tag(
            "tr",
            *(tag(element, c, class_="number" if i >= numbers else None, scope=scope) for i, c in enumerate(cells)),
        )

    head = tag("thead", row("th", headings, "col"))
    body = tag("tbody", *(row("td", cells, None) for cells in rows))
    return tag("div", tag("table", head, body), class_="scroll", tabindex="0", role="group", aria_label="Table")


def as_table(headings: tuple[str, ...], rows: list[tuple[Part, ...]], numbers: int = 99) -> Markup:
    """Return the numbers of a picture as a table that opens on demand."""
    return tag("details", tag("summary", "Show as table"), table_of(headings, rows, numbers))


def key(*entries: tuple[str, str]) -> Markup:
    """Return a legend: for each entry a small sample drawn by its class, and its name."""
    items = [
        tag(
            "li",
            tag(
                "svg",
                tag("g", sample_of(class_)),
                class_="sample",
                viewBox="0 0 24 12",
                width=24,
                height=12,
                aria_hidden="true",
            ),
            name,
        )
        for class_, name in entries
    ]
    return tag("ul", *items, class_="key")


def sample_of(class_: str) -> Markup:
    """Return what stands for a class in a legend."""
    kind = class_.partition(" ")[0]
    if kind in {"mark", "link", "float", "whisker", "front"}:
        return line(0, 6, 24, 6, class_)
    if kind == "milestone":
        return tag("path", d="M12 1 17 6 12 11 7 6Z", class_=class_)
    if kind in {"dot", "point"}:
        return tag("circle", cx=12, cy=6, r=4, class_=class_)
    if kind in {"baseline", "critical"}:
        return box(0, 4, 24, 4, class_)
    return box(0, 1, 24, 10, class_, 2)


def fitting(content: str, width: float) -> str:
    """Return a label shortened to a width."""
    return shortened(content, max(int(width / LETTER), 4))
