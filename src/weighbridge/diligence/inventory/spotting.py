"""Names of models in text, line by line: what is used, what a comment merely mentions, and in which words.

A name counts as used where something that loads or calls a model takes it, or where it is the id of a model
that is known. A name in a comment, a docstring or an address of another site is a mention. A path, an
image of a container, a data set is no model.
"""

from __future__ import annotations

import io
import json
import re
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_PART = r"[A-Za-z0-9](?:[\w.-]{0,94}\w)?"
ID = rf"{_PART}/{_PART}"
_LOOSE = re.compile(rf"(?<![\w./@%:$-])({ID})(?![\w/-])")
_HUB = re.compile(
    rf"(?:huggingface\.co|hf\.co|hf-mirror\.com)/(?!datasets/|spaces/|api/|docs/|blog/|papers/)({ID})"
    r"(?:/(?:resolve|blob|tree|raw)/([\w.-]+))?",
    re.IGNORECASE,
)
_PURL = re.compile(rf"pkg:huggingface/({ID})(?:@([\w.-]+))?", re.IGNORECASE)
_VALUE = r"""["']?([A-Za-z0-9][\w./:@-]{1,160})["']?"""
_KEYS = (
    r"(?:[\w-]*model(?:[_-]?(?:id|name|path|repo|uri|slug|name_or_path))?|base_model(?:_name_or_path)?"
    r"|repo_id|hf_repo|pretrained_model_name_or_path|embedding_model|_name_or_path|checkpoint|ckpt|llm|reranker)"
)
_KEYED = re.compile(
    rf"""(?<![\w.$])["']?({_KEYS})["']?\s*[:=]\s*{_VALUE}(?=[\s,;)}}\]"'#]|$)""", re.IGNORECASE
)
_FLAG = re.compile(
    rf"""--(model(?:-id|-name|-path|_id|_name|_path)?|tokenizer|speculative-model|draft-model|hf-repo|lora-adapter"""
    rf"""|adapter-id)["']?(?:[=\s,]+|["']\s*,\s*["'])\s*-?\s*{_VALUE}""",
    re.IGNORECASE,
)
_FLAG_ALONE = re.compile(
    r"""^\s*-?\s*["']?--(model(?:-id|-name|-path)?|model_id|hf-repo|speculative-model)["']?,?\s*$""",
    re.IGNORECASE,
)
_NEXT_VALUE = re.compile(rf"""^\s*-?\s*{_VALUE},?\s*$""")
_SERVE = re.compile(rf"\b(?:vllm\s+serve|sglang\.launch_server|mlx_lm\.\w+|llamafactory-cli\s+\w+)\s+({ID})")
_OLLAMA = re.compile(r"\bollama\s+(?:run|pull|create\s+\S+\s+-f)\s+([A-Za-z0-9][\w./:-]+)")
_FROM = re.compile(r"^\s*FROM\s+(\S+)", re.IGNORECASE)
_ADAPTER = re.compile(r"^\s*ADAPTER\s+(\S+)", re.IGNORECASE)
_LORA = re.compile(rf"--lora-modules\s+[\w-]+=({ID})")
_REVISION = re.compile(
    r"""(?:--revision["']?[=\s,]+(?:-\s+)?["']?|revision["']?\s*[:=]\s*["']?)([\w.]{2,64}[\w.-]*)"""
)
_CALLS = re.compile(
    r"\b(from_pretrained|hf_hub_download|snapshot_download|SentenceTransformer|CrossEncoder|pipeline|LLM"
    r"|PeftModel|InferenceClient|completion|acompletion|ChatOpenAI|ChatLiteLLM|ChatOllama|Ollama|OllamaLLM"
    r"|init_chat_model|HuggingFaceEmbedding|FlagModel|load_model|AutoModel\w*|TextEmbedding)\s*\(\s*\Z"
)
_CALLED = re.compile(_CALLS.pattern.removesuffix(r"\Z"))
_NOT_CALLS = re.compile(r"\b(load_dataset|Dataset\.from\w*|import_module|open|Path|read_csv)\s*\(\s*\Z")
_IMAGE = re.compile(r"""^\s*-?\s*["']?(image|repository|uses|registry)["']?\s*[:=]""", re.IGNORECASE)
_FILE_END = re.compile(
    r"\.(py|json|ya?ml|toml|txt|md|csv|sh|js|ts|html|css|png|svg|jpg|so|cfg|ini|lock|sql|xml)\Z", re.I
)
# A first part that names a folder rather than an owner, where the model is known to nobody.
LOCAL = frozenset(
    [
        "models",
        "model",
        "checkpoints",
        "checkpoint",
        "weights",
        "data",
        "output",
        "outputs",
        "results",
        "tmp",
        "src",
        "lib",
        "app",
        "var",
        "opt",
        "home",
        "mnt",
        "config",
        "configs",
        "tests",
        "test",
        "./",
        "..",
        "path",
        "assets",
        "artifacts",
        "runs",
        "exp",
        "experiments",
        "s3",
        "gs",
    ]
)
_WORDS = (
    "model",
    "hf.co",
    "huggingface",
    "hf-mirror",
    "repo_id",
    "hf_repo",
    "ollama",
    "vllm",
    "sglang",
    "pkg:hug",
    "_name_or_path",
    "from_pretrained",
    "checkpoint",
    "ckpt",
    "llm",
    "reranker",
    "transformer",
    "pipeline(",
    "--lora",
    "--adapter",
    "--tokenizer",
    "--hf-",
    "encoder(",
)
_ANY_ID = re.compile(r"[\w.-]+/[\w.-]+")


