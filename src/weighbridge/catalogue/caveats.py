"""Standing caveats an indicator can name, each with the sentence printed under its figures."""

from __future__ import annotations

CAVEATS: dict[str, str] = {
    "downloads_are_requests": (
        "A download is a request for a model's query file, not a person and not a use; automatic "
        "systems ask again and again."
    ),
    "rolling_window": (
        "A count covers the 30 days before its capture; neighbouring captures overlap and are never summed."
    ),
    "panel_changes": (
        "The set of watched accounts or models changes between captures; a jump can be a change of the list."
    ),
    "not_the_whole_hub": "The lists cover part of the Hub; models on no list are not counted.",
    "publisher_not_origin": (
        "A model counts for the account that published it, whoever made the weights it is built on."
    ),
    "unknown_is_not_zero": "Models whose maker's seat is not established stay as a group of their own.",
    "interval_is_about_makers": (
        "The interval says how different the value could be with other makers of the same kind; "
        "it is not an error of measurement."
    ),
    "creation_is_repository": (
        "The date is the creation of the repository, never before 2 March 2022, not the release."
    ),
    "licence_as_tagged": "The licence is the tag on the repository; the text it points to can say more.",
    "boards_are_anchored": (
        "Ratings are anchored anew with each board: compare groups within a month, not one group over months."
    ),
    "votes_are_preferences": "A rating says which answers people prefer, not which are right or safe.",
    "best_is_biased": (
        "The best of many noisy values is biased upwards, more so for the side with more models."
    ),
    "vintages_apart": "Every value is of one fit; values of two fits are two scales and are not subtracted.",
    "index_is_a_model": (
        "The index is a fitted latent score; its interval says how much it depends on which benchmarks a "
        "model took, not on how they were run."
    ),
    "release_as_published": "Release days and openness are those the publisher of the index gives.",
    "scores_as_reported": (
        "Scores that makers report of their own models stand beside scores of independent runs."
    ),
    "ancestry_as_known": (
        "Ancestry is what publishers, catalogues and readers say; a model whose base nobody names is unknown."
    ),
    "tree_counts_only": (
        "The 2025 figures are rises of the counts on watched base models; derivatives of other models are "
        "not in them, and deletions hide additions."
    ),
    "list_prices": (
        "Prices are those of price lists: rebates, batches and commitments are not in them, and two models "
        "need not use as many tokens for one task."
    ),
    "hosts_by_contract": (
        "A host's country is that of the entity one signs with; where its machines stand is another question."
    ),
    "openness_as_judged": "Openness is as the index judges it; systems it does not list are not counted.",
    "class_is_at_best": (
        "Parts are counted, not named: that rules classes out and shows none to hold; each is an upper limit."
    ),
    "nobody_is_right_by_rank": (
        "A flag is what somebody typed into a list; where two contradict each other, both are shown."
    ),
    "joined_by_name": "Entries are joined by the model's name without maker, variant and spelling.",
    "one_router": "One router is not the market: most use of models passes through no router.",
    "tokens_differ": (
        "Tokens are counted by each provider in its own way, and long prompts of automatic tools weigh most."
    ),
    "list_not_sample": "The listed models are no random sample of all models.",
    "a_model_is_no_country": (
        "A rate is of one test, model, host and judge; models are never averaged into a country or a group."
    ),
    "judges_err": "Verdicts are a judge's; a judge errs differently by model.",
    "questions_are_chosen": (
        "Questions were chosen, some because a model was known to refuse them: a rate is of these questions."
    ),
    "weights_as_stated": "That two hosts serve the same weights is what whoever ran them says.",
    "ratio_of_small_rates": "A ratio of small rates is large on few cases: read the counts beside it.",
}
