"""The definitional axes: every choice an adoption figure hangs on, each option with its meaning.

An option nobody can compute yet is still listed: asking for it says what data it waits for.
"""

from __future__ import annotations

from weighbridge.catalogue.axis import Axis, Option

LIST = Axis(
    name="list",
    title="List",
    question="Which list of models was watched?",
    options=(
        Option(
            "widest",
            "widest that month",
            "The list with the most models in each month; where it changes the series is broken and flagged.",
        ),
    ),
    open_set=True,
)

MEASURE = Axis(
    name="measure",
    title="Counted",
    question="What is counted?",
    options=(
        Option(
            "flow",
            "30-day downloads",
            "Downloads in the 30 days before a capture.",
            "OSIR-LMTS; Hugging Face model pages",
        ),
        Option(
            "likes",
            "likes",
            "Likes a model has gathered by the date of a capture.",
            "Hugging Face trending lists",
        ),
        Option(
            "cumulative",
            "all-time downloads",
            "Downloads since a model was published, from the all-time counter.",
            "ATOM Project",
        ),
        Option(
            "first_year",
            "first-year downloads",
            "Downloads within 365 days of a model's creation.",
            "Economies of Open Intelligence",
        ),
    ),
)

WINDOW = Axis(
    name="window",
    title="Window",
    question="Over what time?",
    options=(
        Option("crawl", "as captured", "The 30-day count of the last capture in a month.", "OSIR-LMTS"),
        Option("month", "calendar month", "Daily rates between captures, summed over the days of a month."),
        Option("12m", "trailing 12 months", "The sum of the last twelve calendar months."),
        Option(
            "since_2022_11",
            "since Nov 2022",
            "Everything since November 2022, from the all-time counter.",
            "ATOM Project",
        ),
    ),
)

POPULATION = Axis(
    name="population",
    title="Covers",
    question="Which models count?",
    options=(
        Option("all", "all listed models", "Every model on the list.", "OSIR-LMTS"),
        Option(
            "llm_vlm",
            "language models",
            "Models that generate text, from text or from text and pictures; no embeddings, speech, vision.",
            "ATOM Project; Hugging Face reports",
        ),
        Option(
            "curated",
            "tracked models",
            "Models on the ATOM Project's tracked list of first-party language models.",
            "ATOM Project",
        ),
    ),
)

SIZE_FLOOR = Axis(
    name="size_floor",
    title="Size from",
    question="How large must a model be?",
    options=(
        Option("none", "any size", "No lower limit; models of unknown size count."),
        Option(
            "1b", "1 B parameters", "At least one billion parameters; models of unknown size do not count."
        ),
        Option(
            "7b",
            "7 B parameters",
            "At least seven billion parameters; models of unknown size do not count.",
            "Stanford HAI brief",
        ),
    ),
)

COPIES = Axis(
    name="copies",
    title="Copies",
    question="What happens to quantised and re-uploaded copies?",
    options=(
        Option("all", "counted", "A copy counts for the account that uploaded it.", "OSIR-LMTS"),
        Option(
            "first_party",
            "left out",
            "Only models published by the organisation that made them.",
            "ATOM Project",
        ),
        Option(
            "copies_to_base",
            "counted for the original",
            "A copy counts for the maker of the model it is a copy of.",
        ),
    ),
)

ATTRIBUTION = Axis(
    name="attribution",
    title="Country of",
    question="Whose country is it?",
    options=(
        Option(
            "publisher", "the publisher", "The account that published the model.", "OSIR-LMTS; ATOM Project"
        ),
        Option("parent", "the parent", "The maker of the model it was directly made from."),
        Option("root", "the root of the weights", "The maker of the first model in its ancestry."),
    ),
)

ACCOUNTS = Axis(
    name="accounts",
    title="Owners",
    question="Are owned organisations counted with their owner?",
    options=(
        Option("as_listed", "each on its own", "An organisation's seat is its own."),
        Option("parents_merged", "with their owner", "An owned organisation counts for its ultimate owner."),
    ),
)

