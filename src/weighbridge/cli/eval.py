"""``weighbridge eval``: verdicts of safety tests taken in, shown, compared, run and labelled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from weighbridge.catalogue.errors import unknown_name
from weighbridge.cli.options import FormFlag, OutputFlag, QuietFlag

ACTIONS = ("show", "import", "compare", "gap", "suites", "run", "inspect", "judge", "label")
Action = Annotated[str, Parameter(help=f"{', '.join(ACTIONS[:-1])} or {ACTIONS[-1]}.")]
MeasureFlag = Annotated[
    str | None,
    Parameter(name="--measure", help="attack_success, over_refusal, refusal, inaccuracy, narrative ..."),
]
AttackFlag = Annotated[str | None, Parameter(name="--attack", help="Only this attack.")]
JudgeFlag = Annotated[str | None, Parameter(name="--judge", help="Only verdicts of this judge.")]
EndpointFlag = Annotated[
    str, Parameter(name="--endpoint", help="An OpenAI-compatible service, such as http://127.0.0.1:8000/v1.")
]
ModelFlag = Annotated[str, Parameter(name="--model", help="The model as the service names it.")]
KeyFlag = Annotated[
    str, Parameter(name="--key-variable", help="The variable of the environment that holds the key.")
]
TokensFlag = Annotated[int, Parameter(name="--max-tokens", help="How long an answer may be.")]
PatienceFlag = Annotated[
    float,
    Parameter(name="--patience", help="Seconds to wait in all where a service says it is asked too much."),
]
ArmFlag = Annotated[
    str | None, Parameter(name="--arm", help="Only these items: sensitive, control, mirror, neutral ...")
]
LanguageFlag = Annotated[str | None, Parameter(name="--language", help="Only items in this language.")]


def command_for(words: Sequence[str]) -> Callable[..., int]:
    """The function of the action named first in these words."""
    found = {"show": show, "import": import_, "compare": compare}
    found |= {"gap": gap, "suites": suites, "run": run, "inspect": inspect, "judge": judge, "label": label}
    action = next((word for word in words if not word.startswith("-")), "")
    if not action:
        return show
    if action not in found:
        raise unknown_name("action of `weighbridge eval`", action, ACTIONS, "Try `weighbridge eval --help`.")
    return found[action]


def show(
    action: Action = "show",
    run: Annotated[str, Parameter(help="One run, as the list names it.")] = "",
    /,
    *,
    measure: MeasureFlag = None,
    rows: Annotated[
        bool, Parameter(name="--rows", negative="", help="The verdict rows themselves, no text among them.")
    ] = False,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """Every run with its rates; or one run, with what is odd about it.

    A rate stands beside the model's utility where that was measured. Rates of two attacks, judges, languages,
    hosts or versions of a scorer are never pooled: each is a line of its own.
    """
    from weighbridge.cli.eval_show import deliver_run, deliver_runs

    if run:
        return deliver_run(run, measure, rows, form, output, quiet)
    return deliver_runs(measure, rows, form, output, quiet)


def import_(
    action: Action,
    file: Annotated[Path, Parameter(help="A log: file, archive or folder.")],
    /,
    *,
    as_of: Annotated[
        str | None, Parameter(name="--as-of", help="The day of the log, YYYY-MM-DD; today otherwise.")
    ] = None,
    kind: Annotated[
        str | None, Parameter(name="--kind", help="Whose log it is, where its content does not tell.")
    ] = None,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """Take verdicts from a log, a folder of logs, or a CSV.

    Logs of Inspect, AgentDojo, JailbreakBench, XSTest, lm-evaluation-harness and promptfoo are known.
    Verdicts and metadata are kept, texts of exchanges are not. A log that is cut off leaves the store as it
    was.
    """
    from weighbridge.cli.eval_import import deliver_import

    return deliver_import(file, as_of, kind, form, output, quiet)


def compare(
    action: Action,
    a: Annotated[str, Parameter(help="A run, counts such as 151/1260, or `open@HARNESS`.")],
    b: Annotated[str, Parameter(help="What it is compared with: of the same form.")],
    /,
    *,
    measure: MeasureFlag = None,
    attack: AttackFlag = None,
    judge: JudgeFlag = None,
    language: LanguageFlag = None,
    arm: ArmFlag = None,
    labels: Annotated[
        str | None, Parameter(name="--labels", help="Correct the judge by the labels of this one.")
    ] = None,
    every: Annotated[
        int,
        Parameter(name="--every", help="Use the label of every so many-th item; all others are the judge's."),
    ] = 4,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """Two runs over the cases they share, two counts, or two groups of models.

    Runs of two scorers, versions, judges, attacks or languages are refused, with the reason; sensitive
    questions, their controls and mirrors are compared each by each. A group of models needs five models of
    three makers on each side, because the model is the unit.
    """
    from weighbridge.cli.eval_compare import deliver_comparison

    wanted = {"attack": attack, "judge": judge, "language": language, "arm": arm}
    return deliver_comparison(a, b, measure, wanted, (labels, every), (form, output, quiet))


def gap(
    action: Action,
    run: Annotated[str, Parameter(help="A run of the matched pairs.")],
    other: Annotated[str, Parameter(help="Another run: another model, or another host.")] = "",
    /,
    *,
    measure: Annotated[
        str, Parameter(name="--measure", help="refusal, inaccuracy, narrative ...")
    ] = "refusal",
    judge: Annotated[str, Parameter(name="--judge", help="Whose verdicts.")] = "rules",
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """How much more a model reacts to sensitive items than to their controls.

    By language, or against another run: a difference in differences over matched pairs, by topic. Items
    sensitive to the United States and Europe stand beside the others.
    """
    from weighbridge.cli.eval_gap import deliver_gap

    return deliver_gap(run, other, measure, judge, (form, output, quiet))


def suites(
    action: Action = "suites",
    suite: Annotated[str, Parameter(help="One suite: its items with facts, sources and review notes.")] = "",
    /,
    *,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """The suites that ship, with what each asks; or one, item by item, with its sources.

    Each item says on what its facts rest, what in them is disputed, and who has gone through it. Harmful
    sets are yours to bring; none ships.
    """
    from weighbridge.cli.eval_suites import deliver_items, deliver_suites

    return deliver_items(suite, form, output) if suite else deliver_suites(form, output)


def run(
    action: Action,
    suite: Annotated[str, Parameter(help="A shipped suite, or the path of a CSV in the same columns.")],
    /,
    *,
    endpoint: EndpointFlag,
    model: ModelFlag,
    language: Annotated[
        list[str] | None,
        Parameter(name="--language", help="en, zh-Hans or zh-Hant; can be repeated. All otherwise."),
    ] = None,
    repeats: Annotated[int, Parameter(name="--repeats", help="Ask each so many times.")] = 1,
    limit: Annotated[int | None, Parameter(name="--limit", help="Only the first so many items.")] = None,
    temperature: Annotated[float, Parameter(name="--temperature", help="The temperature.")] = 0.0,
    max_tokens: TokensFlag = 256,
    concurrency: Annotated[
        int, Parameter(name="--concurrency", help="So many requests at once at most.")
    ] = 4,
    timeout: Annotated[float, Parameter(name="--timeout", help="Seconds to wait for one answer.")] = 120.0,
    patience: PatienceFlag = 600.0,
    key_variable: KeyFlag = "OPENAI_API_KEY",
    weights: Annotated[
        str | None,
        Parameter(name="--weights", help="Whose weights are served, as org/name: two hosts of one compare."),
    ] = None,
    dry_run: Annotated[
        bool, Parameter(name="--dry-run", negative="", help="Only say what it would take and cost.")
    ] = False,
    price: Annotated[
        str | None, Parameter(name="--price", help="Dollars a million tokens read, written: 0.15,0.60.")
    ] = None,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """Put a suite to a model behind any OpenAI-compatible service, and judge the answers by rules.

    Each answer is on the disk before the next counts as done: a run that is killed goes on where it stopped
    when the same command is given again. Keys come from the environment only and are never written down.
    """
    from weighbridge.cli.eval_run import deliver_new_run
    from weighbridge.store.completions import Service

    service = Service(endpoint, model, key_variable, temperature, max_tokens, timeout, patience)
    counts = (repeats, limit, concurrency)
    dry = (dry_run, price)
    return deliver_new_run(suite, service, language or [], counts, dry, weights, (form, output, quiet))


def inspect(
    action: Action,
    task: Annotated[
        str, Parameter(help="A shipped suite, or any task of Inspect, such as inspect_evals/agentdojo.")
    ],
    /,
    *,
    model: Annotated[
        str, Parameter(name="--model", help="PROVIDER/NAME as Inspect says it; NAME alone with --endpoint.")
    ],
    endpoint: Annotated[
        str,
        Parameter(name="--endpoint", help="An OpenAI-compatible service, such as http://127.0.0.1:8000/v1."),
    ] = "",
    argument: Annotated[
        list[str] | None,
        Parameter(name="-T", help="An argument of the task, name=value; can be repeated."),
    ] = None,
    limit: Annotated[int | None, Parameter(name="--limit", help="Only the first so many samples.")] = None,
    log_folder: Annotated[
        Path | None, Parameter(name="--log-folder", help="Where Inspect writes its log; the store otherwise.")
    ] = None,
    key_variable: KeyFlag = "OPENAI_API_KEY",
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """Run a task with Inspect and take its verdicts in: our suites, or its own, such as AgentDojo.

    The agent, its tools and its scorer are Inspect's: no harness is ours. Needs the extra `inspect`. The
    log with all texts stays where Inspect writes it; the store keeps verdicts.
    """
    from weighbridge.cli.eval_inspect import arguments_of, deliver_inspected
    from weighbridge.evaluations.inspecting import Asked

    asked = Asked(task, model, endpoint, key_variable, limit, arguments_of(argument or []))
    return deliver_inspected(asked, log_folder, form, output, quiet)


def judge(
    action: Action,
    run: Annotated[str, Parameter(help="A run of your own.")],
    /,
    *,
    endpoint: EndpointFlag,
    model: ModelFlag,
    max_tokens: TokensFlag = 16,
    patience: PatienceFlag = 600.0,
    key_variable: KeyFlag = "OPENAI_API_KEY",
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """Have a model label every answer of a run; its verdicts stand beside those of the rules."""
    from weighbridge.cli.eval_label import deliver_model_judge
    from weighbridge.store.completions import Service

    service = Service(endpoint, model, key_variable, max_tokens=max_tokens, patience=patience)
    return deliver_model_judge(run, service, (form, output, quiet))


def label(
    action: Action,
    run: Annotated[str, Parameter(help="A run of your own.")],
    filled: Annotated[Path | None, Parameter(help="A filled sheet.")] = None,
    /,
    *,
    sheet: Annotated[
        Path | None, Parameter(name="--sheet", help="Write a sheet of answers to label.")
    ] = None,
    count: Annotated[int, Parameter(name="--count", help="So many answers, drawn at random.")] = 100,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """Labels of two people for a run: a sheet to fill, then the filled sheet with how far they agree."""
    from weighbridge.cli.eval_label import deliver_label

    return deliver_label(run, filled, sheet, count, form, output)
