"""What a derived table's name covers: the code it rests on, however it is imported, and no other."""

import pytest

from weighbridge.store import digests

FILES = {
    "catalogue/__init__.py": "",
    "tables/__init__.py": "",
    "tables/plain.py": "import json\nfrom weighbridge.statistics import totals\n",
    "tables/late.py": "def build():\n    from weighbridge.statistics.deep import (\n        depth,\n    )\n",
    "tables/judged.py": 'from weighbridge.entities.seats import seat\n\nNAME = "seats"\n',
    "statistics/__init__.py": "",
    "statistics/totals.py": "import weighbridge.statistics.sums\n",
    "statistics/sums.py": "ONE = 1\n",
    "statistics/deep.py": "depth = 2\n",
    "statistics/unused.py": "x = 0\n",
    "entities/__init__.py": "",
    "entities/seats.py": "seat = 1\n",
    "entities/judgements/seats.csv": "a,b\n",
    "entities/judgements/others.csv": "c,d\n",
}


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A small package, and the digest of one of its modules after an edit."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(digests, "_PACKAGE", tmp_path)
    caches = (
        digests.code_digest,
        digests._modules,
        digests._judgements,
        digests._imported,
        digests._code_file,
    )

    def digest(*modules, edit=None):
        before = (tmp_path / edit).read_text(encoding="utf-8") if edit else ""
        if edit:
            (tmp_path / edit).write_text(before + "# edited\n", encoding="utf-8")
        for cache in caches:
            cache.cache_clear()
        found = digests.code_digest(*(f"weighbridge.{module}" for module in modules))
        if edit:
            (tmp_path / edit).write_text(before, encoding="utf-8")
        return found

    yield digest
    for cache in caches:
        cache.cache_clear()


@pytest.mark.parametrize(
    ("module", "edit"),
    [
        ("tables.plain", "tables/plain.py"),
        ("tables.plain", "tables/__init__.py"),
        ("tables.plain", "statistics/totals.py"),
        ("tables.plain", "statistics/sums.py"),
        ("tables.late", "statistics/deep.py"),
        ("tables.judged", "entities/seats.py"),
        ("tables.judged", "entities/judgements/seats.csv"),
    ],
)
def test_an_edit_of_what_a_module_rests_on_gives_another_name(package, module, edit):
    assert package(module, edit=edit) != package(module)


@pytest.mark.parametrize(
    ("module", "edit"),
    [
        ("tables.plain", "statistics/unused.py"),
        ("tables.plain", "tables/late.py"),
        ("tables.plain", "entities/judgements/seats.csv"),
        ("tables.judged", "entities/judgements/others.csv"),
    ],
)
def test_an_edit_elsewhere_leaves_the_name(package, module, edit):
    assert package(module, edit=edit) == package(module)


@pytest.mark.parametrize("edit", list(FILES))
def test_the_digest_of_everything_covers_every_file(package, edit):
    assert package(edit=edit) != package()
