"""What is said of a model no weights are known to flow into: its maker's own, undisclosed, or unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.catalogue.relations import GRADES
from weighbridge.entities._evidence import judged_id
from weighbridge.entities.families import classify, load_families
from weighbridge.entities.lineage_judgements import JudgedAnswer, load_architectures, load_family_origins
from weighbridge.entities.publishers import owners_of, publisher, publishers
from weighbridge.store.arrow import pc, taken, texts

REASONS: dict[str, str] = {
    "judged": "looked up and recorded by hand",
    "family_is_own": "its family is known to be its maker's own work",
    "architecture_is_own": "its maker introduced its architecture",
    "some_of_the_line": "some model of that line, not said which",
    "family_is_not_own": "its family holds models built on others', and none is named here",
    "names_another": "its name names another maker's family, and no base is stated",
    "architecture_of_another": "it has another maker's architecture, which proves nothing",
    "nothing_stated": "its maker states no base, and nothing says it is its own work",
    "not_a_maker": "its account is not known to make models, and no base is stated",
    "cycle": "its stated bases lead in a circle",
}
_BY_RULE = ("family_is_own", "architecture_is_own")
_OWN = ("judged", "some_of_the_line", *_BY_RULE)


ANSWERS = ("unknown", "own", "undisclosed", "disputed")
REASON_NAMES = tuple(REASONS)


@dataclass(frozen=True, slots=True, eq=False)
class Terminals:
    """Codes into ``ANSWERS``, ``REASON_NAMES`` and ``GRADES`` for each model.

    ``maker`` is the organisation whose own work it is; empty where the answer is not own.
    """

    answer: NDArray[np.int8]
    reason: NDArray[np.int8]
    grade: NDArray[np.int8]
    maker: pa.Array


def terminals(ids: pa.Array, architectures: pa.Table, answers: Sequence[JudgedAnswer]) -> Terminals:
    """What is said of each of these models, none of which has a known parent.

    ``architectures`` has ``canonical_id`` and ``architecture`` of each model whose architecture is known.
    """
    size = len(ids)
    answer, reason, grade = (np.zeros(size, dtype=np.int8) for _ in range(3))
    reason[:] = REASON_NAMES.index("not_a_maker")
    organisations, _ = publishers(ids)
    rows = _of_makers(ids)
    makers_models = taken(ids, rows)
    types = architectures["architecture"].take(
        pc.index_in(makers_models, value_set=architectures["canonical_id"])
    )
    own: dict[int, str] = {}
    held = zip(
        rows.tolist(),
        texts(makers_models),
        taken(organisations, rows).to_pylist(),
        types.to_pylist(),
        strict=True,
    )
    for row, model, publisher_id, model_type in held:
        said, maker = _said(model, publisher_id, model_type)
        reason[row] = REASON_NAMES.index(said)
        if said in _OWN and maker is not None:
            own[row] = maker
    _judge(answer, reason, grade, own, ids, organisations, answers)
    answer[list(own)] = ANSWERS.index("own")
    grade[np.isin(reason, [REASON_NAMES.index(name) for name in _BY_RULE])] = GRADES.index("inferred")
    at = np.fromiter(own, dtype=np.int64, count=len(own))
    makers = pc.replace_with_mask(
        pa.nulls(size, pa.string()),
        pa.array(np.isin(np.arange(size), at)),
        pa.array([own[i] for i in sorted(own)], pa.string()),
    )
    return Terminals(answer, reason, grade, makers)


def _of_makers(ids: pa.Array) -> NDArray[np.int64]:
    """The models under accounts that publish their own, or that hold a family of some maker."""
    owner = owners_of(ids).dictionary_encode()
    held = {account.casefold() for family in load_families().values() for account in family.scope_accounts}
    accounts = owner.dictionary.to_pylist()
    good = np.array([name in held or publisher(name)[1] == "first_party" for name in accounts], dtype=bool)
    return np.flatnonzero(good[np.asarray(owner.indices)]) if accounts else np.empty(0, dtype=np.int64)


def _judge(
    answer: NDArray[np.int8],
    reason: NDArray[np.int8],
    grade: NDArray[np.int8],
    own: dict[int, str],
    ids: pa.Array,
    organisations: pa.Array,
    answers: Sequence[JudgedAnswer],
) -> None:
    """Write the judged answers over what the rules say."""
    at = pc.index_in(pa.array([judged_id(item.model_id) for item in answers], pa.string()), value_set=ids)
    for item, row in zip(answers, at.to_pylist(), strict=True):
        if row is None:
            continue
        maker = organisations[row].as_py()
        own.pop(row, None)
        if item.answer == "own" and maker is not None:
            own[row] = maker
        answer[row] = ANSWERS.index(item.answer)
        reason[row] = REASON_NAMES.index("judged")
        grade[row] = GRADES.index(item.grade)


@lru_cache(maxsize=1 << 17)
def _said(model: str, organisation: str | None, model_type: str | None) -> tuple[str, str | None]:
    """The reason and, where it is somebody's own work, whose."""
    account, _, name = model.partition("/")
    if name.endswith("*"):
        return "some_of_the_line", organisation
    family = classify(account, name, scoped=False)
    if family is not None and family.family_id is not None:
        if family.by != "own_name" and family.organisation_id != organisation:
            return "names_another", None
        origin = load_family_origins().get(family.family_id)
        if origin == "own":
            return "family_is_own", family.organisation_id
        if origin is not None:
            return "family_is_not_own", None
    maker = load_architectures().get(model_type or "")
    if maker is None:
        return "nothing_stated", None
    return ("architecture_is_own", maker) if maker == organisation else ("architecture_of_another", None)
