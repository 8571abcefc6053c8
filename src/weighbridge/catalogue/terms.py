"""Terms under which a source's facts may be used, and whether they may be shipped."""

from __future__ import annotations

import enum


class Terms(enum.Enum):
    """The licence or rule that covers the data of a source."""

    MIT = "MIT"
    APACHE_2_0 = "Apache-2.0"
    CC_BY_4_0 = "CC-BY-4.0"
    CC0_1_0 = "CC0-1.0"
    ODBL_1_0 = "ODbL-1.0"
    PLATFORM = "platform terms; single facts only"
    USER = "the user's own file; terms unknown to us"

    @property
    def may_ship(self) -> bool:
        """Whether single facts may be part of what weighbridge publishes row by row."""
        return self in (Terms.MIT, Terms.APACHE_2_0, Terms.CC_BY_4_0, Terms.CC0_1_0)

    @property
    def url(self) -> str | None:
        """Where the terms can be read."""
        return {
            Terms.MIT: "https://spdx.org/licenses/MIT.html",
            Terms.APACHE_2_0: "https://www.apache.org/licenses/LICENSE-2.0",
            Terms.CC_BY_4_0: "https://creativecommons.org/licenses/by/4.0/",
            Terms.CC0_1_0: "https://creativecommons.org/publicdomain/zero/1.0/",
            Terms.ODBL_1_0: "https://opendatacommons.org/licenses/odbl/1-0/",
        }.get(self)
