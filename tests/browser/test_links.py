"""Every address of the whole built site leads somewhere; nothing of it depends on where the site lies."""

from __future__ import annotations

from tests.web.linked import broken, reached


def test_no_address_of_the_whole_site_leads_nowhere(site):
    """Pages of every kind, embeds, downloads, machine-readable descriptions, styles and the site map."""
    wrong, count = broken(site.folder)
    assert not wrong, "\n".join(wrong)
    assert count > 1_000


def test_every_file_is_led_to(site):
    """A file nobody can reach is one that was forgotten, or whose link was lost."""
    there = {path.relative_to(site.folder).as_posix() for path in site.folder.rglob("*") if path.is_file()}
    found = {path.relative_to(site.folder).as_posix() for path in reached(site.folder)}
    assert there - found == {"build.json"}
