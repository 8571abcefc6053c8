"""Where an answer goes and in which form: the screen, a pipe or a file."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from weighbridge.catalogue.errors import UsageError, unknown_name
from weighbridge.cli.terminal import Terminal, terminal_of

Record = Mapping[str, Any]
Form = Literal["table", "json", "csv", "md", "parquet", "svg", "png"]
FORMS: tuple[Form, ...] = ("table", "json", "csv", "md", "parquet", "svg", "png")
BINARY: tuple[Form, ...] = ("parquet", "png")
_ENDINGS: dict[str, Form] = {
    ".txt": "table",
    ".json": "json",
    ".csv": "csv",
    ".md": "md",
    ".parquet": "parquet",
    ".svg": "svg",
    ".png": "png",
}


@dataclass(frozen=True, slots=True)
class Forms:
    """The written forms of one answer, each made only when it is asked for.

    ``svg`` and ``png`` are there for answers that have a picture of their own.
    """

    table: Callable[[Terminal], list[str]]
    json: Callable[[], str]
    csv: Callable[[], str]
    md: Callable[[], str]
    parquet: Callable[[], bytes]
    svg: Callable[[], str] | None = None
    png: Callable[[], bytes] | None = None


def form_of(given: Form | None, output: Path | None) -> Form:
    """The form asked for: by name, else by the ending of the file, else a table."""
    if given is not None or output is None:
        return given or "table"
    found = _ENDINGS.get(output.suffix.lower())
    if found is None:
        raise UsageError(
            f"--output {output}: the ending '{output.suffix}' names no form. "
            f"Use one of {', '.join(_ENDINGS)}, or add --format."
        )
    return found


def writable(given: Form | None, output: Path) -> None:
    """Refuse a file of no known form, and a folder where a file is wanted."""
    _refuse_folder(output)
    form_of(given, output)


def deliver(forms: Forms, given: Form | None = None, output: Path | None = None) -> None:
    """Write an answer in the form and to the place asked for."""
    form = form_of(given, output)
    if form == "table":
        say_or_keep(forms.table, output)
        return
    content = _content(forms, form)
    if output is not None:
        _keep(output, content)
    elif form in BINARY and sys.stdout.isatty():
        raise UsageError(f"{form.upper()} is not for reading: add --output FILE, or take --format table.")
    else:
        _raw(content)


def say_or_keep(lines: Callable[[Terminal], list[str]], output: Path | None) -> None:
    """An answer to read, on the screen or in a file."""
    if output is None:
        say(lines(terminal_of(sys.stdout)))
    else:
        plain = Terminal(width=1_000_000, is_tty=False)
        _keep(output, (plain.spelled("\n".join(lines(plain))) + "\n").encode())


def deliver_text(text: str, output: Path | None) -> None:
    """A text in a form of its own, such as SARIF, as it is."""
    if output is None:
        _raw(text.encode())
    else:
        _keep(output, text.encode())


def _content(forms: Forms, form: Form) -> bytes:
    if form not in FORMS:
        raise unknown_name("format", form, FORMS, "")
    make: Callable[[], str | bytes] | None = getattr(forms, form)
    if make is None:
        raise UsageError(
            f"--format {form}: this answer has no picture; `weighbridge sensitivity` has one, and "
            "`weighbridge report` draws every indicator. Take table, json, csv, md or parquet."
        )
    made = make()
    return made if isinstance(made, bytes) else _ended(made).encode()


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"


def _keep(path: Path, content: bytes) -> None:
    from weighbridge.store.atomic import write_file

    _refuse_folder(path)
    write_file(path.absolute(), content)


def _refuse_folder(path: Path) -> None:
    if path.is_dir():
        raise UsageError(f"--output {path} is a folder. Give the path of a file in it.")


def _raw(content: bytes) -> None:
    """Bytes as they are: what machines read is UTF-8 whatever the screen can show."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def say(lines: Sequence[str]) -> None:
    """Print lines in the characters the screen has; a strange letter in a name is spelt out, not lost."""
    terminal = terminal_of(sys.stdout)
    text = terminal.spelled("\n".join(lines)) + "\n"
    encoding = sys.stdout.encoding or "ascii"
    _raw(text.encode(encoding, errors="backslashreplace"))


def tell(line: str) -> None:
    """A remark for whoever runs the command: it goes beside the answer, not into it."""
    from weighbridge.cli.layout import paragraph

    terminal = terminal_of(sys.stderr)
    encoding = sys.stderr.encoding or "ascii"
    text = (
        terminal.spelled("\n".join(paragraph(line.strip(), terminal)))
        .encode(encoding, errors="backslashreplace")
        .decode(encoding)
    )
    print(text, file=sys.stderr, flush=True)


def forms_of(
    records: Sequence[Record],
    table: Callable[[Terminal], list[str]],
    names: Sequence[str],
    whole: Callable[[], object] | None = None,
) -> Forms:
    """The forms of an answer that is a list of records; ``whole`` is the JSON where that says more."""
    return Forms(
        table=table,
        json=lambda: json.dumps(whole() if whole else list(records), ensure_ascii=False, indent=1) + "\n",
        csv=lambda: _csv(records, names),
        md=lambda: markdown(names, [[_flat(record.get(name)) for name in names] for record in records]),
        parquet=lambda: _parquet(records, names),
    )


def _flat(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ";".join(str(item) for item in value)
    return str(value)


def _csv(records: Sequence[Record], names: Sequence[str]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_flat(record.get(name)) for name in names] for record in records)
    return out.getvalue()


def markdown(names: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[str] = ()) -> str:
    """A Markdown table; bars within a text are escaped, line breaks become blanks."""
    marks = ["---:" if name in right else "---" for name in names]
    lines = [names, marks, *([_escaped(text) for text in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _escaped(text: str) -> str:
    return " ".join(text.split("\n")).replace("|", "\\|")


def _parquet(records: Sequence[Record], names: Sequence[str]) -> bytes:
    import pyarrow as pa

    # Records without a value anywhere would become a column of nulls, which few programs read.
    columns = {name: [record.get(name) for record in records] for name in names}
    arrays = {
        name: pa.array(values, pa.string()) if all(value is None for value in values) else pa.array(values)
        for name, values in columns.items()
    }
    return parquet_bytes(pa.table(arrays))


def parquet_bytes(table: Any) -> bytes:
    """An Arrow table as the bytes of a Parquet file."""
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd", store_schema=True)
    return out.getvalue()
