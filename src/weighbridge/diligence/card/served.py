"""A model one can only rent: price lists name it, and no list or statement holds its weights."""

from __future__ import annotations

from weighbridge.diligence.card.holdings import SERVED, Holdings
from weighbridge.diligence.lineage_path import Ancestry, Step
from weighbridge.entities.accounts import resolve_account
from weighbridge.entities.hosts import laboratory_of
from weighbridge.entities.identities import HUB
from weighbridge.entities.price_cells import model_key
from weighbridge.entities.served_names import load_served_names

REMARK = "Price lists sell it under this name; no list or statement held knows weights of it."
_AUTHORS = ("openrouter", HUB, "lmarena")


def served_key(holdings: Holdings, text: str) -> str | None:
    """The name price lists sell a written model under; None where they sell none of it.

    What stands before the slash must be its maker, or a provider that asks a price for it: another owner's
    model of the same name is another model.
    """
    owner, slash, name = text.removeprefix(SERVED).strip().rpartition("/")
    key = model_key(name)
    offers = holdings.offers(key) if name else []
    if not offers:
        return None
    provider = load_served_names()[1].get(owner.partition("/")[0].casefold())
    hosts = {row["host_id"] or row["provider"] for row in offers}
    if not slash or (provider and (provider.way == "router" or provider.host_id in hosts)):
        return key
    return key if _maker(holdings, key, owner) else None


def served_ancestry(holdings: Holdings, text: str) -> Ancestry | None:
    """What is known of a model that is only sold: its maker where one is named, its sellers, and no root."""
    key = served_key(holdings, text)
    if key is None:
        return None
    written = text.removeprefix(SERVED).strip()
    maker = holdings.graph.maker(_maker(holdings, key, written.rpartition("/")[0]))
    return Ancestry(
        model=(step := Step(f"{SERVED}{key}", written, maker, "unknown", None, False, False)),
        depth=None,
        root_grade="asserted",
        known_part=0.0,
        roots=(),
        path=(step,),
        beside=(),
        pairs=(),
        apart=(),
        aside=(),
        remarks=(REMARK,),
        evidence={},
        is_cut=False,
    )


def _maker(holdings: Holdings, key: str, owner: str) -> str | None:
    """Its maker: as the newest board lists it, else the owner written, where that one's own host sells it."""
    rated = holdings.maker_sold(key)
    author = owner.rpartition("/")[2]
    found = (resolve_account(platform, author, holdings.day) for platform in _AUTHORS if author)
    organisation = next((item.organisation_id for item in found if item), None)
    if rated or organisation is None:
        return rated if not organisation or rated == organisation else None
    sellers = (laboratory_of(row["host_id"], holdings.day)[0] for row in holdings.offers(key))
    return organisation if organisation in sellers else None
