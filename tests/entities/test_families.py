"""Families: real model names, their traps, and the rules that pick one best match."""

import csv
import dataclasses
import re
from datetime import date

import pytest

from weighbridge.catalogue.errors import ContractError
from weighbridge.entities import families
from weighbridge.entities.accounts import load_accounts
from weighbridge.entities.families import (
    HEAD_LENGTH,
    KINDS,
    LANGUAGE_KINDS,
    alternatives,
    classify,
    line_of_account,
    literal_head,
    load_families,
)
from weighbridge.entities.judgement_files import judgement_bytes
from weighbridge.entities.organisations import load_organisations

# Makers' own releases: family -> models. Both readings must agree on them.
OWN = {
    "qwen-1": "Qwen/Qwen-7B-Chat Qwen/Qwen-1_8B-Chat",
    "qwen-1.5": "Qwen/Qwen1.5-72B-Chat Qwen/Qwen1.5-MoE-A2.7B",
    "codeqwen-1.5": "Qwen/CodeQwen1.5-7B-Chat",
    "qwen-2": "Qwen/Qwen2-57B-A14B-Instruct",
    "qwen-2-math": "Qwen/Qwen2-Math-72B-Instruct",
    "qwen-2-vl": "Qwen/Qwen2-VL-7B-Instruct",
    "qwen-audio": "Qwen/Qwen2-Audio-7B-Instruct",
    "qwen-2.5": "Qwen/Qwen2.5-7B-Instruct-1M",
    "qwen-2.5-coder": "Qwen/Qwen2.5-Coder-32B-Instruct",
    "qwen-2.5-math": "Qwen/Qwen2.5-Math-PRM-7B",
    "qwen-2.5-vl": "Qwen/Qwen2.5-VL-72B-Instruct",
    "qwen-2.5-omni": "Qwen/Qwen2.5-Omni-7B",
    "qwq": "Qwen/QwQ-32B",
    "qvq": "Qwen/QVQ-72B-Preview",
    "qwen-3": "Qwen/Qwen3-235B-A22B-Instruct-2507",
    "qwen-3-coder": "Qwen/Qwen3-Coder-480B-A35B-Instruct",
    "qwen-3-coder-next": "Qwen/Qwen3-Coder-Next",
    "qwen-3-next": "Qwen/Qwen3-Next-80B-A3B-Thinking",
    "qwen-3-embedding": "Qwen/Qwen3-Embedding-0.6B Qwen/Qwen3-Reranker-8B",
    "qwen-3-guard": "Qwen/Qwen3Guard-Gen-8B",
    "qwen-3-vl": "Qwen/Qwen3-VL-2B-Instruct",
    "qwen-3-vl-embedding": "Qwen/Qwen3-VL-Embedding-2B",
    "qwen-3-omni": "Qwen/Qwen3-Omni-30B-A3B-Instruct",
    "qwen-3-speech": "Qwen/Qwen3-ASR-1.7B",
    "qwen-3.5": "Qwen/Qwen3.5-397B-A17B",
    "qwen-3.6": "Qwen/Qwen3.6-27B",
    "qwen-3.8": "Qwen/Qwen3.8-27B Qwen/Qwen3.8-2.4T-A95B",
    "qwen-3.8-flash-next": "Qwen/Qwen3.8-Flash-Next",
    "qwen-image": "Qwen/Qwen-Image-Edit",
    "worldpm": "Qwen/WorldPM-72B",
    "gte": "Alibaba-NLP/gte-Qwen2-7B-instruct",
    "wan": "Wan-AI/Wan2.2-T2V-A14B",
    "deepseek-r1": "deepseek-ai/DeepSeek-R1 deepseek-ai/DeepSeek-R1-Zero deepseek-ai/DeepSeek-R1-0528",
    # By publisher these are DeepSeek's, although the weights descend from Qwen and Llama.
    "deepseek-r1-distill": "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B deepseek-ai/DeepSeek-R1-0528-Qwen3-8B "
    "deepseek-ai/DeepSeek-R1-Distill-Llama-70B",
    "deepseek-v2": "deepseek-ai/DeepSeek-V2-Lite-Chat deepseek-ai/DeepSeek-V2.5-1210",
    "deepseek-v3": "deepseek-ai/DeepSeek-V3-0324 deepseek-ai/DeepSeek-V3.2-Exp",
    "deepseek-v4": "deepseek-ai/DeepSeek-V4-Flash",
    "deepseek-coder": "deepseek-ai/deepseek-coder-6.7b-instruct",
    "deepseek-coder-v2": "deepseek-ai/DeepSeek-Coder-V2-Lite-Instruct",
    "deepseek-llm": "deepseek-ai/deepseek-llm-67b-chat deepseek-ai/deepseek-moe-16b-base",
    "deepseek-ocr": "deepseek-ai/DeepSeek-OCR",
    "deepseek-vl": "deepseek-ai/deepseek-vl2-tiny",
    "janus": "deepseek-ai/Janus-Pro-7B",
    "chimera": "tngtech/DeepSeek-R1T-Chimera tngtech/DeepSeek-TNG-R1T2-Chimera",
    "llama-1": "huggyllama/llama-7b",
    "llama-2": "meta-llama/Llama-2-7b-chat-hf",
    "llama-3": "meta-llama/Meta-Llama-3-8B-Instruct",
    "llama-3.1": "meta-llama/Llama-3.1-405B-Instruct",
    "llama-3.2": "meta-llama/Llama-3.2-11B-Vision-Instruct",
    "llama-3.3": "meta-llama/Llama-3.3-70B-Instruct",
    "llama-4": "meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8",
    "llama-guard": "meta-llama/Llama-Guard-3-8B meta-llama/Prompt-Guard-86M",
    "code-llama": "meta-llama/CodeLlama-7b-hf codellama/CodeLlama-34b-Instruct-hf",
    "hermes": "NousResearch/Hermes-3-Llama-3.1-8B",
    "nemotron-llama": "nvidia/Llama-3.1-Nemotron-70B-Instruct-HF nvidia/Llama-3_3-Nemotron-Super-49B-v1",
    "nemotron-3": "nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16",
    "nemotron-nano-v2": "nvidia/NVIDIA-Nemotron-Nano-9B-v2",
    "nemotron-reasoning": "nvidia/OpenReasoning-Nemotron-32B",
    "cosmos": "nvidia/Cosmos-Reason2-2B",
    "tinyllama": "TinyLlama/TinyLlama-1.1B-Chat-v1.0",
    "meditron": "epfl-llm/meditron-7b",
    "vicuna": "lmsys/vicuna-7b-v1.5",
    "gemma-1": "google/gemma-2b google/gemma-1.1-7b-it",
    "gemma-2": "google/gemma-2-9b-it",
    "gemma-3": "google/gemma-3-270m-it google/gemma-3-27b-it",
    "gemma-3n": "google/gemma-3n-E4B-it",
    "gemma-4": "google/gemma-4-31B-it",
    "codegemma": "google/codegemma-7b-it",
    "recurrentgemma": "google/recurrentgemma-2b",
    "paligemma": "google/paligemma-3b-mix-224",
    "shieldgemma": "google/shieldgemma-2b",
    "medgemma": "google/medgemma-4b-it",
    "embeddinggemma": "google/embeddinggemma-300m",
    "t5gemma": "google/t5gemma-2b-2b-ul2",
    "t5": "google/flan-t5-base google/mt5-small google-t5/t5-small",
    "bert": "google-bert/bert-base-uncased",
    "bert-miniatures": "google/bert_uncased_L-2_H-128_A-2",
    "siglip": "google/siglip-so400m-patch14-384",
    "vit": "google/vit-base-patch16-224",
    "sbert": "sentence-transformers/all-MiniLM-L6-v2 "
    "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2",
    "sbert-cross-encoder": "cross-encoder/ms-marco-MiniLM-L6-v2",
    "minilm": "microsoft/MiniLM-L12-H384-uncased",
    "phi-2": "microsoft/phi-2",
    "phi-3.5": "microsoft/Phi-3.5-mini-instruct microsoft/Phi-tiny-MoE-instruct",
    "phi-4": "microsoft/phi-4",
    "resnet": "microsoft/resnet-50",
    "e5": "intfloat/multilingual-e5-large",
    "roberta": "FacebookAI/roberta-base",
    "xlm-roberta": "FacebookAI/xlm-roberta-large",
    "opt": "facebook/opt-125m",
    "esm": "facebook/esm2_t33_650M_UR50D",
    "gpt-2": "openai-community/gpt2",
    "whisper": "openai/whisper-large-v3",
    "clip": "openai/clip-vit-base-patch32",
    "gpt-oss": "openai/gpt-oss-20b",
    "gpt-oss-safeguard": "openai/gpt-oss-safeguard-20b",
    "distil-whisper": "distil-whisper/distil-large-v3",
    "clip-laion": "laion/CLIP-ViT-B-32-laion2B-s34B-b79K",
    "mistral-7b": "mistralai/Mistral-7B-Instruct-v0.3",
    "mixtral": "mistralai/Mixtral-8x7B-Instruct-v0.1 mistralai/Mixtral-8x22B-v0.1",
    "mistral-nemo": "mistralai/Mistral-Nemo-Instruct-2407",
    "mistral-small": "mistralai/Mistral-Small-3.2-24B-Instruct-2506",
    "codestral": "mistralai/Codestral-22B-v0.1 mistralai/Mamba-Codestral-7B-v0.1",
    "pixtral": "mistralai/Pixtral-12B-2409",
    "ministral": "mistralai/Ministral-8B-Instruct-2410",
    "zephyr": "HuggingFaceH4/zephyr-7b-beta",
    "openhermes": "teknium/OpenHermes-2.5-Mistral-7B",
    "chatglm": "THUDM/chatglm3-6b",
    "glm-4": "THUDM/glm-4-9b-chat",
    "glm-4.5": "zai-org/GLM-4.5-Air",
    "glm-4.5v": "zai-org/GLM-4.6V-Flash",
    "glm-5": "zai-org/GLM-5.2",
    "cogvideo": "zai-org/CogVideoX-5b",
    "kimi-k2": "moonshotai/Kimi-K2-Instruct",
    "kimi-linear": "moonshotai/Moonlight-16B-A3B-Instruct",
    "k2-llm360": "LLM360/K2-Think LLM360/Amber IFM/K2-Horizon-7B",
    "minimax-m2": "MiniMaxAI/MiniMax-M2.5",
    "yi": "01-ai/Yi-1.5-9B-Chat",
    "yi-coder": "01-ai/Yi-Coder-9B-Chat",
    "bge": "BAAI/bge-m3",
    "internlm": "internlm/internlm2_5-7b-chat",
    "internlm-xcomposer": "internlm/internlm-xcomposer2-7b",
    "minicpm-v": "openbmb/MiniCPM-V-4_5",
    "minicpm": "openbmb/MiniCPM4-8B",
    "hunyuan": "tencent/Hunyuan-A13B-Instruct",
    "hunyuan-3d": "tencent/Hunyuan3D-2",
    "hunyuan-ocr": "tencent/HunyuanOCR",
    "step": "stepfun-ai/Step-3.5-Flash stepfun-ai/step3",
    "llada": "GSAI-ML/LLaDA-8B-Instruct",
    "llada-ant": "inclusionAI/LLaDA2.0-mini",
    "dolphin": "dphn/Dolphin3.0-Llama3.1-8B dphn/dolphin-2.9.3-mistral-7B-32k",
    "falcon-mamba": "tiiuae/falcon-mamba-7b",
    "solar": "upstage/SOLAR-10.7B-Instruct-v1.0",
    "smolvlm": "HuggingFaceTB/SmolVLM-Instruct",
    "olmo-2": "allenai/OLMo-2-0425-1B-Instruct",
    "olmocr": "allenai/olmOCR-2-7B-1025",
    "tulu": "allenai/Llama-3.1-Tulu-3-8B",
    "granite-vision": "ibm-granite/granite-docling-258M",
    "sea-lion": "aisingapore/Gemma-SEA-LION-v4-27B-IT aisingapore/Llama-SEA-LION-v3-70B-IT",
    "swallow": "tokyotech-llm/Llama-3.1-Swallow-8B-Instruct-v0.5",
    "aya": "CohereForAI/aya-23-8B CohereLabs/aya-expanse-8b",
    "viking": "LumiOpen/Viking-7B",
    "opus-mt": "Helsinki-NLP/opus-mt-en-de",
}

