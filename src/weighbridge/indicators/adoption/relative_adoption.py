"""How a model does against the largest of its size at the same age."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.axes import ACCOUNTS, COPIES, LIST, POPULATION
from weighbridge.catalogue.axis import Axis, Option
from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.relative_adoptions import adoption_by_age
from weighbridge.statistics.adoption import CHECKPOINT_DAYS

VERSION = Axis(
    name="version",
    title="Against",
    question="Against which of the ten largest?",
    options=(
        Option(
            "ram_median",
            "the median of the ten largest",
            "Downloads over the median of the ten largest of the size class at that age.",
            "ATOM Project, January 2026",
        ),
        Option(
            "ram_tenth",
            "the tenth largest",
            "Downloads over the tenth largest of the size class at that age, or at an earlier age if that "
            "was larger.",
            "ATOM Project, second quarter of 2026",
        ),
    ),
)
BASELINE_STANDS = (
    "Before 0.1 was out: the interval of a group draws the group's makers alone, no longer the baseline's "
    "with them. Values stay; under the default choices China and the United States have an interval where "
    "they had none."
)
AGE = Axis(
    name="age",
    title="Age",
    question="How old is the model?",
    options=tuple(
        Option(str(days), f"{days} days", f"Downloads of the first {days} days.") for days in CHECKPOINT_DAYS
    ),
)


@indicator(
    title="Relative adoption",
    question="How does a model do against the largest of its size at the same age?",
    topic="Use",
    unit=Unit.RATIO,
    grain=("month", "group"),
    groups=("country", "organisation", "model"),
    axes=(VERSION, AGE, LIST, POPULATION, COPIES, ACCOUNTS),
    defaults={"age": "30", "population": "llm_vlm", "copies": "first_party"},
    reads=("adoption_ages",),
    estimate=adoption_by_age,
    resampled="organisations of the group; the baseline stands as captured",
    population="Models of known size and creation date whose first days a watched list has covered",
    caveats=(
        "downloads_are_requests",
        "creation_is_repository",
        "list_not_sample",
        "not_the_whole_hub",
        "interval_is_about_makers",
    ),
    cite=(
        "ATOM Project (2026). Relative Adoption Metric.",
        "weighbridge (2026). Relative adoption.",
    ),
    since="0.2",
    revisions=(BASELINE_STANDS,),
)
def relative_adoption(models: nw.LazyFrame) -> nw.LazyFrame:
    """Downloads since creation over those of the ten largest of the same size at the same age.

    Two versions were published and both are here: `ram_median` divides by the median of the ten largest,
    `ram_tenth` by the tenth largest, where a cut-off once reached never falls with age. The ten need not
    be the same models at every age, so one model can rise by one version and fall by the other.

    Size classes go by total parameters in billions: under 1, 1 to 5, 5 to 10 (called 7-9B), 10 to 50, 50
    to 100, 100 to 250, 250 and more. Downloads of the first days are summed from the captures of the list:
    an all-time counter where it has one, otherwise 30-day counts spread over the days they cover. A model
    first seen too late has no value, nor has one younger than the age asked for. The baseline is the list
    as captured on its last day, named in the notes; a class with fewer than ten models of that age has
    none (`thin_coverage`).

    A country or an organisation has the median of its models. Its interval resamples the group's makers,
    each with all its models, against the baseline as it was captured: a baseline is a named list of facts,
    and a class of a dozen models would lose it in many resamples. How far a cut-off hangs on few makers is
    another question; the notes give its own interval, or say that resampling leaves fewer than ten models
    too often. A single model or a single maker has no interval.
    """
    return models
