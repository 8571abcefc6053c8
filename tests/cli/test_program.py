import pytest

from weighbridge.catalogue.errors import ContractError
from weighbridge.cli import program
from weighbridge.cli.commands import COMMANDS
from weighbridge.cli.help import describe
from weighbridge.cli.program import run
from weighbridge.statistics.errors import MethodError

SAID = {
    ("verfy",): "No command 'verfy'. Nearest: verify",
    ("--quiet", "report"): "'--quiet' stands before any command.",
    ("verify", "now"): "Nothing is done with 'now'. Usage: `weighbridge verify [OPTIONS]`.",
    ("verify", "--quite"): "No flag of `weighbridge verify` '--quite'. Nearest: --quiet",
    ("verify", "--format", "jsn"): "No value of --format 'jsn'. Nearest: json",
    ("verify", "--format"): "--format needs a value.",
    ("verify", "--format", "json", "--format", "csv"): "--format is given twice.",
    ("indicator",): "NAME is missing.",
    ("indicator", "download_shar"): "No indicator 'download_shar'. Nearest: download_share",
    ("indicator", "download_share", "--panle", "all"): "Nearest: --panel",
    ("indicator", "--format", "json", "download_share", "--panle", "all"): "Nearest: --panel",
    ("indicator", "download_share", "--last", "two"): "--last 'two' is no whole number.",
    ("indicator", "download_share", "--last", "0"): "--last 0 shows nothing.",
    ("indicator", "download_share", "--month", "2025-13"): "--month '2025-13' is no month. Expected YYYY-MM",
    ("indicator", "download_share", "--month", "2025-01", "--to", "2025-02"): "Take one or the other.",
    ("indicators", "licens_share"): "Nearest: licence_share",
    ("sources", "llmfut"): "Nearest: llmfit",
    ("snapshots", "shw"): "No value of ACTION 'shw'. Nearest: show.",
    ("snapshots", "show"): "SOURCE is missing",
    ("new", "indikator", "x"): "No value of KIND 'indikator'. Nearest: indicator.",
    ("import", "hub_models", "x.jsonl"): "--as-of is missing.",
    ("build", "model_observation"): "Nearest: model_observations",
}


@pytest.mark.parametrize(
    ("place", "said"),
    [("answer", "the ending '' names no form"), ("", "is a folder")],
    ids=["ending", "folder"],
)
def test_a_place_nothing_can_be_written_to_is_told_before_anything_is_built(
    monkeypatch, tmp_path, capsys, place, said
):
    home = tmp_path / "home"
    monkeypatch.setenv("WEIGHBRIDGE_HOME", str(home))
    assert run(("report", "--output", str(tmp_path / place))) == 2
    assert said in capsys.readouterr().err
    assert not home.exists()


@pytest.mark.parametrize("words", SAID, ids=" ".join)
def test_wrong_use_is_told_in_one_message_with_the_nearest(words, capsys):
    assert run(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("weighbridge: ")
    assert SAID[words] in said.err
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err


@pytest.mark.parametrize("words", [(), ("--help",), ("-h",), ("help",)])
def test_help_names_every_command(words, capsys):
    assert run(words) == 0
    shown = capsys.readouterr().out
    assert all(f"\n  {name}" in shown for name in COMMANDS)
    assert "Exit codes: 0 pass, 1 violation, 2 wrong use, 3 undecided, 4 none found, 5 changed." in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_says_what_each_flag_does(name, capsys):
    assert run((name, "--help")) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"Usage: weighbridge {name}")
    assert all(example in shown for example in COMMANDS[name].examples)
    assert all(flag.meaning for flag in describe(COMMANDS[name]).flags)
    assert run(("help", name)) == 0


def test_every_command_that_answers_takes_a_format():
    """A brief is always a PDF, a server never ends, ``new`` and ``lock`` write files: no rows to give."""
    without = [n for n, c in COMMANDS.items() if not any(f.name == "--format" for f in describe(c).flags)]
    assert sorted(without) == ["brief", "lock", "new", "serve"]


def test_the_examples_name_flags_that_exist():
    for command in COMMANDS.values():
        for example in command.examples:
            words = example.split()[2:]
            known = {flag.name for flag in describe(command, words).flags}
            assert {word for word in words if word.startswith("--")} <= known, example


def test_the_help_of_an_indicator_has_its_axes_with_every_option(capsys):
    assert run(("indicator", "download_share", "--help")) == 0
    shown = capsys.readouterr().out
    assert "--panel  What is done when the set of watched accounts changes?" in shown
    assert "(default) Every account watched at that date. Used by OSIR-LMTS." in shown
    assert "constant" in shown


def test_the_version(capsys):
    assert run(("--version",)) == 0
    assert capsys.readouterr().out.startswith("weighbridge 0.")


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (ContractError("The table lacks a column."), 1, "weighbridge: The table lacks a column.\n"),
        (MethodError("No weights."), 1, "weighbridge: No weights.\n"),
        (KeyboardInterrupt(), 130, "weighbridge: Interrupted."),
        (BrokenPipeError(), 141, ""),
    ],
)
def test_how_a_command_ends(raised, code, said, monkeypatch, capsys):
    def fail(words):
        raise raised

    monkeypatch.setattr(program, "_dispatch", fail)
    assert run(("verify",)) == code
    assert capsys.readouterr().err.startswith(said)
