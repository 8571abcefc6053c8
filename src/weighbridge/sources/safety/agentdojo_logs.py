"""Verdicts of the hijacking runs that AgentDojo publishes with its program."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._verdicts import FIELDS, verdict_rows


@source(
    title="AgentDojo 0.1.3, published runs",
    producer="ETH Zurich, Debenedetti et al.",
    homepage="https://github.com/ethz-spylab/agentdojo",
    terms=Terms.MIT,
    credit="AgentDojo 0.1.3 (Debenedetti et al. 2024), run logs in its source distribution, MIT.",
    cadence="once",
    tables=("safety_verdicts",),
    fields=FIELDS,
)
def agentdojo_logs(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record a case: a user task under an injection, or a task alone, of a model.

    Some models have a defence round them. The scorer is the one of 0.1.3; version 0.1.20 scores the same
    cases otherwise. Verdicts and metadata only: no text of an exchange is kept.
    """
    return verdict_rows(records)