# Copies and fine-tunes under other accounts: in the family by name, not by account.
COPIES = {
    "qwen-3": "unsloth/Qwen3-8B-GGUF unsloth/Qwen3-30B-A3B-Instruct-2507-GGUF nvidia/Qwen3-30B-A3B-NVFP4",
    "qwq": "mlx-community/QwQ-32B-4bit bartowski/Qwen_QwQ-32B-GGUF",
    "deepseek-r1": "unsloth/DeepSeek-R1-GGUF",
    "deepseek-r1-distill": "unsloth/DeepSeek-R1-Distill-Qwen-14B-GGUF",
    "llama-2": "TheBloke/Llama-2-7B-GGUF",
    "llama-3": "NousResearch/Meta-Llama-3-8B TsinghuaC3I/Llama-3-8B-UltraMedical",
    "llama-3.1": "nvidia/Llama-3.1-8B-Instruct-FP8",
    "code-llama": "TheBloke/CodeLlama-7B-Instruct-GPTQ",
    "mistral-7b": "TheBloke/Mistral-7B-Instruct-v0.2-AWQ",
    "gemma-3": "bartowski/google_gemma-3-4b-it-GGUF",
    "sbert": "Xenova/all-MiniLM-L6-v2",
    "whisper": "Systran/faster-whisper-base",
}

