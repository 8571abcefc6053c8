"""A synthetic world for the site's tests: every name and number in it is invented."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tests.web.cards import other_card, root_card, tuned_card
from tests.web.statements import Statements

from weighbridge.api import Weighbridge
from weighbridge.catalogue.axis import Axis, Option
from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.indicator import Headline, Indicator
from weighbridge.catalogue.source import Field, Kind, Source
from weighbridge.catalogue.table import Column, Rule, Table
from weighbridge.catalogue.terms import Terms
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.forecasts import Ahead, Forecasted
from weighbridge.definitions.leads import Lead
from weighbridge.definitions.result import Result, Row, SnapshotRef
from weighbridge.diligence.lineage_graph import Maker, Pair
from weighbridge.diligence.lineage_pages import ShownModel
from weighbridge.diligence.lineage_path import Ancestry, Root, Step
from weighbridge.statistics.forecast import Backtest, Score
from weighbridge.store.manifest import File
from weighbridge.web.bridge import DefinitionCurve, DefinitionPoint, SnapshotInfo
from weighbridge.web.plug import Plug

AS_OF = "2026-10-05"
MEASURE = Axis(
    "measure",
    "Counted",
    "What is counted?",
    (
        Option("flow", "invented downloads", "Counts made up for a test."),
        Option("likes", "likes", "Also made up."),
    ),
)
UNATTRIBUTED = Axis(
    "unattributed",
    "Unplaced",
    "What is done with models nobody has placed?",
    (
        Option("in_denominator", "kept as unknown", "They stay in the total.", "nobody"),
        Option("excluded", "left out", "They leave the total."),
    ),
)
SPIKES = Axis(
    "spikes",
    "Spikes",
    "What is done with spikes?",
    (Option("as_counted", "as counted", "As they stand."), Option("capped", "capped", "Cut to the usual.")),
)
METHOD = """Share of invented downloads that went to models of each group.

Counted is what <script>alert('nobody')</script> wrote & more: `unknown` stays in the whole.

