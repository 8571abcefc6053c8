"""Write the reference from the declarations: commands, indicators, axes, sources, tables, formats, notices.

    python tools/generate_docs.py            write the files
    python tools/generate_docs.py --check    compare, and exit with 1 naming those that are not up to date

Nothing is read but the package itself and the manifests of the starter snapshots, so that two machines
write the same bytes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from weighbridge.catalogue import registry
from weighbridge.catalogue.axis import Axis
from weighbridge.catalogue.caveats import CAVEATS
from weighbridge.catalogue.flags import FLAGS
from weighbridge.catalogue.indicator import Indicator
from weighbridge.catalogue.source import Source
from weighbridge.catalogue.table import Column, Table
from weighbridge.cli.commands import COMMANDS, Command
from weighbridge.cli.help import ABOUT, describe, meaning_of
from weighbridge.cli.indicators import axes_of, definition_count
from weighbridge.cli.output import markdown
from weighbridge.cli.suites_reference import suites_page
from weighbridge.definitions.choices import options
from weighbridge.store.home import STARTER
from weighbridge.store.manifest import Manifest, read_manifest

ROOT = Path(__file__).resolve().parent.parent
_WRITTEN = "Written by `make docs` from the declarations; edit those, not this page."


def _page(title: str, opening: str, parts: Iterable[str]) -> str:
    return "\n\n".join([f"# {title}", f"{opening} {_WRITTEN}", *(part.strip() for part in parts)]) + "\n"


def _prose(text: str) -> str:
    """A docstring as Markdown: the marks of code made those of Markdown."""
    return text.replace("``", "`").strip()


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[str] = ()) -> str:
    return markdown(heads, [[_prose(cell) for cell in row] for row in rows], right).rstrip()


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _facts(pairs: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"- **{word}**: {text}" for word, text in pairs if text)


# Commands --------------------------------------------------------------------------------------------


def cli_page() -> str:
    """Every command with its words, flags and examples."""
    opening = (
        f"{ABOUT} `weighbridge COMMAND --help` shows the same on the screen; dates are ISO days, months "
        "`YYYY-MM`."
    )
    groups: list[str] = []
    for group in dict.fromkeys(command.group for command in COMMANDS.values()):
        own = [command for command in COMMANDS.values() if command.group == group]
        rows = [[f"[`{c.name}`](#weighbridge-{c.name})", c.summary] for c in own]
        groups.append(f"**{group}**\n\n{_table(('command', 'what it does'), rows)}")
    codes = _table(
        ("exit code", "means"),
        [
            ["0", "pass"],
            ["1", "a violation: what was looked at does not hold, or a rule was broken"],
            ["2", "wrong use: an unknown name, flag or date; the message names the nearest"],
            ["3", "undecided"],
            ["4", "none found: looked, and there is nothing"],
            ["5", "changed: `watch` found something beyond the size of noise"],
        ],
    )
    surroundings = _table(
        ("variable", "what it does"),
        [
            ["`WEIGHBRIDGE_HOME`", "the folder of the store; otherwise the system's place for data"],
            [
                "`WEIGHBRIDGE_THREADS`, `WEIGHBRIDGE_MEMORY`",
                "what the engine may take: threads, and memory such as `2GB`; what has no room goes to disk",
            ],
            [
                "`WEIGHBRIDGE_ENGINE`",
                "`duckdb` (otherwise), or Spark: `local[N]`, `spark://HOST:PORT` ([how](cluster.md))",
            ],
            ["`NO_COLOR`", "no colours; nothing is told by colour alone"],
        ],
    )
    answers = (
        "The answer goes to standard output, progress and errors to standard error. On a screen a table has "
        "the main columns; from 120 columns, and always on a pipe, intervals and counts too. Below 80 "
        "columns plots go first, then remarks, never a value. JSON is described in [formats](formats.md)."
    )
    return _page(
        "Commands",
        opening,
        [*groups, "## Exit codes", codes, "## Output", answers, "## Surroundings", surroundings]
        + [_command(command) for command in COMMANDS.values()],
    )


def _command(command: Command) -> str:
    description = describe(command)
    parts = [f"## weighbridge {command.name}", f"```\nweighbridge {command.name} {command.usage}\n```"]
    parts.append(_prose(description.text))
    for group in dict.fromkeys(flag.group for flag in description.flags):
        rows = [[f"`{flag.spelling}`", meaning_of(flag)] for flag in description.flags if flag.group == group]
        parts.append(_table((group.lower(), "meaning"), rows))
    if command.is_made:
        parts.append("Every axis of the indicator is a flag of its own name: see [axes](axes.md).")
    return "\n\n".join([*parts, "```\n" + "\n".join(command.examples) + "\n```"])


# Indicators and axes ---------------------------------------------------------------------------------


def indicators_page() -> str:
    """Every indicator: its question, its method, its axes, what does not go together."""
    found = registry.indicators()
    opening = "Every published number, with the question it answers and its method."
    rows = [[f"[`{d.name}`](#{d.name})", d.question, d.unit.value, _code(d.groups)] for d in found]
    index = _table(("indicator", "question", "unit", "by"), rows)
    flags = _table(("flag", "meaning"), [[f"`{name}`", text] for name, text in FLAGS.items()])
    return _page("Indicators", opening, [index, *map(_indicator, found), "## Flags", flags])


def _indicator(declared: Indicator) -> str:
    facts = _facts(
        [
            ("Question", declared.question),
            ("Unit", declared.unit.value),
            ("By", _code(declared.groups)),
            ("Covers", declared.population),
            ("Interval", f"90 %, resampling {declared.resampled}"),
            ("From", _code(declared.reads)),
            ("Definitions", f"{definition_count(declared):,} that do not contradict themselves"),
            ("Method version", f"{declared.method_version}, since {declared.since}"),
            ("Cite", "; ".join(declared.cite)),
        ]
    )
    rows = [
        [f"[`{axis.flag}`](axes.md#{axis.name})", axis.question, f"`{declared.default(axis)}`"]
        for axis in declared.axes
    ]
    parts = [f"## {declared.name}", f"**{declared.title}**", facts, _prose(declared.method)]
    parts.append(_table(("axis", "question", "otherwise"), rows))
    if declared.invalid:
        rules = [
            [" with ".join(f"`{name}` {_code(found)}" for name, found in rule.when.items()), rule.reason]
            for rule in declared.invalid
        ]
        parts += ["What does not go together:", _table(("choices", "why"), rules)]
    if declared.headline:
        lines = [
            [h.label, h.note, _code(f"{k}={v}" for k, v in h.choices.items()) or "defaults"]
            for h in declared.headline
        ]
        parts += ["Headline definitions:", _table(("definition", "note", "choices"), lines)]
    parts.append("\n".join(f"- {CAVEATS[name]}" for name in declared.caveats))
    if declared.revisions:
        parts += ["Revisions:", "\n".join(f"- {line}" for line in declared.revisions)]
    return "\n\n".join(parts)


def axes_page() -> str:
    """Every axis and option, with who counts that way."""
    found = registry.indicators()
    opening = (
        "Every choice a figure hangs on, each with named options. The first option is the default, unless "
        "an indicator says otherwise."
    )
    distinct = axes_of(found)
    names = dict.fromkeys(axis.name for axis in distinct)
    sections = [
        f"## {name}\n\n" + "\n\n".join(_axis(axis, found) for axis in distinct if axis.name == name)
        for name in names
    ]
    return _page("Axes", opening, sections)


def _axis(axis: Axis, found: Sequence[Indicator]) -> str:
    rows = [[f"`{o.name}`", o.label, o.meaning, o.used_by] for o in options(axis)]
    users = [d.name for d in found if axis in d.axes]
    used = f"On the command line `{axis.flag}`; an axis of {_code(users)}."
    table = _table(("option", "shown as", "what is done", "used by"), rows)
    return f"{axis.question} {used}\n\n{table}"


# Sources ---------------------------------------------------------------------------------------------


def shipped() -> list[Manifest]:
    """The manifests of the snapshots that come with the package."""
    return [read_manifest(path.parent) for path in sorted((STARTER / "snapshots").glob("*/*/manifest.json"))]


def sources_page() -> str:
    """Every source: terms, fields, how it is read, what is shipped."""
    held = shipped()
    found = registry.sources()
    opening = (
        "Every place facts come from. A record that lacks a required field is set aside, with the reason."
    )
    rows = [
        [f"[`{s.name}`](#{s.name})", s.producer, s.terms.value, _dates(s, held) or "not shipped"]
        for s in found
    ]
    index = _table(("source", "producer", "terms", "shipped snapshot"), rows)
    return _page("Sources", opening, [index, *(_source(source, held) for source in found)])


def _dates(source: Source, held: Sequence[Manifest]) -> str:
    return ", ".join(item.date for item in held if item.source == source.name)


def _source(source: Source, held: Sequence[Manifest]) -> str:
    facts = _facts(
        [
            ("Producer", source.producer),
            ("At", f"<{source.homepage}>"),
            ("Terms", _terms(source)),
            ("Credit", f"“{source.credit}”"),
            ("Cadence", source.cadence),
            ("Feeds", _code(source.tables)),
            ("List", f"`{source.list_id}`: {source.list_title}" if source.list_id else ""),
            ("Shipped", _dates(source, held)),
        ]
    )
    rows = [[_code(field.paths), field.expected, "yes" if field.required else ""] for field in source.fields]
    table = _table(("field", "expected", "required"), rows)
    return "\n\n".join([f"## {source.name}", f"**{source.title}**", facts, _prose(source.method), table])


def _terms(source: Source) -> str:
    return f"[{source.terms.value}]({source.terms.url})" if source.terms.url else source.terms.value


def notices_page() -> str:
    """The credit and terms of every source whose facts are shipped."""
    held = shipped()
    opening = (
        "weighbridge ships facts from these sources, re-expressed in its own tables; no file of theirs is "
        "copied. Each keeps its producer's terms; our own figures and texts are CC BY 4.0 "
        "([LICENSE-DATA.md](LICENSE-DATA.md)), the code is Apache-2.0 ([LICENSE](LICENSE))."
    )
    names = list(dict.fromkeys(item.source for item in held))
    return _page("Notices", opening, [_notice(registry.source(name), held) for name in names])


def _notice(source: Source, held: Sequence[Manifest]) -> str:
    facts = _facts(
        [
            ("Producer", source.producer),
            ("At", f"<{source.homepage}>"),
            ("Terms", _terms(source)),
            ("Credit", f"“{source.credit}”"),
        ]
    )
    rows = [
        [item.date, f"`{file.name}`", file.origin, f"{file.bytes:,}", f"`{file.sha256[:16]}`"]
        for item in held
        if item.source == source.name
        for file in item.files
    ]
    table = _table(("date", "file", "made from", "bytes", "SHA-256"), rows, right=("bytes",))
    return f"## {source.title}\n\n{facts}\n\n{table}"


# Tables ----------------------------------------------------------------------------------------------


def tables_page() -> str:
    """The data dictionary: columns, keys, and how each trap in the data is treated."""
    found = registry.tables()
    opening = "The data dictionary: every table and entity, its columns, and how each trap is treated."
    rows = [[f"[`{t.name}`](#{t.name})", t.room, _prose(t.method.splitlines()[0])] for t in found]
    index = _table(("name", "kind", "a row is"), rows)
    return _page("Tables", opening, [index, *map(_one_table, found)])


def _one_table(table: Table) -> str:
    facts = _facts(
        [
            ("Key", _code(table.key)),
            ("From", _fed_by(table)),
            ("Kept in parts by", _code(table.parts)),
            ("Judgements", _code(f"{name}.csv" for name in table.judgements)),
        ]
    )
    parts = [f"## {table.name}", _prose(table.method), facts]
    heads = ("column", "type", "meaning", "may be empty")
    parts.append(_table(heads, [_column(column) for column in table.columns]))
    if table.rules:
        rules = [[rule.trap, rule.treatment] for rule in table.rules]
        parts.append(_table(("trap", "treatment"), rules))
    return "\n\n".join(parts)


def _fed_by(table: Table) -> str:
    feeders = [source.name for source in registry.sources() if table.name in source.tables]
    return _code([*(name for name in table.reads if name != "staged"), *feeders])


def _column(column: Column) -> list[str]:
    values = f" One of {_code(column.values)}." if column.values else ""
    return [f"`{column.name}`", column.type, column.meaning + values, "yes" if column.nullable else ""]


# Formats ---------------------------------------------------------------------------------------------

_SCHEMA = ROOT / "docs" / "schema" / "indicator.schema.json"
_OTHER_FORMS = {
    "CSV and Markdown": (
        "The rows alone, in the same columns and order. In CSV flags are joined by a semicolon and what is "
        "not known is left empty; numbers are written in full."
    ),
    "Parquet": (
        "The rows with typed columns (`flags` is a list of texts). Everything else of the JSON object is in "
        "the metadata of the schema, as JSON under the key `weighbridge`."
    ),
    "Lists": (
        "Every other command takes the same forms: an array of records in JSON (an object where there is "
        "more to say), the same records as rows elsewhere."
    ),
}


def formats_page() -> str:
    """What a result looks like in each written form, from its schema."""
    schema: dict[str, Any] = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    opening = (
        "The written forms of an indicator: `weighbridge indicator NAME --format json|csv|md|parquet`, or "
        "`--output FILE` with the ending."
    )
    parts = ["## JSON", f"{schema['description']} [JSON Schema](schema/indicator.schema.json)."]
    parts.append(_fields(schema))
    for name, title in (("row", "A row"), ("snapshot", "A snapshot")):
        parts += [f"**{title}**", _fields(schema["$defs"][name])]
    parts += [f"## {title}\n\n{text}" for title, text in _OTHER_FORMS.items()]
    return _page("Formats", opening, parts)


def _fields(schema: Mapping[str, Any]) -> str:
    rows = [[f"`{name}`", field["description"]] for name, field in schema["properties"].items()]
    return _table(("field", "meaning"), rows)


# Files -----------------------------------------------------------------------------------------------

PAGES: dict[str, Callable[[], str]] = {
    "docs/cli.md": cli_page,
    "docs/indicators.md": indicators_page,
    "docs/axes.md": axes_page,
    "docs/sources.md": sources_page,
    "docs/tables.md": tables_page,
    "docs/formats.md": formats_page,
    "docs/suites.md": lambda: _page(*suites_page()),
    "NOTICES.md": notices_page,
}


def stale(root: Path = ROOT) -> list[str]:
    """The files that are not what the declarations say."""
    return [
        name
        for name, page in PAGES.items()
        if not (root / name).is_file() or (root / name).read_text(encoding="utf-8") != page()
    ]


def main(words: Sequence[str]) -> int:
    """Write every page, or with ``--check`` name those that would change."""
    if words not in ([], ["--check"]):
        print(__doc__)
        return 2
    if words:
        found = stale()
        for name in found:
            print(f"{name} is not up to date: run `make docs`.", file=sys.stderr)
        return 1 if found else 0
    for name, page in PAGES.items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