# Names that merely contain, or begin like, a family's name.
NAMESAKES = """
kaist-ai/janus-7b open-r1/OpenR1-Qwen-7B Maykeye/TinyLLama-v0 llamafactory/tiny-random-Llama-3
dslim/bert-base-NER klue/roberta-base indonesian-nlp/gpt2 ministral/Ministral-3b-instruct
Telugu-LLM-Labs/Indic-gemma-2b-finetuned-sft-Navarasa-2.0 ByteDance/Dolphin-1.5 Cyclone-Labs/Solar-Dawn-31B
nbeerbower/Viking-Qwen3.6-27B CosmossG/COSMOS-9B-V1 changcheng967/Aegis-Qwen3-1.7B-SFT deepgrove/Bonsai
Falconsai/nsfw_image_detection someone/not-a-llama-3-8b someone/tuned-gemma-2b someone/SuperQwen3-8B
allenai/vila-scibert-cased-s2vl sonoisa/t5-base-japanese deepvk/deberta-v1-distill hmellor/Ilama-3.2-1B
trl-internal-testing/tiny-Qwen2ForCausalLM-2.5 mlx-community/Macaw-OptiQ-4bit double7/vicuna-68m
"""

# Anything else of an account with one line: the line is known, the family is not.
LINE_ONLY = {
    "qwen": "Qwen/SAE-Res-Qwen3-8B-Base-W64K-L0_100 Qwen/Qwen-tokenizer Qwen/Qwen9-Not-Yet-Released",
    "sentence-transformers": "sentence-transformers/LaBSE",
    "timm": "timm/resnet50.a1_in1k",
    "pyannote": "pyannote/embedding",
    "llama": "meta-llama/Something-New",
}


