"""The commands there are: one line each, so that help needs none of their code."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

ANSWERS, HOLDINGS, UPKEEP = "Answers", "What is held", "Upkeep"


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its place in the help, and the function that runs it (``module:name``).

    ``usage`` is what follows the name. The function of a command that ``is_made`` is made for the
    words typed after it: the axes of an indicator are flags of their own.
    """

    name: str
    group: str
    summary: str
    usage: str
    target: str
    examples: tuple[str, ...]
    is_made: bool = False

    def function(self, tokens: Sequence[str]) -> Callable[..., int]:
        """The function that runs the command on these words."""
        module, _, name = self.target.partition(":")
        found = getattr(importlib.import_module(f"weighbridge.cli.{module}"), name)
        made: Callable[..., int] = found(tokens) if self.is_made else found
        return made


COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        Command(
            "report",
            ANSWERS,
            "Who leads, by which definition, how sure that is; and the site.",
            "[OPTIONS]",
            "report:report",
            ("weighbridge report", "weighbridge report --out public", "weighbridge report --format json"),
        ),
        Command(
            "indicator",
            ANSWERS,
            "One published number under one definition.",
            "NAME [OPTIONS]",
            "indicator:command_for",
            (
                "weighbridge indicator download_share",
                "weighbridge indicator download_share --panel constant --from 2024-11 --to 2025-09",
                "weighbridge indicator download_share --group line --only qwen,llama --format csv",
            ),
            is_made=True,
        ),
        Command(
            "brief",
            ANSWERS,
            "One question answered on paper: a PDF with charts, definitions, caveats and sources.",
            "[--topic TOPIC] [--output FILE.pdf] [OPTIONS]",
            "brief:brief",
            ("weighbridge brief", "weighbridge brief --topic capability --output capability.pdf"),
        ),
        Command(
            "sensitivity",
            ANSWERS,
            "A lead under every definition at once, and which choice decides it.",
            "NAME [--a CN] [--b US] [--month YYYY-MM] [OPTIONS]",
            "sensitivity:command_for",
            (
                "weighbridge sensitivity download_share",
                "weighbridge sensitivity download_share --a CN --b US --month 2025-08 --format json",
                "weighbridge sensitivity download_share --population curated",
            ),
            is_made=True,
        ),
        Command(
            "forecast",
            ANSWERS,
            "A share some weeks or months ahead, with its backtest; or why there is none.",
            "NAME [--only CN] [--ahead 4] [--above 50%] [OPTIONS]",
            "forecast:command_for",
            (
                "weighbridge forecast token_share --only CN --ahead 4 --above 50%",
                "weighbridge forecast download_share --only CN --ahead 1",
            ),
            is_made=True,
        ),
        Command(
            "indicators",
            ANSWERS,
            "All indicators; or one with its method, axes and options.",
            "[NAME] [OPTIONS]",
            "indicators:indicators",
            ("weighbridge indicators", "weighbridge indicators download_share --axes"),
        ),
        Command(
            "arena",
            ANSWERS,
            "Boards with ranks as sets, two models compared, models above one; ratings from votes.",
            "[board | compare A B | above MODEL | fit FILE] [OPTIONS]",
            "arena:command_for",
            (
                "weighbridge arena board --date 2025-12-05",
                "weighbridge arena compare 'qwen*:open' 'claude*' --date 2025-12-17 --style-control",
                "weighbridge arena above gpt-oss-120b --country CN --open --date 2025-12-05",
                "weighbridge arena fit votes.parquet --unit voter",
            ),
            is_made=True,
        ),
        Command(
            "capability",
            ANSWERS,
            "The capability index, as it stands or fitted again beside the published one.",
            "[show MODEL | fit] [OPTIONS]",
            "capability:command_for",
            ("weighbridge capability show --only CN", "weighbridge capability fit --penalty 0.01"),
            is_made=True,
        ),
        Command(
            "lineage",
            ANSWERS,
            "What a model's weights come from, step by step, and how sure that is.",
            "MODEL | children MODEL | licence MODEL | score CASES.csv | summary | export [OPTIONS]",
            "lineage:command_for",
            (
                "weighbridge lineage nvidia/AceReason-Nemotron-7B",
                "weighbridge lineage children Qwen/Qwen2.5-7B",
                "weighbridge lineage licence deepseek-ai/DeepSeek-R1-Distill-Llama-70B",
                "weighbridge lineage summary --source os_ai_map",
                "weighbridge lineage export --output lineage.graphml",
            ),
            is_made=True,
        ),
        Command(
            "card",
            ANSWERS,
            "May we build on this model: whose, from what, on what terms, named where, at what price.",
            "MODEL [OPTIONS]",
            "card:card",
            (
                "weighbridge card deepseek-ai/DeepSeek-R1-Distill-Llama-70B",
                "weighbridge card microsoft/Fara-7B --as-of 2025-12-01 --format json",
            ),
        ),
        Command(
            "compare",
            ANSWERS,
            "Models side by side; no clear difference where it cannot be told.",
            "MODEL MODEL ... [OPTIONS]",
            "compare:compare",
            ("weighbridge compare openai/gpt-oss-120b deepseek-ai/DeepSeek-R1-Distill-Llama-70B",),
        ),
        Command(
            "alternatives",
            ANSWERS,
            "What to switch to, under constraints, nearest in quality first.",
            "MODEL [--not-root-country CN] [--not-designated] [--within 5%] [--max-cost X] [OPTIONS]",
            "alternatives:alternatives",
            (
                "weighbridge alternatives deepseek-ai/DeepSeek-R1-Distill-Llama-70B --not-designated",
                "weighbridge alternatives openai/gpt-oss-120b --not-root-country US --within 10% --fits 80GB",
            ),
        ),
        Command(
            "inventory",
            ANSWERS,
            "The models a repository uses, with file and line.",
            "[PATH] [OPTIONS]",
            "inventory:inventory",
            ("weighbridge inventory .", "weighbridge inventory . --format json"),
        ),
        Command(
            "policy",
            ANSWERS,
            "A company's policy applied to the models a repository uses; for CI.",
            "check [PATH] [--policy FILE | --profile NAME] | schema | profile [NAME]",
            "policy:command_for",
            (
                "weighbridge policy check . --policy models.policy.yaml",
                "weighbridge policy check . --profile us-commercial --format sarif --output models.sarif",
                "weighbridge policy profile us-dod-contractor",
            ),
            is_made=True,
        ),
        Command(
            "lock",
            ANSWERS,
            "Pin the models of a repository with their facts; see what changed since.",
            "[PATH] | check [PATH] [OPTIONS]",
            "lock:command_for",
            ("weighbridge lock .", "weighbridge lock check . --format json"),
            is_made=True,
        ),
        Command(
            "whatif",
            ANSWERS,
            "What a change of rules, terms, hosts or prices would touch, and what to switch to.",
            "[PATH] [--designate ORG=INSTRUMENT] [--licence MODEL=ID] [--host-gone HOST] [--price HOST=X]",
            "whatif:whatif",
            (
                "weighbridge whatif . --designate alibaba=us-bis-entity-list",
                "weighbridge whatif . --host-gone groq --within 10%",
            ),
        ),
        Command(
            "bom",
            ANSWERS,
            "A bill of materials: CycloneDX or SPDX, with ancestors to the root and the terms of each.",
            "[PATH | MODEL] [--format cyclonedx|spdx] [OPTIONS]",
            "bom:bom",
            (
                "weighbridge bom . --output models.cdx.json",
                "weighbridge bom nvidia/AceReason-Nemotron-7B --format spdx",
            ),
        ),
        Command(
            "dossier",
            ANSWERS,
            "Answers to a form: the House letters' four questions, the EU's to modifiers, procurement.",
            "[PATH | MODEL] --for us-house-letters|eu-modifier|procurement [OPTIONS]",
            "dossier:dossier",
            (
                "weighbridge dossier . --for us-house-letters --output letters.pdf",
                "weighbridge dossier microsoft/Fara-7B --for procurement",
                "weighbridge dossier Qwen/Qwen2.5-7B --for eu-modifier --compute 3e22",
            ),
        ),
        Command(
            "weights",
            ANSWERS,
            "What a model's own files say of its make, beside a supposed base: signals, no verdict.",
            "MODEL --base MODEL [--unrelated MODEL ...]",
            "weights:weights",
            ("weighbridge weights models/mine --base models/qwen2.5-7b --unrelated models/llama-3.1-8b",),
        ),
        Command(
            "designations",
            ANSWERS,
            "Whom public lists and rules name, since when, known since when, whom they bind.",
            "[ORGANISATION] [--confirm LIST --by NAME --source ADDRESS] [OPTIONS]",
            "designations:designations",
            ("weighbridge designations", "weighbridge designations alibaba --as-of 2026-03-01"),
        ),
        Command(
            "claims",
            ANSWERS,
            "Public statements with verdict, value found, source, and what is missing.",
            "[--topic TOPIC] [--verdict WORDS] [OPTIONS]",
            "claims:claims",
            ("weighbridge claims", "weighbridge claims --topic Use", "weighbridge claims --format csv"),
        ),
        Command(
            "claim",
            ANSWERS,
            "One statement: its words, both definitions, every value, the verdict.",
            "NUMBER [OPTIONS]",
            "claims:claim",
            ("weighbridge claim C13", "weighbridge claim C01 --format json"),
        ),
        Command(
            "saving",
            ANSWERS,
            "What a change of model saves, at which volume, on which assumptions; or who sells one.",
            "--from MODEL --to MODEL [--annual-usd X | --tokens-in N --tokens-out M] | hosts MODEL",
            "saving:command_for",
            (
                "weighbridge saving --from gpt-5 --to qwen3-32b --annual-usd 400000",
                "weighbridge saving --from gpt-5 --to qwen3-32b --tokens-in 90e9 --tokens-out 30e9",
                "weighbridge saving hosts qwen3-32b",
            ),
            is_made=True,
        ),
        Command(
            "eval",
            ANSWERS,
            "Safety tests: run, taken in, shown with their errors, compared or refused.",
            "[show | import FILE | compare A B | gap RUN | suites | run SUITE | judge RUN | label RUN]",
            "eval:command_for",
            (
                "weighbridge eval show agentdojo/gpt-4o-2024-05-13",
                "weighbridge eval suites matched_pairs",
                "weighbridge eval import agentdojo-0.1.3.tar.gz",
                "weighbridge eval run matched_pairs --endpoint http://127.0.0.1:8000/v1 --model NAME",
                "weighbridge eval compare 151/1260 15/1260",
                "weighbridge eval compare open@agentdojo closed@agentdojo",
            ),
            is_made=True,
        ),
        Command(
            "check",
            ANSWERS,
            "Paste a sentence: how it is read, every value, the verdict.",
            "SENTENCE [OPTIONS]",
            "check:check",
            (
                "weighbridge check 'China accounts for 17.1% of downloads, the US 15.8%'",
                "weighbridge check 'Qwen has more downloads than Llama in September 2025' --format json",
            ),
        ),
        Command(
            "serve",
            ANSWERS,
            "The site, an API and the form for sentences over HTTP, on this machine alone by default.",
            "[OPTIONS]",
            "serve:serve",
            ("weighbridge serve", "weighbridge serve --site public --port 8080"),
        ),
        Command(
            "replications",
            ANSWERS,
            "Published figures of others beside ours: reproduced, differs, or cannot, and why.",
            "[OPTIONS]",
            "replications:replications",
            ("weighbridge replications", "weighbridge replications --format csv"),
        ),
        Command(
            "sources",
            HOLDINGS,
            "Where facts come from, on what terms.",
            "[NAME] [OPTIONS]",
            "sources:sources",
            ("weighbridge sources", "weighbridge sources llmfit"),
        ),
        Command(
            "snapshots",
            HOLDINGS,
            "What is stored; `show` lists the records set aside, with line and reason.",
            "[list | show SOURCE [DATE]] [OPTIONS]",
            "snapshots:snapshots",
            ("weighbridge snapshots", "weighbridge snapshots show osir_modelscope"),
        ),
        Command(
            "import",
            HOLDINGS,
            "Take a file you have as the dated snapshot of a source.",
            "SOURCE FILE --as-of DATE [OPTIONS]",
            "importing:import_",
            ("weighbridge import hub_models models.jsonl.gz --as-of 2026-11-01",),
        ),
        Command(
            "fetch",
            HOLDINGS,
            "Take snapshots from the network: polite, resumable, with what is missing named.",
            "[SOURCE ...] [--dry-run] [--account NAME] [--fresh] [OPTIONS]",
            "fetch:fetch",
            (
                "weighbridge fetch --dry-run",
                "weighbridge fetch hub_models",
                "weighbridge fetch hub_organisations --account Qwen --account openai",
            ),
        ),
        Command(
            "diff",
            HOLDINGS,
            "What changed between two captures: new, gone, renamed, relicensed, re-tagged, restated, moved.",
            "A B [--list NAME] [OPTIONS]",
            "diff:diff",
            (
                "weighbridge diff 2026-04-28 2026-06-10",
                "weighbridge diff 2026-06-23 2026-10-05 --list llmfit",
            ),
        ),
        Command(
            "build",
            HOLDINGS,
            "Build the tables from what is stored; what has not changed is kept.",
            "[TABLE] [OPTIONS]",
            "build:build",
            ("weighbridge build", "weighbridge build model_observations"),
        ),
        Command(
            "watch",
            UPKEEP,
            "What changed since the last capture beyond noise; the exit code says whether anything did.",
            "[--list NAME] [--again] [OPTIONS]",
            "diff:watch",
            ("weighbridge watch", "weighbridge watch --list hub_models --format json"),
        ),
        Command(
            "verify",
            UPKEEP,
            "Hash everything stored again and name what does not match.",
            "[OPTIONS]",
            "verify:verify",
            ("weighbridge verify",),
        ),
        Command(
            "doctor",
            UPKEEP,
            "Versions, the store, what is missing and how to get it.",
            "[OPTIONS]",
            "doctor:doctor",
            ("weighbridge doctor",),
        ),
        Command(
            "new",
            UPKEEP,
            "Write a new source, table, indicator ... and a test that fails until it is finished.",
            "KIND NAME [OPTIONS]",
            "new:new",
            ("weighbridge new indicator likes_share", "weighbridge new source arena_battles"),
        ),
    )
}
