"""The renderer's pictures in fewer bytes: it packs in haste and keeps a transparency nobody uses."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator


def smaller(png: bytes) -> bytes:
    """The same picture in a third of the bytes, pixel by pixel.

    Every line of the renderer's pictures holds differences to the pixel on its left, channel by channel, so
    the opaque fourth one can be dropped without unpacking them. Another kind of PNG comes back as it is.
    """
    import numpy as np

    chunks = dict(_chunks(png))
    width, height, depth, colour = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    packed = b"".join(body for kind, body in _chunks(png) if kind == b"IDAT")
    if (depth, colour) != (8, 6):
        return png
    rows = np.frombuffer(zlib.decompress(packed), dtype=np.uint8).reshape(height, 1 + 4 * width)
    pixels = rows[:, 1:].reshape(height, width, 4)
    if (rows[:, 0] != 1).any() or (pixels[:, 0, 3] != 255).any() or pixels[:, 1:, 3].any():
        return png
    kept = np.concatenate([rows[:, :1], pixels[:, :, :3].reshape(height, 3 * width)], axis=1)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(kept.tobytes(), 6)), (b"IEND", b""))
    return png[:8] + b"".join(_chunk(kind, body) for kind, body in parts)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 8
    while place < len(png):
        (size,) = struct.unpack(">I", png[place : place + 4])
        yield png[place + 4 : place + 8], png[place + 8 : place + 8 + size]
        place += size + 12


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