def split(model_id: str) -> tuple[str, str]:
    account, _, name = model_id.partition("/")
    return account, name


def pairs(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(model, family) for family, models in table.items() for model in models.split()]


def test_the_list_of_hand_chosen_models_is_long_enough():
    assert len(pairs(OWN)) + len(pairs(COPIES)) + len(NAMESAKES.split()) >= 150


@pytest.mark.parametrize(("model", "family"), pairs(OWN))
@pytest.mark.parametrize("scoped", [True, False])
def test_own_release(model, family, scoped):
    found = classify(*split(model), scoped=scoped)
    assert found is not None
    assert (found.family_id, found.by) == (family, "own_name")


@pytest.mark.parametrize(("model", "family"), pairs(COPIES))
def test_copy_is_in_the_family_by_name_only(model, family):
    assert classify(*split(model), scoped=True) is None
    found = classify(*split(model), scoped=False)
    assert found is not None
    assert (found.family_id, found.by) == (family, "name")


@pytest.mark.parametrize("model", NAMESAKES.split())
@pytest.mark.parametrize("scoped", [True, False])
def test_namesake_is_in_no_family(model, scoped):
    assert classify(*split(model), scoped=scoped) is None


@pytest.mark.parametrize(("model", "line"), pairs(LINE_ONLY))
@pytest.mark.parametrize("scoped", [True, False])
def test_unknown_name_of_an_account_with_one_line(model, line, scoped):
    found = classify(*split(model), scoped=scoped)
    assert found is not None
    assert (found.family_id, found.line, found.by) == (None, line, "account")


