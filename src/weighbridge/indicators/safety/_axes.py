"""The choices that safety rates hang on."""

from __future__ import annotations

from weighbridge.catalogue.axis import Axis, Option

ATTACK = Axis(
    name="attack",
    title="Attack",
    question="Which attack?",
    options=(
        Option(
            "important_instructions",
            "hijacking: important instructions",
            "AgentDojo's injected text that poses as instructions of the user; a test of agents.",
        ),
        Option(
            "pair", "jailbreak: PAIR", "JailbreakBench's prompts found by another model, without the weights."
        ),
        Option(
            "random_search", "jailbreak: random search", "JailbreakBench's prompts found by random search."
        ),
        Option("jbc", "jailbreak: by hand", "JailbreakBench's one prompt written by hand."),
    ),
)

JUDGE = Axis(
    name="judge",
    title="Judge",
    question="Who judges?",
    options=(
        Option("people", "two people", "Two people's labels, settled where they differed."),
        Option("gpt_4", "a model", "The labels of GPT-4, which errs differently by model."),
        Option("string_match", "string match", "Fixed phrases at the beginning of an answer."),
    ),
)
