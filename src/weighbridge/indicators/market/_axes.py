"""The choices that figures about use, price and openness hang on."""

from __future__ import annotations

from weighbridge.catalogue.axis import Axis, Option

WEEKS = Axis(
    name="window",
    title="Window",
    question="Over what time?",
    options=(
        Option("month", "the month's weeks", "All weeks whose Monday lies in the month, added up."),
        Option("1w", "one week", "The month's last whole week.", "OpenRouter's rankings page"),
        Option("4w", "4 weeks", "The four whole weeks that end with the month's last."),
        Option("13w", "13 weeks", "The thirteen whole weeks that end with the month's last."),
        Option("26w", "26 weeks", "The 26 whole weeks that end with the month's last."),
        Option("52w", "52 weeks", "The 52 whole weeks that end with the month's last."),
    ),
)

TRAFFIC = Axis(
    name="traffic",
    title="Counted",
    question="What is counted?",
    options=(
        Option(
            "tokens",
            "tokens",
            "Tokens read and written, each as its provider counts them.",
            "OpenRouter; State of AI (OpenRouter and a16z)",
        ),
        Option("requests", "requests", "Requests, long or short alike."),
    ),
)

DENOMINATOR = Axis(
    name="denominator",
    title="Share of",
    question="What is it a share of?",
    options=(
        Option(
            "all_traffic",
            "all traffic",
            "Everything through the router, the unnamed rest included.",
            "State of AI (OpenRouter and a16z)",
        ),
        Option("named_makers", "named makers", "Only what the ranking names; the row of others is left out."),
        Option("top_models", "the top models", "Only the models listed by name that week.", "press"),
        Option("open_models", "open models", "Only listed models whose weights were open that week."),
    ),
)

MAKERS = Axis(
    name="makers",
    title="Makers",
    question="Which makers count by name?",
    options=(
        Option("named", "named that week", "Every maker on the week's list; who drops out is unknown."),
        Option(
            "always_named",
            "named every week",
            "Only makers on the list in every week held; all others are unknown throughout.",
        ),
    ),
)

TEST_MODELS = Axis(
    name="test_models",
    title="Tests",
    question="What is done with models whose makers are not told?",
    options=(
        Option("unknown", "kept as unknown", "Models under test count in the total, for nobody."),
        Option("excluded", "left out", "Models under test are no part of the total."),
    ),
)

WEIGHTS = Axis(
    name="openness",
    title="Weights",
    question="Which models count for their maker?",
    options=(
        Option("any", "all models", "Every model, open or not."),
        Option(
            "open",
            "open weights",
            "Models whose weights could be downloaded on the week's Monday; the others count as closed.",
            "State of AI (OpenRouter and a16z)",
        ),
    ),
)

FREE_TIER = Axis(
    name="free_tier",
    title="Free use",
    question="Do free variants count?",
    options=(
        Option("counted", "counted", "Free and paid use alike.", "OpenRouter"),
        Option("left_out", "left out", "Variants listed as free are no part of the total."),
    ),
)

BLEND = Axis(
    name="blend",
    title="Blend",
    question="How many tokens are read for each one written?",
    options=(
        Option("3_1", "3 to 1", "Three tokens read for one written.", "Artificial Analysis"),
        Option("1_1", "1 to 1", "As many tokens read as written."),
        Option("10_1", "10 to 1", "Ten tokens read for one written, as in work on long documents."),
    ),
)

HOST = Axis(
    name="host",
    title="Price of",
    question="Whose price counts?",
    options=(
        Option("cheapest", "the cheapest seller", "The lowest price anybody asks, routers included."),
        Option("first_party", "the maker", "The price of the model's own maker; others' do not count."),
        Option("median", "the median host", "The middle of all hosts' prices, routers left out."),
    ),
)

MATCH = Axis(
    name="match",
    title="Matched by",
    question="Which models are compared?",
    options=(
        Option("frontier", "the frontier", "The cheapest closed and open model at a rating or above."),
        Option(
            "caliper",
            "pairs",
            "Each closed model with the cheapest open one rated within a margin of it; the middle pair.",
        ),
    ),
)

PLACE = Axis(
    name="place",
    title="Host in",
    question="What makes a host one of a country?",
    options=(
        Option("headquarters", "seat of the contract", "Where the entity one signs with is seated."),
        Option("datacentre", "its machines", "Where the host says its machines stand; most say nothing."),
    ),
)

SPREAD = Axis(
    name="statistic",
    title="Spread as",
    question="How is the spread measured?",
    options=(
        Option("max_over_min", "highest over lowest", "The dearest host's price over the cheapest's."),
        Option(
            "p90_over_p10",
            "middle four fifths",
            "The price a tenth of hosts exceed over the one a tenth fall below: single hosts count less.",
        ),
        Option(
            "geometric_sd",
            "geometric deviation",
            "By which factor a host's price typically lies off the middle one.",
        ),
    ),
)

COUNTED_WEIGHTS = Axis(
    name="openness",
    title="Weights",
    question="Which models count by their weights?",
    options=(
        Option("open", "open weights", "Models whose weights could be downloaded on the day."),
        Option("any", "all models", "Every model several hosts sell."),
    ),
)