def test_every_example_is_its_own_family_in_both_readings():
    for family in load_families().values():
        if not family.pattern:
            continue
        account, name = split(family.example)
        assert account.casefold() in {a.casefold() for a in family.scope_accounts}, family.family_id
        for scoped in (True, False):
            found = classify(account, name, scoped)
            assert found is not None, family.family_id
            assert found.family_id == family.family_id


def test_families_of_one_account_do_not_overlap_on_known_names():
    """Two patterns that take one name would make the winner a matter of length; none does today."""
    known = [model for model, _ in pairs(OWN)] + [f.example for f in load_families().values() if f.example]
    for model in known:
        account, name = split(model)
        hits = [
            f.family_id
            for f in load_families().values()
            if f.pattern
            and account.casefold() in {a.casefold() for a in f.scope_accounts}
            and re.match("|".join(alternatives(f.pattern)), name.lower())
        ]
        assert len(hits) <= 1, (model, hits)


def test_index_by_first_letters_agrees_with_trying_every_pattern():
    every = [branch for f in load_families().values() if f.by_name for branch in families._branches(f)]
    for model in [m for m, _ in pairs(OWN) + pairs(COPIES)] + NAMESAKES.split():
        name = split(model)[1].lower()
        expected = families._best(every, name, families._starts(name))
        found = classify("an-account-without-families", name, scoped=False)
        assert (found and found.family_id) == (expected and expected.family_id), name


def test_longest_match_wins_and_ties_go_by_identifier():
    base = load_families()["qwen-3"]
    short = dataclasses.replace(base, family_id="b-short", pattern="abc-")
    long = dataclasses.replace(base, family_id="z-long", pattern="abc-def")
    twin = dataclasses.replace(base, family_id="a-twin", pattern="abc-(?:def|xyz)")

    def best(*candidates, name="abc-defg"):
        branches = [branch for family in candidates for branch in families._branches(family)]
        return families._best(branches, name, (0,))

    assert best(short, long) is best(long, short) is long
    assert best(short, long, twin) is best(twin, long, short) is twin
    assert best(short, long, twin, name="abd") is None


