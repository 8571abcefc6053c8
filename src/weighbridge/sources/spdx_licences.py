"""The list of licences that have an identifier, from SPDX."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.fetching import Page
from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._files import repository_file
from weighbridge.store.fetching.splitting import json_of, texts, under


def licences(page: Page) -> list[str]:
    """One record a licence, with the version of the list."""
    held = json_of(page)
    listed = under(held, "licenses")
    version = held.get("licenseListVersion")
    return texts({"list_version": version, **item} for item in listed if isinstance(item, dict))


@source(
    title="SPDX licence list",
    producer="SPDX workgroup, Linux Foundation",
    homepage="https://spdx.org/licenses/",
    terms=Terms.PLATFORM,
    credit="SPDX licence list, SPDX workgroup of the Linux Foundation, spdx.org/licenses.",
    cadence="every few months",
    tables=("licence_identifiers",),
    platform="spdx",
    fetch=repository_file("spdx/license-list-data", "json/licenses.json", licences),
    fields=(
        Field("licence_id", Kind.TEXT, required=True, path="licenseId"),
        Field("title", Kind.TEXT, required=True, path="name"),
        Field("is_osi_approved", Kind.BOOLEAN, required=True, path="isOsiApproved"),
        Field("is_fsf_libre", Kind.BOOLEAN, path="isFsfLibre"),
        Field("is_deprecated", Kind.BOOLEAN, required=True, path="isDeprecatedLicenseId"),
        Field("list_version", Kind.TEXT, required=True),
    ),
)
def spdx_licences(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record a licence: identifier, name, whether it is approved, whether it is superseded.

    Texts of licences are not taken. Licences of models often are not on the list (`LicenseRef-...` in
    expressions): that is a gap of the list, and says nothing about a licence.
    """
    names = ("licence_id", "title", "is_osi_approved", "is_fsf_libre", "is_deprecated", "list_version")
    return {"licence_identifiers": records.select(*names)}
