"""Every address a built site writes down, and whether it leads somewhere: pages, files, styles, data."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

# In attributes, and in the code a reader is given to embed a figure, which is written out the same way.
_IN_PAGE = re.compile(
    r"""\b(?:href|src|action|poster|data|data-script|data-engine|data-address)="([^"]*)\""""
)
_ANCHOR = re.compile(r"""(?<![\w-])(?:id|name)="([^"]*)\"""")
_BLOCK = re.compile(r"""<script type="application/ld\+json">(.*?)</script>""", re.DOTALL)
_PICTURE = re.compile(r"""<meta (?:property|name)="(?:og|twitter):(?:image|url)" content="([^"]*)\"""")
_IN_STYLE = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")
_IN_MAP = re.compile(r"<loc>([^<]+)</loc>")
_MEMBERS = frozenset({"contentUrl", "url", "item", "path", "license", "sameAs", "image", "embedUrl"})
_OUTSIDE = re.compile(r"(?:https?:|mailto:|data:|urn:|//)")


def in_data(value) -> Iterator[str]:
    """The addresses in a JSON document: the members that hold one by their meaning."""
    if isinstance(value, list):
        for item in value:
            yield from in_data(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if isinstance(item, str) and name in _MEMBERS:
                yield item
            elif name != "@context":
                yield from in_data(item)


def in_page(text: str) -> Iterator[str]:
    """The addresses a page holds, for readers and for machines."""
    for block in _BLOCK.findall(text):
        yield from in_data(json.loads(block))
    for found in (*_IN_PAGE.findall(text), *_PICTURE.findall(text)):
        yield unescape(found)


def addresses(path: Path, text: str) -> Iterator[str]:
    """The addresses in a file that can lead on."""
    if path.suffix == ".html":
        yield from in_page(text)
    elif path.suffix in (".css", ".svg"):
        yield from _IN_STYLE.findall(text)
        yield from (unescape(found) for found in _IN_PAGE.findall(text))
    elif path.name == "sitemap.xml":
        yield from _IN_MAP.findall(text)
    elif (path.suffix == ".json" and "@context" in text[:2_000]) or path.name.endswith(".datapackage.json"):
        yield from in_data(json.loads(text))


def broken(folder: Path) -> tuple[list[str], int]:
    """Addresses inside the site that lead nowhere, each with its file; and how many were looked at."""
    root = folder.resolve()
    read = {
        path: path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.suffix in (".html", ".css", ".svg", ".xml", ".json")
    }
    anchors: dict[Path, set[str]] = {}
    wrong, count = [], 0
    for path, text in read.items():
        for address in set(addresses(path, text)):
            if _OUTSIDE.match(address):
                continue
            count += 1
            reason = _wrong(root, path, address, read, anchors)
            if reason:
                wrong.append(f"{path.relative_to(root)}: '{address}' {reason}")
    return sorted(wrong), count


def _wrong(root: Path, path: Path, address: str, read, anchors) -> str:
    """Why an address leads nowhere; nothing where it leads somewhere."""
    parts = urlsplit(address)
    if address.startswith("/") or not address.strip():
        return "is empty or begins at the root, so it breaks on disk and under a path"
    file = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not file.is_relative_to(root):
        return "leads out of the folder"
    if not file.is_file():
        return "is no file"
    place = unquote(parts.fragment)
    if not place or file.suffix != ".html":
        return ""
    if file not in anchors:
        anchors[file] = {unescape(found) for found in _ANCHOR.findall(read[file])}
    return "" if place in anchors[file] else "has no such place"


def reached(folder: Path) -> set[Path]:
    """The files one comes to from the home page and the site map, link by link."""
    found: set[Path] = set()
    waiting = [folder / "index.html", folder / "sitemap.xml"]
    while waiting:
        path = waiting.pop()
        if path in found or not path.is_file():
            continue
        found.add(path)
        is_text = path.suffix in (".html", ".css", ".svg", ".xml", ".json")
        for address in set(addresses(path, path.read_text(encoding="utf-8"))) if is_text else ():
            target = urlsplit(address).path
            if target and not _OUTSIDE.match(address):
                waiting.append(Path(os.path.normpath(path.parent / unquote(target))))
    return found
