"""The files of a packed answer: a repository as GitHub packs it, a folder as a publisher zips it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from weighbridge.catalogue.fetching import Page

# What unpacks to more is no folder of small files: a bomb, or another archive than the one meant.
_MOST_BYTES = 1 << 30


def tar_files(page: Page, pattern: str) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of the files of a repository that match a pattern, without its first folder, by name.

    Raises ``ValueError`` where the archive is damaged, breaks off, or holds no such file.
    """
    import tarfile  # both formats are read in where a source is fetched, and nowhere else
    import zlib

    found: dict[str, bytes] = {}
    left = _MOST_BYTES
    try:
        with tarfile.open(fileobj=io.BytesIO(page.body), mode="r:gz") as archive:
            for member in archive:
                name = PurePosixPath(*PurePosixPath(member.name).parts[1:])
                left -= member.size
                _bounded(left)
                if member.isfile() and re.fullmatch(pattern, str(name)):
                    stream = archive.extractfile(member)
                    found[str(name)] = stream.read() if stream else b""
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise ValueError(f"an archive that is cut off or damaged ({error})") from error
    return _by_name(found, pattern)


def zip_files(page: Page, pattern: str) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of the files of a zip that match a pattern, by name; ``ValueError`` as above."""
    import zipfile
    import zlib

    try:
        with zipfile.ZipFile(io.BytesIO(page.body)) as archive:
            held = [item for item in archive.infolist() if re.fullmatch(pattern, item.filename)]
            _bounded(_MOST_BYTES - sum(item.file_size for item in held))
            found = {item.filename: archive.read(item) for item in held}
    except (zipfile.BadZipFile, EOFError, NotImplementedError, zlib.error) as error:
        raise ValueError(f"a zip that is cut off or damaged ({error})") from error
    return _by_name(found, pattern)


def _bounded(left: int) -> None:
    if left < 0:
        raise ValueError(f"an archive that unpacks to more than {_MOST_BYTES >> 30} GiB")


def _by_name(found: dict[str, bytes], pattern: str) -> Iterator[tuple[str, bytes]]:
    if not found:
        raise ValueError(f"an archive without a file of the form {pattern}")
    return iter(sorted(found.items()))
