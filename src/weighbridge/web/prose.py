"""A docstring as a reader's text: paragraphs, lists, emphasis and names, and nothing else.

Everything is escaped first; only marks this module knows become elements.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_MARKS = (
    (re.compile(r"``([^`]+)``"), r"<code>\1</code>"),
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*([^*]+)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"(?<!\w)\*([^*\s][^*]*)\*(?!\w)"), r"<em>\1</em>"),
)
_ITEM = re.compile(r"[-*] ")


def paragraphs(text: str) -> Markup:
    """The text as HTML: blank lines part paragraphs, lines that begin with a dash make a list."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text.strip())]
    return Markup("\n").join(_block(block) for block in blocks if block)


def _block(block: str) -> Markup:
    lines = [line.strip() for line in block.splitlines()]
    starts = [index for index, line in enumerate(lines) if _ITEM.match(line)]
    if not starts:
        return Markup("<p>{}</p>").format(inline(" ".join(lines)))
    head = Markup("<p>{}</p>").format(inline(" ".join(lines[: starts[0]]))) if starts[0] else Markup()
    ends = [*starts[1:], len(lines)]
    items = [" ".join(lines[a:b])[2:] for a, b in zip(starts, ends, strict=True)]
    return head + Markup("<ul>{}</ul>").format(
        Markup().join(Markup("<li>{}</li>").format(inline(i)) for i in items)
    )


def inline(text: str) -> Markup:
    """One line of text with its emphasis and names."""
    marked = str(escape(tidy(text)))
    for pattern, element in _MARKS:
        marked = pattern.sub(element, marked)
    return Markup(marked)  # noqa: S704  # escaped above; the marks add fixed elements only


def first_sentence(text: str) -> str:
    """The first line of a docstring, without marks, as plain text."""
    line = " ".join(text.strip().split("\n\n")[0].split())
    return re.sub(r"[`*]", "", line)


def first_paragraph(text: str) -> str:
    """The paragraph after the first line of a docstring, or that line where there is no other; plain text."""
    blocks = [block for block in re.split(r"\n\s*\n", text.strip()) if block]
    return first_sentence(blocks[0] if len(blocks) == 1 else f"{blocks[0]} {blocks[1]}")


_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)|(?<=s)'(?=\s)")


def tidy(text: str) -> str:
    """The text with a typeset apostrophe; code is written with plain ones."""
    return _APOSTROPHE.sub("’", text)
