"""The choices that figures about capability hang on, shared by several indicators."""

from __future__ import annotations

from weighbridge.catalogue.axis import Axis, Option
from weighbridge.entities.benchmark_policy import load_benchmarks

STYLE = Axis(
    name="style",
    title="Style",
    question="Is the style of answers held constant?",
    options=(
        Option("raw", "not held constant", "Votes as they are: long and well laid out answers gain."),
        Option(
            "controlled",
            "held constant",
            "Length, headings, lists and bold type are taken out of the votes.",
            "LMArena's default since 2025",
        ),
    ),
)

CATEGORY = Axis(
    name="category",
    title="Prompts",
    question="Which prompts count?",
    options=(
        Option("overall", "all", "Every prompt."),
        *(
            Option(name, label, f"Prompts LMArena classes as {label}.")
            for name, label in (
                ("chinese", "Chinese"),
                ("coding", "coding"),
                ("creative_writing", "creative writing"),
                ("english", "English"),
                ("expert", "expert"),
                ("hard_prompts", "hard"),
                ("instruction_following", "instruction following"),
                ("math", "mathematics"),
                ("multi_turn", "several turns"),
            )
        ),
        Option("exclude_ties", "no ties", "Every prompt, votes that end in a tie left out."),
    ),
)


def openness(default: str = "any") -> Axis:
    """Whose weights count; the first option is the default."""
    found = (
        Option("any", "all models", "Models with open and with closed weights."),
        Option("open", "open weights", "Models whose weights could be downloaded, as of the day."),
        Option("closed", "closed weights", "Models whose weights are not published."),
    )
    ordered = sorted(found, key=lambda option: option.name != default)
    return Axis(
        name="openness",
        title="Weights",
        question="Which models count by their weights?",
        options=tuple(ordered),
    )


SCALE = Axis(
    name="scale",
    title="Scale",
    question="What is the value?",
    options=(
        Option("rating", "rating", "The published rating, anchored anew with each board."),
        Option("lead", "lead over the others", "Points ahead of the best model of all other groups."),
    ),
)

REFERENCE = Axis(
    name="reference",
    title="Above",
    question="Above which model?",
    options=(
        Option("gpt_oss_120b", "gpt-oss-120b", "OpenAI's open model of August 2025.", "Stanford HAI brief"),
        Option("best_us_open", "best American open model", "The best American model with open weights."),
        Option("best_us", "best American model", "The best American model of all."),
        Option("llama_4_maverick", "Llama 4 Maverick", "Meta's open model of April 2025."),
        Option("deepseek_r1", "DeepSeek-R1", "DeepSeek's open model of January 2025."),
    ),
)

COMPARISON = Axis(
    name="comparison",
    title="Counted if",
    question="When does a model stand above another?",
    options=(
        Option("point", "rated higher", "Its rating is higher, whatever the errors.", "press"),
        Option("significant", "told apart", "Its lead is more than 1.645 of its errors, each tested alone."),
        Option("holm", "told apart together", "At least so many are above, wrong with at most 10 % (Holm)."),
    ),
)

UNIT = Axis(
    name="unit",
    title="Counts",
    question="What is one model?",
    options=(
        Option("variant", "every listed model", "A model with and without a reasoning mode is two.", "press"),
        Option("weights", "distinct weights", "One set of weights counts once, by its best variant."),
    ),
)

RESOURCE = Axis(
    name="resource",
    title="Per",
    question="Which resource is limited?",
    options=(
        Option("parameters", "parameters", "Total parameters: what must be stored."),
        Option("active_parameters", "active parameters", "Parameters used per token: what must be computed."),
        Option("training_flop", "training compute", "Operations of training, as Epoch AI estimates them."),
    ),
)

BUDGET = Axis(
    name="budget",
    title="Within",
    question="Within what budget?",
    options=(
        Option("medium", "medium", "40 B parameters, 15 B active, or 1e24 operations at most."),
        Option("small", "small", "10 B parameters, 5 B active, or 1e23 operations at most."),
        Option("large", "large", "150 B parameters, 40 B active, or 1e25 operations at most."),
        Option("any", "any", "Every model whose use of the resource is known."),
    ),
)

_SIDES = (
    ("us", "United States", "Models made in the United States."),
    ("cn", "China", "Models made in China."),
    ("fr", "France", "Models made in France."),
    ("closed", "closed weights", "Models whose weights are not published."),
    ("open", "open weights", "Models whose weights can be downloaded."),
    ("us_open", "American, open", "Models made in the United States with open weights."),
    ("cn_open", "Chinese, open", "Models made in China with open weights."),
    ("us_closed", "American, closed", "Models made in the United States with closed weights."),
    ("cn_closed", "Chinese, closed", "Models made in China with closed weights."),
)

SIDE_A = Axis(
    name="a",
    title="Ahead",
    question="Which side is followed?",
    options=tuple(Option(*side) for side in _SIDES),
)

SIDE_B = Axis(
    name="b",
    title="Behind",
    question="Which side follows?",
    options=tuple(Option(*side) for side in sorted(_SIDES, key=lambda side: side[0] != "cn")),
)

UNPLACED = Axis(
    name="unplaced",
    title="Unplaced",
    question="Where do models of unknown country or openness count?",
    options=(
        Option("left_out", "on neither side", "They are counted in the notes only."),
        Option("to_lagger", "with the side behind", "All of them count for the side that follows."),
    ),
)

BENCHMARK = Axis(
    name="benchmark",
    title="Benchmark",
    question="Which benchmark?",
    options=tuple(
        Option(name, str(policy["title"]), f"{policy['title']}, about {policy['field']}.")
        for name, policy in sorted(load_benchmarks().items(), key=lambda item: item[0] != "gpqa_diamond")
    ),
)

HARNESS = Axis(
    name="harness",
    title="Harness",
    question="Whose runs count?",
    options=(
        Option("one", "one harness", "Only the harness with the most scores: one way of asking and marking."),
        Option("mixed", "all mixed", "Every score, however it was run; the result says so."),
    ),
)