def test_language_models_of_a_line():
    kinds = {f.kind for f in load_families().values() if f.line == "qwen"}
    assert {"language", "code", "embedding", "image", "safety"} <= kinds
    assert set(KINDS) > LANGUAGE_KINDS
    assert classify("meta-llama", "Llama-Guard-3-8B", True).is_language_model is False
    assert classify("codellama", "CodeLlama-7b-hf", True).is_language_model is True
    assert classify("Qwen", "Qwen-Unheard-Of", True).is_language_model is False


def test_line_of_an_account():
    assert line_of_account("qwen") == "qwen"
    assert line_of_account("meta-llama") == line_of_account("CodeLlama") == "llama"
    assert line_of_account("google") is None
    assert line_of_account("nobody-at-all") is None


def test_every_row_is_complete_and_refers_to_what_exists():
    accounts = {key for key in load_accounts() if key[0] == "huggingface"}
    for family in load_families().values():
        assert family.organisation_id in load_organisations()
        assert family.evidence, family.family_id
        assert family.source, family.family_id
        assert family.kind in KINDS
        assert bool(family.first_release) == bool(family.first_release_basis), family.family_id
        assert family.first_release is None or date(2018, 1, 1) < family.first_release
        for account in family.scope_accounts:
            assert ("huggingface", account.casefold()) in accounts, (family.family_id, account)


def test_every_branch_compiles_and_begins_with_literal_letters():
    for family in load_families().values():
        for branch in alternatives(family.pattern):
            re.compile(branch)
            assert branch == branch.lower().replace("\\D", "\\d"), family.family_id
            assert len(literal_head(branch)) >= HEAD_LENGTH
    assert literal_head(r"flux\.?[12]") == "flux"
    assert literal_head(r"qwen-?2\.5-coder") == "qwen"
    assert literal_head(r"qwen2\.5-coder") == "qwen2.5-coder"
    assert literal_head("hy[34]") == "hy"
    assert literal_head("[a-z]x") == ""


def test_file_is_sorted_and_has_no_pattern_twice():
    rows = list(csv.DictReader(judgement_bytes("families").decode().splitlines()))
    assert [r["family_id"] for r in rows] == sorted(r["family_id"] for r in rows)
    written = [(r["pattern"], r["scope_accounts"]) for r in rows if r["pattern"]]
    assert len(written) == len(set(written))


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("kind", "poem", "kind 'poem'"),
        ("pattern", "[a-z]+x", "literal beginning"),
        ("by_name", "perhaps", "by_name 'perhaps'"),
        ("scope_accounts", "", "no scope_accounts"),
        ("organisation_id", "nobody-at-all", "organisations.csv"),
        ("first_release", "2024-13-01", "date '2024-13-01'"),
        ("source", "", "no evidence or no source"),
    ],
)
def test_a_bad_row_stops_the_load_and_says_where(monkeypatch, column, value, said):
    row = next(csv.DictReader(judgement_bytes("families").decode().splitlines()))
    row[column] = value
    monkeypatch.setattr(families, "read_judgements", lambda *_: [list(row.values())])
    load_families.cache_clear()
    try:
        with pytest.raises(ContractError, match=re.escape(said)):
            load_families()
    finally:
        load_families.cache_clear()


def test_few_patterns_are_tried_for_a_name():
    """What keeps a hundred thousand models to seconds: few patterns share an account or two first letters."""
    branches = sum(len(alternatives(family.pattern)) for family in load_families().values())
    assert max(map(len, families._by_head().values())) < branches / 10
    assert max(map(len, families._by_account().values())) < branches / 10


def test_two_rows_without_a_pattern_for_one_account_are_refused(monkeypatch):
    row = next(f for f in load_families().values() if f.family_id == "qwen-any")
    twin = dataclasses.replace(row, family_id="qwen-other", line="other")
    monkeypatch.setattr(families, "load_families", lambda: {"qwen-any": row, "qwen-other": twin})
    families._rest_of_account.cache_clear()
    with pytest.raises(ContractError, match="two rows without a pattern"):
        line_of_account("Qwen")
    families._rest_of_account.cache_clear()
