"""Votes between the answers of two models."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, table

OUTCOMES = ("a", "b", "tie", "both_bad")

STAGED = (
    Column("battle_id", "text", "Names the vote within its source."),
    Column("model_a", "text", "One model, as the source names it."),
    Column("model_b", "text", "The other model."),
    Column("outcome", "text", "Who won: a, b, tie, or both bad.", values=OUTCOMES),
    Column("voter_id", "text", "Who voted; empty where it is not told.", nullable=True),
    Column("prompt_id", "text", "The question; empty where it is not told.", nullable=True),
)


@table(
    staged_columns=STAGED,
    columns=(*STAGED, Column("source", "text", "The source that gave the vote.")),
    key=("source", "battle_id"),
    reads=("staged",),
    rules=(
        Rule(
            "A source has a word for an outcome that nobody has declared.",
            "The table stops and names the word: a tie that is none would draw two models together.",
        ),
        Rule("A model meets itself.", "Left out: it says nothing about any other model."),
        Rule("The voter is not told.", "Empty: then every vote is taken as independent."),
    ),
)
def arena_battles(rows: nw.LazyFrame) -> nw.LazyFrame:
    """One row a vote: two models, the outcome, and who voted where it is told."""
    met = rows.filter(nw.col("model_a") != nw.col("model_b"))
    return met.group_by("source", "battle_id").agg(
        model_a=nw.col("model_a").max(),
        model_b=nw.col("model_b").max(),
        outcome=nw.col("outcome").max(),
        voter_id=nw.col("voter_id").max(),
        prompt_id=nw.col("prompt_id").max(),
    )