@dataclass(frozen=True, slots=True)
class Spot:
    """A name at a place: its line, the word it stands by, whether only mentioned, a revision beside it."""

    line: int
    name: str
    context: str
    is_mention: bool = False
    revision: str = ""


Known = Callable[[str], bool]


def spots_of(kind: str, text: str, is_known: Known) -> Iterator[Spot]:
    """Every name of a model in a text of a kind, in order."""
    if kind != "modelfile" and not _is_worth(text, is_known):
        return
    if kind == "notebook":
        yield from _notebook(text, is_known)
    elif kind == "python":
        yield from _python(text, is_known)
    elif kind == "card":
        yield from _card(text, is_known)
    elif kind == "modelfile":
        yield from _modelfile(text, is_known)
    else:
        yield from _lines(text.splitlines(), {"hash": "#", "slash": "//"}.get(kind, ""), is_known)


def _is_worth(text: str, is_known: Known) -> bool:
    """Whether a text can hold a name at all: most files of a repository cannot, and are done with here."""
    low = text.lower()
    if any(word in low for word in _WORDS):
        return True
    return "/" in low and any(is_known(name.rstrip(".-")) for name in set(_ANY_ID.findall(low)))


# Text with comments to the end of the line -------------------------------------------------------------


def _lines(lines: list[str], mark: str, is_known: Known, first: int = 1) -> Iterator[Spot]:
    flag = ""
    for number, line in enumerate(lines, start=first):
        if not flag and not _is_worth(line, is_known):
            continue
        code, comment = _split(line, mark) if mark else (line, "")
        if flag and code.strip():
            found = _NEXT_VALUE.match(code)
            if found:
                yield Spot(number, found[1], f"--{flag}", revision=_revision(lines, number - first))
            flag = ""
        alone = _FLAG_ALONE.match(code)
        if alone:
            flag = alone[1]
            continue
        yield from _line(number, code, lines, number - first, is_known)
        if comment:
            for name, _ in _names(comment, is_known):
                yield Spot(number, name, "comment", is_mention=True)


def _split(line: str, mark: str) -> tuple[str, str]:
    """Code and comment of a line; a mark within quotes, or within a word or address, begins no comment."""
    at, quote = 0, ""
    while at < len(line):
        letter = line[at]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif line.startswith(mark, at) and (
            at == 0 or line[at - 1] in " \t" or (mark == "//" and line[at - 1] != ":")
        ):
            return line[:at], line[at:]
        at += 1
    return line, ""