UNATTRIBUTED = Axis(
    name="unattributed",
    title="Unplaced",
    question="What is done with models nobody has placed?",
    options=(
        Option(
            "in_denominator",
            "kept as unknown",
            "Unplaced models stay in the total as a group of their own.",
            "Economies of Open Intelligence",
        ),
        Option("excluded", "left out", "Shares are of the placed models only.", "ATOM Project"),
    ),
)

PANEL = Axis(
    name="panel",
    title="Panel",
    question="What is done when the set of watched accounts changes?",
    options=(
        Option("all", "everything watched", "Every account watched at that date.", "OSIR-LMTS"),
        Option("constant", "always watched", "Only accounts present in every capture of the window."),
        Option(
            "chained",
            "chained",
            "Growth of the accounts present at both ends of each step, chained back from the last capture.",
        ),
    ),
)

SPIKES = Axis(
    name="spikes",
    title="Spikes",
    question="What is done with counts many times a model's usual ones?",
    options=(
        Option("as_counted", "as counted", "Every count as it stands.", "all peers"),
        Option("capped", "capped", "A flagged count is replaced by the model's usual one."),
    ),
)

MEMBERSHIP = Axis(
    name="membership",
    title="Line is",
    question="What makes a model a member of a family or line?",
    options=(
        Option(
            "pattern",
            "by name",
            "Language models whose name fits the family's pattern under its maker's own accounts.",
            "ATOM Project",
        ),
        Option(
            "account",
            "by account",
            "Every language model of the account that carries the line.",
            "Hugging Face reports",
        ),
    ),
)

RELATION = Axis(
    name="relation",
    title="Made by",
    question="Which ways of making a derivative count?",
    options=(
        Option("all", "any way", "Every model made from another one.", "Hugging Face model trees"),
        Option(
            "finetune",
            "fine-tuning",
            "Trained further, pruned or grown; no adapters, merges, quantised or converted copies.",
            "ATOM Project",
        ),
        Option("no_quantised", "no copies", "All but quantised, converted and re-uploaded copies."),
        Option("adapter", "adapters", "Small weights added on top of a model."),
    ),
)

MINIMUM_DOWNLOADS = Axis(
    name="minimum_downloads",
    title="Downloads from",
    question="How often must a derivative be downloaded to count?",
    options=(
        Option("none", "any", "Every derivative, downloaded or not."),
        Option("over_5", "more than 5", "More than five downloads in 30 days.", "ATOM Project"),
        Option("over_100", "more than 100", "More than a hundred downloads in 30 days."),
    ),
)

UPLOADER = Axis(
    name="uploader",
    title="Published by",
    question="Whose derivatives count?",
    options=(
        Option("all", "anybody", "Derivatives by anybody, the base model's own maker included."),
        Option("third_party", "other makers", "Only derivatives of models another maker published."),
    ),
)

AUTOMATIC = Axis(
    name="automatic",
    title="Floods",
    question="What is done with adapters that services attach by the thousand?",
    options=(
        Option(
            "set_apart", "set apart", "Adapters attached automatically to single small models are left out."
        ),
        Option("counted", "counted", "Every adapter counts, whoever or whatever attached it."),
    ),
)

SEVERAL_ROOTS = Axis(
    name="several_roots",
    title="Merges",
    question="Whose is a model with several parents or roots?",
    options=(
        Option("fractions", "by fractions", "It counts for each by its part; the parts sum to one."),
        Option(
            "any",
            "any of them",
            "It counts wholly for every group among its roots; such shares do not sum to 1.",
        ),
        Option("all_of_them", "all of them", "It counts for a group only if all its roots are the group's."),
    ),
)

ADOPTION = (
    LIST,
    MEASURE,
    WINDOW,
    POPULATION,
    SIZE_FLOOR,
    COPIES,
    ATTRIBUTION,
    ACCOUNTS,
    UNATTRIBUTED,
    PANEL,
    SPIKES,
    MEMBERSHIP,
)
