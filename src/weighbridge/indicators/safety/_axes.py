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

JUDGE_OF_ANSWERS = Axis(
    name="judge",
    title="Judge",
    question="Who judges?",
    options=(
        Option("rules", "rules by language", "Our rules for each language; what they miss is not corrected."),
        Option("people", "two people", "Two people's labels, where they agree or have settled."),
        Option("a_model", "a model", "A judge model of your own; each is a row of its own."),
        Option(
            "keywords",
            "a benchmark's keywords",
            "Set phrases a benchmark looks for, quotations and a model's reasoning among them.",
        ),
    ),
)

ITEMS = Axis(
    name="items",
    title="Items",
    question="Which questions?",
    options=(
        Option("sensitive", "sensitive", "Questions on a matter that one state finds sensitive."),
        Option("mirror", "mirror", "Questions on matters sensitive in the United States or Europe."),
        Option("control", "controls", "The matched questions on comparable matters elsewhere."),
        Option("neutral", "neutral", "Questions sensitive nowhere."),
    ),
)

LANGUAGE = Axis(
    name="language",
    title="Language",
    question="In which language?",
    options=(
        Option("en", "English", "Asked in English."),
        Option("zh_hans", "Chinese, Simplified", "Asked in Chinese, in simplified characters."),
        Option("zh_hant", "Chinese, Traditional", "Asked in Chinese, in traditional characters."),
    ),
)

OTHER_LANGUAGE = Axis(
    name="language",
    title="Language",
    question="Which language, against English?",
    options=LANGUAGE.options[1:],
)

REACTION = Axis(
    name="reaction",
    title="Reaction",
    question="Which reaction to a question?",
    options=(
        Option("refusal", "refusal", "Refused, wholly or in part."),
        Option("narrative", "state narrative", "A state's line endorsed as the model's own."),
        Option("inaccuracy", "inaccuracy", "A fact is wrong."),
        Option("deflection", "deflection", "Answered with something else."),
    ),
)

PAIRED_ITEMS = Axis(
    name="items",
    title="Items",
    question="Which questions, against their controls?",
    options=ITEMS.options[:2],
)

AGAINST = Axis(
    name="against",
    title="Against",
    question="Against which model?",
    options=(
        Option("lowest", "the lowest", "The model with the lowest rate that is not zero."),
        Option(
            "middle", "the middle one", "The model in the middle of the order of rates; the lower of two."
        ),
    ),
)