def _line(number: int, code: str, lines: list[str], at: int, is_known: Known) -> Iterator[Spot]:
    taken: set[str] = set()

    def spot(name: str, context: str, revision: str = "") -> Iterator[Spot]:
        if name not in taken:
            taken.add(name)
            yield Spot(number, name, context, revision=revision or _revision(lines, at))

    for found in _PURL.finditer(code):
        yield from spot(found[1], "package URL", found[2] or "")
    for found in _HUB.finditer(code):
        yield from spot(found[1], "address", found[2] if found[2] not in (None, "main") else "")
    for pattern, words in ((_SERVE, "serve"), (_OLLAMA, "ollama"), (_LORA, "--lora-modules")):
        for found in pattern.finditer(code):
            yield from spot(found[1], words)
    for found in _FLAG.finditer(code):
        yield from spot(found[2], f"--{found[1]}")
    if _IMAGE.match(code):
        return
    for found in _KEYED.finditer(code):
        yield from spot(found[2], found[1])
    for name, _ in _names(code, is_known):
        yield from spot(name, "name")


def _names(text: str, is_known: Known) -> Iterator[tuple[str, int]]:
    """Ids of known models in a text, outside addresses of other sites and paths."""
    for found in _LOOSE.finditer(text):
        if is_known(found[1]):
            yield found[1], found.start()
    for found in _HUB.finditer(text):
        if not text.startswith("//", found.start() - 2) or is_known(found[1]):
            yield found[1], found.start()


def _revision(lines: list[str], at: int) -> str:
    """A revision on the line itself, or within the three after it (a call or a list goes on)."""
    near = lines[at : at + 4]
    ends = next((i for i, line in enumerate(near) if line.rstrip().endswith(")")), len(near))
    found = _REVISION.search("\n".join(near[: ends + 1]))
    return found[1] if found and found[1] not in ("None", "main", "str") else ""


# Python ------------------------------------------------------------------------------------------------


def _python(text: str, is_known: Known) -> Iterator[Spot]:
    lines = text.splitlines()
    if not any(_is_worth(line, is_known) and _is_telling(line, is_known) for line in lines):
        return
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError, IndentationError):
        yield from _lines(lines, "#", is_known)
        return
    fresh = True
    for token in tokens:
        number = token.start[0]
        if token.type == tokenize.COMMENT:
            for name, _ in _names(token.string, is_known):
                yield Spot(number, name, "comment", is_mention=True)
        elif token.type == tokenize.STRING:
            yield from _literal(token, lines, fresh, is_known)
        if token.type in (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT):
            fresh = True
        elif token.type not in (tokenize.NL, tokenize.COMMENT, tokenize.ENCODING):
            fresh = False


def _is_telling(line: str, is_known: Known) -> bool:
    """Whether a line of Python holds a known id, or a quoted value beside something that takes a model."""
    if any(is_known(name.rstrip(".-")) for name in _ANY_ID.findall(line)):
        return True
    if "(" in line and _CALLED.search(line):
        return True
    return ("'" in line or '"' in line) and bool(
        _KEYED.search(line)
        or _FLAG.search(line)
        or _HUB.search(line)
        or _OLLAMA.search(line)
        or _PURL.search(line)
    )


