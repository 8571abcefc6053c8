"""The package as a stranger gets it: pinned, hashed, complete, with nothing of the machine it was made on."""

import ast
import fnmatch
import importlib
import importlib.metadata
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
DECLARED = tomllib.loads(PYPROJECT)
REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))
GROUPS = {
    "core": DECLARED["project"]["dependencies"],
    **DECLARED["project"]["optional-dependencies"],
    **DECLARED["dependency-groups"],
}
PINS = {group: [wanted.partition(";")[0] for wanted in listed] for group, listed in GROUPS.items()}

# In pieces, so that this file does not hold what it looks for.
REGISTRIES = ["".join(parts) for parts in (("py", "pi.org"), ("python", "hosted"), ("registry.npm", "js"))]
# A path of somebody's machine; what stands inside an address or after another folder is not one.
MACHINE_PATH = re.compile(r"(?<![\w./:$}-])/(?:work|root|home|tmp|Users)/[\w.-]+")


def committed_texts():
    """Every text file under version control, by its name in the project."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        content = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b"\0"
        if b"\0" not in content[:8000]:
            yield name, content.decode("utf-8")


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.stem)
def test_a_requirement_file_has_a_hash_for_each_line_and_no_address(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|--(extra-)?index-url|--find-links|--trusted-host", text)
    for block in re.split(r"\n(?=[^\s#])", text)[1:]:
        assert re.match(r"[\w.-]+==[\w.]+( ;.*)? \\\n", block), block.splitlines()[0]
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_there_is_one_requirement_file_per_group():
    assert {path.stem for path in REQUIREMENTS} == set(GROUPS)


@pytest.mark.parametrize("group", GROUPS)
def test_a_requirement_file_pins_what_pyproject_says(group):
    pinned = (ROOT / "requirements" / f"{group}.txt").read_text(encoding="utf-8")
    pinned += (ROOT / "requirements" / "core.txt").read_text(encoding="utf-8")
    # An extra of a package is resolved into packages of its own: the file names the package alone.
    plain = [re.sub(r"\[.*?\]", "", pin) for pin in PINS[group]]
    missing = [pin for pin in plain if not re.search(rf"(?m)^{re.escape(pin)}( |$)", pinned)]
    assert not missing, "run `make lock`"


def test_every_dependency_is_pinned_and_says_why_it_is_there():
    lines = [line.strip() for line in PYPROJECT.splitlines()]
    for pin in (pin for pins in PINS.values() for pin in pins):
        assert re.fullmatch(r"[\w.-]+(\[[\w,-]+\])?==[\w.]+", pin)
        (line,) = [line for line in lines if re.match(rf'"{re.escape(pin)}[";]', line)]
        assert re.fullmatch(r'"[^"]+",\s+# \w.+', line), line


# What a result turns into where the reader has it already; nothing of ours needs it.
THE_READERS_OWN = ("pandas", "polars")


def test_the_program_imports_nothing_it_does_not_declare():
    shipped = ["core", *DECLARED["project"]["optional-dependencies"]]
    declared = {re.split(r"[\[=]", pin)[0] for group in shipped for pin in PINS[group]}
    providers = importlib.metadata.packages_distributions()
    undeclared = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in (ROOT / "src").rglob("*.py")
        for name in imported(path)
        if name not in ("weighbridge", *THE_READERS_OWN)
        and not declared & {normal(provider) for provider in providers.get(name, [name])}
    }
    assert not undeclared


def imported(path):
    """The top-level names a file imports, but for those of Python itself."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.partition(".")[0] for name in names} - sys.stdlib_module_names


def normal(distribution):
    """The name of a distribution as a dependency is written here."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def test_no_committed_file_names_a_package_registry():
    found = [(name, host) for name, text in committed_texts() for host in REGISTRIES if host in text]
    assert not found


def test_no_committed_file_names_a_path_of_one_machine():
    found = [
        (name, MACHINE_PATH.findall(text)) for name, text in committed_texts() if MACHINE_PATH.search(text)
    ]
    assert not found


def test_machine_paths_are_told_from_parts_of_addresses():
    slash = "/"
    assert MACHINE_PATH.search(f"see {slash}home{slash}ann and")
    assert MACHINE_PATH.search(f'"{slash}tmp{slash}out"')
    assert not MACHINE_PATH.search(f"https://example.org{slash}home{slash}page, src{slash}root{slash}x")


def test_the_licences_and_the_citation_are_there():
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Attribution 4.0" in (ROOT / "LICENSE-DATA.md").read_text(encoding="utf-8")
    assert f"version: {DECLARED['project']['version']}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_the_command_and_the_module_lead_to_the_same_place():
    module, _, function = DECLARED["project"]["scripts"]["weighbridge"].partition(":")
    assert callable(getattr(importlib.import_module(module), function))
    assert (ROOT / "src" / "weighbridge" / "__main__.py").exists()


def test_the_wheel_holds_the_program_its_data_and_its_licences(tmp_path):
    uv = shutil.which("uv", path=str(ROOT / ".tools" / "bin")) or shutil.which("uv")
    if uv is None:
        pytest.skip("no uv")
    build = [uv, "build", "--quiet", "--offline", "--wheel", "--out-dir", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    files = [path for path in (ROOT / "src").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    wanted = {path.relative_to(ROOT / "src").as_posix() for path in files}
    for kind in ("py.typed", "entities/judgements/*.csv", "starter/snapshots/*/*/*.parquet"):
        assert fnmatch.filter(wanted, f"weighbridge/{kind}"), f"the package has no {kind}"
    assert not wanted - held
    assert {name.rpartition("/")[2] for name in held} >= {"LICENSE", "LICENSE-DATA.md"}
    assert not [name for name in held if "__pycache__" in name or name.startswith("tests/")]