- one maker's models move together
- *nothing* here is real
"""


def spaced(text):
    """The text with ordinary spaces, as a test spells it."""
    return text.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")


def unused(*_):
    raise AssertionError("the site never computes anything itself")


def indicator(name="invented_share", **changes):
    base = Indicator(
        name=name,
        method=METHOD,
        title="Invented share",
        question="Whose invented models are downloaded?",
        topic="Use",
        unit=Unit.SHARE,
        grain=("month", "group"),
        groups=("country",),
        axes=(MEASURE, UNATTRIBUTED),
        reads=("invented_cells",),
        estimate=unused,
        resampled="organisations; in a world that does not exist",
        population="Invented models",
        caveats=("downloads_are_requests", "panel_changes"),
        cite=("weighbridge (2026). Invented share.",),
        since="0.1",
        reduce=unused,
        headline=(
            Headline("Invented downloads", "30 days", {}),
            Headline("Invented downloads, excluded", "30 days", {"unattributed": "excluded"}),
            Headline("Invented likes", "all", {"measure": "likes"}),
        ),
    )
    return replace(base, **changes)


SOURCE = Source(
    name="invented_list",
    method="A list that was made up. It holds nothing real.",
    title="Invented list",
    producer="Nobody & Co. <made up>",
    homepage="https://example.org/list",
    terms=Terms.CC_BY_4_0,
    credit="Invented list, by nobody, CC BY 4.0.",
    cadence="never",
    tables=("invented_table",),
    fields=(Field("id", Kind.MODEL_ID, required=True),),
    read=unused,
    list_id="invented",
    list_title="models nobody made",
)
TABLE = Table(
    name="invented_table",
    method="One row per invented thing.",
    room="table",
    columns=(
        Column("thing", "text", "What it is, e.g. `a < b`."),
        Column("kind", "text", "Its kind.", nullable=True, values=("one", "other")),
    ),
    key=("thing",),
    reads=("staged",),
    build=unused,
    rules=(Rule("A thing without a name", "It is left out & counted."),),
)
SNAPSHOT = SnapshotInfo(
    source="invented_list",
    date=AS_OF,
    form="facts",
    origin="a test",
    terms="CC-BY-4.0",
    digest="a" * 64,
    rows=1234,
    quarantined=5,
    files=(File("things.parquet", 10, "b" * 64),),
)


def months(first=(2025, 1), count=20):
    start = first[0] * 12 + first[1] - 1
    return [f"{m // 12}-{m % 12 + 1:02d}" for m in range(start, start + count)]


def row(month, group, value, doubt=0.08, unknown=0.0, flags=(), n=12):
    """A row with an interval of ``doubt`` to each side and bounds up to all that is unknown."""
    return Row(
        month,
        group,
        value,
        max(0.0, value - doubt),
        min(1.0, value + doubt),
        value,
        min(1.0, value + unknown),
        n,
        tuple(sorted(flags)),
    )


def share_rows(cn=0.45, us=0.30, unknown=0.1, when=None, flags=None):
    """Shares of four countries and the unplaced rest; they sum to one in every month."""
    rows = []
    for position, month in enumerate(when or months()):
        swing = 0.05 * math.sin(position)
        marks = (flags or {}).get(month, ())
        parts = {"CN": cn + swing, "US": us - swing, "FR": 0.06, "KR": 0.04}
        rest = 1.0 - unknown - sum(parts.values())
        parts["JP"] = rest
        rows += [row(month, group, value, unknown=unknown, flags=marks) for group, value in parts.items()]
        rows.append(Row(month, "unknown", unknown, None, None, unknown, unknown, 12, tuple(marks)))
    return tuple(rows)


def result(rows=None, **changes):
    base = Result(
        indicator="invented_share",
        title="Invented share",
        unit=Unit.SHARE,
        group_by="country",
        definition={"measure": "flow", "unattributed": "in_denominator"},
        fingerprint="invented_share@abc123",
        result_id="abc123def456",
        as_of=AS_OF,
        level=0.9,
        snapshots=(SnapshotRef("invented_list", AS_OF, "aaaaaaaaaaaa"),),
        rows=share_rows() if rows is None else rows,
        caveats=("A caveat with <b>marks</b>.",),
        notes=("nobody/Model-1 alone moves the share of China by 5.0 points in Mar 2025.",),
    )
    return replace(base, **changes)


def lead(cn, us, unknown, month="2026-08", **changes):
    base = Lead(
        indicator="invented_share",
        fingerprint="invented_share@abc123",
        month=month,
        list_id="invented",
        group_a="CN",
        group_b="US",
        a=cn,
        b=us,
        unknown=unknown,
        value=cn - us,
        low=cn - us - 0.2,
        high=cn - us + 0.2,
        bound_low=cn - us - unknown,
        bound_high=cn - us + unknown,
        lead_frequency=0.7,
        n=12,
        models=900,
        flags=(),
    )
    return replace(base, **changes)


def forecast(name, only, ahead, is_refused):
    """An invented forecast, or an invented refusal."""
    scores = (
        Score("random_walk", 30, 0.02, 0.8, 0.9, 20, 1.3),
        Score("local_level", 30, 0.03, 0.8, 0.9, 20, 1.4),
        Score("now", 30, 0.04, None, None, 0, None),
    )
    rows = [(only, 0.4, (0.2, 0.3, 0.4, 0.5, 0.6)), ("unknown", 0.2, (0.1, 0.15, 0.2, 0.25, 0.3))]
    rows.append(("rest", 0.4, (0.3, 0.35, 0.4, 0.45, 0.5)))
    return Forecasted(
        indicator=name,
        title="Invented share",
        group_by="country",
        subject=only,
        fingerprint=f"{name}@abcdef",
        as_of="2026-03-31",
        step="week",
        first="2025-01-06",
        last="2026-03-16",
        periods=63,
        ahead=ahead,
        target="2026-04-13",
        rows=() if is_refused else tuple(Ahead(*row) for row in rows),
        above=None,
        chance=None,
        backtest=None if is_refused else Backtest(ahead, scores, "random_walk"),
        refused=("12 periods without a break are held; a forecast needs 20.",) if is_refused else (),
        notes=("A week is left out.",),
    )


def curve(count=6):
    """Definitions that differ on two axes; the second side leads under the last of them."""
    points = []
    for i in range(count):
        lead = 3 / 10 - i / 10
        chosen = {
            "measure": ("flow", "likes")[i % 2],
            "unattributed": ("in_denominator", "excluded")[i // 2 % 2],
        }
        ends = (lead - 0.05, lead + 0.05)
        points.append(
            DefinitionPoint(f"invented_share@{i:06d}", chosen, 0.4, 0.4 - lead, 0.1, lead, *ends, *ends)
        )
    places = {"|".join(point.choices.values()): at for at, point in reversed([*enumerate(points)])}
    twins = {"0000aa": "flow|excluded"} if count > 2 else {}
    axes = ("measure", "unattributed")
    return DefinitionCurve("2026-08", axes, tuple(points), 1, "measure", 40, places, twins)


def step(name, maker, country, answer="resolved", is_listed=True):
    """An invented model on a path; its maker's name is the account's."""
    made = Maker(maker, maker.capitalize() if maker else None, country)
    return Step(name.lower(), name, made, answer, None, is_listed, False)


def pair(child, parent, relation="finetune", grade="documented", outcome="stands", **changes):
    base = Pair(
        child.lower(), parent.lower(), relation, outcome, grade, False, None, 1, "hub_tag", "invented_list"
    )
    return replace(base, **changes)


def tuned_model():
    """A tuning of a merge of two invented models, taught by a third; one statement does not stand."""
    top, merge = step("acme/Tuned-B", "acme", "US"), step("nobody/Blend", None, "unknown")
    left, right = (
        step("maker-a/Base-A", "maker-a", "CN", "own"),
        step("maker-b/Base-B", "maker-b", "FR", "own"),
    )
    found = Ancestry(
        model=top,
        depth=2,
        root_grade="asserted",
        known_part=1.0,
        roots=(
            Root("maker-a/Base-A", 0.75, left.publisher),
            Root("maker-b/Base-B", 0.25, right.publisher),
        ),
        path=(top, merge, left, right),
        beside=(step("maker-c/Teacher", "maker-c", "KR"),),
        pairs=(
            pair("acme/tuned-b", "nobody/blend"),
            pair("nobody/blend", "maker-a/base-a", "merge", weight=0.75),
            pair("nobody/blend", "maker-b/base-b", "merge", "asserted", weight=0.25, is_contradicted=True),
        ),
        apart=(pair("acme/tuned-b", "maker-c/teacher", "teacher", outcome="apart"),),
        aside=(pair("acme/tuned-b", "maker-b/base-b", outcome="contradicted"),),
        remarks=("acme/Tuned-B: a <b>remark</b>.",),
        evidence={("nobody/blend", "maker-a/base-a"): "an invented report (https://example.org)"},
        is_cut=False,
    )
    return ShownModel(found, {}, (), None, tuned_card(found))


def own_model():
    """An invented root with one child that has a page and one that has none."""
    base = step("maker-a/Base-A", "maker-a", "CN", "own")
    root = Root("maker-a/Base-A", 1.0, base.publisher)
    found = Ancestry(base, 0, "inferred", 1.0, (root,), (base,), (), (), (), (), (), {}, False)
    return ShownModel(
        found, {"merge": 1, "quantized": 1}, ("acme/tuned-b", "other/copy"), None, root_card(found)
    )


def other_model():
    """An invented root that has nothing to do with the others."""
    base = step("maker-d/Base-D", "maker-d", "US", "own")
    root = Root("maker-d/Base-D", 1.0, base.publisher)
    found = Ancestry(base, 0, "inferred", 1.0, (root,), (base,), (), (), (), (), (), {}, False)
    return ShownModel(found, {}, (), None, other_card(found))


@dataclass
class Choice:
    axis: str
    option: str
    status: str
    reason: str = ""


@dataclass
class World(Statements):
    """A bridge that answers from memory."""

    state: str = "invented"
    as_of: str = AS_OF
    results: Mapping[str, Result] = field(default_factory=dict)
    leads: Mapping[str, Lead] = field(default_factory=dict)
    declared: tuple[Indicator, ...] = ()
    store: Weighbridge | None = None  # whose tables the pages of boards and lags are drawn from

    def indicators(self):
        return list(self.declared)

    def sources(self):
        return [SOURCE]

    def tables(self):
        return [TABLE]

    def table(self, name):
        if self.store is not None:
            return self.store.table(name)
        raise UsageError(f"No table {name} in an invented world.")

    def snapshots(self):
        return [SNAPSHOT]

    def indicator(
        self,
        name,
        group="country",
        only=(),
        month_from=None,
        month_to=None,
        as_of=None,
        choices=None,
        most=None,
    ):
        key = "/".join((name, group, *(f"{k}={v}" for k, v in sorted((choices or {}).items()))))
        if key not in self.results:
            raise UsageError(f"{key} is not invented.")
        return self.results[key]

    def lead(self, name, a, b, group="country", choices=None):
        key = "/".join((name, *(f"{k}={v}" for k, v in sorted((choices or {}).items()))))
        if key not in self.leads:
            raise UsageError(f"{key} is not invented.")
        return self.leads[key]

    def shown_models(self):
        return [tuned_model(), own_model(), other_model()]

    def shown_organisations(self, wanted=()):
        return Plug(self.store).shown_organisations(wanted) if self.store else []

    def shown_families(self):
        return Plug(self.store).shown_families() if self.store else []

    def forecast(self, name, only, ahead=4):
        if name == "derivative_share":
            raise UsageError("Nothing of the kind is invented.")
        return forecast(name, only, ahead, is_refused=name != "token_share")

    def curve(self, name, a, b):
        return curve() if name == "invented_share" else None

    def definitions(self, name):
        declared = next(item for item in self.declared if item.name == name)
        found = [Choice(axis.name, option.name, "valid") for axis in declared.axes for option in axis.options]
        owed = Choice("measure", "likes", "unavailable", "nobody invented likes.")
        return [owed if (choice.axis, choice.option) == ("measure", "likes") else choice for choice in found]


def world(**changes):
    """Two indicators: shares by country with a break and a spike, and licences as parts of a whole."""
    flags = {"2025-09": ("new_list",), "2025-03": ("spike", "influence"), "2026-08": ("partial_period",)}
    shares = result(share_rows(flags=flags))
    capped = result(
        tuple(
            replace(r, value=(r.value or 0) - 0.06, bound_low=(r.bound_low or 0) - 0.06)
            if r.month == "2025-03" and r.group == "CN"
            else r
            for r in share_rows()
        )
    )
    parts = {"permissive": 0.5, "conditional": 0.2, "non_commercial": 0.1}
    terms = tuple(
        item
        for month in months(count=6)
        for item in (
            *(row(month, group, value, unknown=0.2) for group, value in parts.items()),
            Row(month, "unknown", 0.2, None, None, 0.2, 0.2, 12),
        )
    )
    licences = indicator(
        "invented_terms",
        title="Invented terms",
        question="Under which invented terms?",
        topic="Terms",
        groups=("class",),
        axes=(UNATTRIBUTED,),
        headline=(),
    )
    share = indicator(axes=(MEASURE, UNATTRIBUTED, SPIKES), groups=("country", "line"))
    lines = tuple(
        row(month, line, value)
        for month in months(count=5)
        for line, value in {"qwen": 0.4, "llama": 0.2}.items()
    )
    return World(
        declared=(share, licences),
        results={
            "invented_share/country": shares,
            "invented_share/country/spikes=capped": capped,
            "invented_share/line": result(lines, group_by="line"),
            "invented_terms/class/unattributed=excluded": result(
                (
                    *(row("2025-06", g, v) for g, v in {"permissive": 0.625, "conditional": 0.25}.items()),
                    row("2025-06", "non_commercial", 0.125),
                ),
                group_by="class",
                indicator="invented_terms",
                title="Invented terms",
                fingerprint="invented_terms@abc123",
                definition={"unattributed": "excluded"},
            ),
            "invented_terms/class": result(
                terms,
                group_by="class",
                indicator="invented_terms",
                title="Invented terms",
                fingerprint="invented_terms@fed321",
                definition={"unattributed": "in_denominator"},
            ),
        },
        leads={
            "invented_share": lead(0.45, 0.30, 0.10),
            "invented_share/unattributed=excluded": lead(0.40, 0.38, 0.10),
            "invented_share/measure=likes": lead(0.2, 0.5, 0.0, month="2025-03"),
        },
        **changes,
    )