def _literal(token: tokenize.TokenInfo, lines: list[str], is_doc: bool, is_known: Known) -> Iterator[Spot]:
    body = re.sub(r"\A[rbufRBUF]*(\"\"\"|'''|\"|')|(\"\"\"|'''|\"|')\Z", "", token.string)
    number = token.start[0]
    if is_doc or "\n" in body:
        for offset, line in enumerate(body.split("\n")):
            for name, _ in _names(line, is_known):
                yield Spot(number + offset, name, "text", is_mention=True)
        return
    before = _before(lines, token.start)
    if _NOT_CALLS.search(before):
        return
    call = _CALLS.search(before)
    key = re.search(rf"(?<![\w.])[\"']?({_KEYS})[\"']?\s*[:=]\s*\Z", before, re.IGNORECASE)
    whole = re.fullmatch(_VALUE, body)
    if whole and (call or key):
        context = call[1] if call else key[1] if key else ""
        yield Spot(number, whole[1], context, revision=_revision(lines, number - 1))
        return
    found = False
    for name, _ in _names(body, is_known):
        found = True
        yield Spot(number, name, "name", revision=_revision(lines, number - 1))
    if not found:
        yield from _line(number, body, [body], 0, lambda _: False)


def _before(lines: list[str], start: tuple[int, int]) -> str:
    """The code before a place: of its line, and of the one above where the line begins with it."""
    row, column = start
    text = lines[row - 1][:column] if row <= len(lines) else ""
    if not text.strip() and row > 1:
        text = lines[row - 2].rstrip() + " "
    return text


# Notebooks, cards, Modelfiles --------------------------------------------------------------------------


def _notebook(text: str, is_known: Known) -> Iterator[Spot]:
    try:
        cells = json.loads(text)["cells"]
    except (ValueError, KeyError, TypeError):
        yield from _lines(text.splitlines(), "", is_known)
        return
    at = 0
    for cell in cells if isinstance(cells, list) else []:
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        source = cell.get("source", [])
        parts = source if isinstance(source, list) else [source]
        places = []
        for part in (line for text_part in parts for line in str(text_part).splitlines(keepends=True)):
            # One line of source is one string of the file: its place tells the line of the file.
            place = text.find(json.dumps(part.rstrip("\n"), ensure_ascii=False)[1:-1], at)
            if place < 0:
                place = text.find(json.dumps(part.rstrip("\n"))[1:-1], at)
            at = place if place >= 0 else at
            places.append(text.count("\n", 0, at) + 1)
        code = "".join(str(part) for part in parts)
        # What a cell hands to the shell is no Python: it is read by itself, and left blank for the rest.
        shell = [line if line.lstrip().startswith(("!", "%")) else "" for line in code.splitlines()]
        plain = re.sub(r"(?m)^[ \t]*[%!].*$", "", code)
        for spot in (*_python(plain, is_known), *_lines(shell, "#", is_known)):
            line = places[spot.line - 1] if spot.line <= len(places) else 1
            yield Spot(line, spot.name, spot.context, spot.is_mention, spot.revision)


def _card(text: str, is_known: Known) -> Iterator[Spot]:
    """The front matter of a card or page; its prose mentions, and is not read."""
    if not text.startswith("---"):
        return
    end = text.find("\n---", 3)
    lines = text[: end if end > 0 else 0].splitlines()
    listed = False
    for number, line in enumerate(lines, start=1):
        item = re.match(rf"\s*-\s*[\"']?({ID})", line)
        if item and listed:
            yield Spot(number, item[1], "base_model")
            continue
        listed = bool(re.match(r"\s*(base_model|base_models)\s*:", line))
        found = re.match(rf"\s*(base_model)\s*:\s*[\"']?({ID})", line)
        if found:
            yield Spot(number, found[2], "base_model")


def _modelfile(text: str, is_known: Known) -> Iterator[Spot]:
    for number, line in enumerate(text.splitlines(), start=1):
        found = _FROM.match(line) or _ADAPTER.match(line)
        if found:
            yield Spot(number, found[1], "FROM" if _FROM.match(line) else "ADAPTER")
        elif line.lstrip().startswith("#"):
            for name, _ in _names(line, is_known):
                yield Spot(number, name, "comment", is_mention=True)


def is_path(name: str) -> bool:
    """Whether a value is a place in a file system, a variable or a file, and no name of a model."""
    if name.startswith((".", "/", "~", "$")) or name.count("/") > 3 or "://" in name:
        return True
    return bool(_FILE_END.search(name)) or name.partition("/")[0] in LOCAL
