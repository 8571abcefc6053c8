"""Ranks documents. Qwen/Qwen3-8B was tried here and is only mentioned."""

from transformers import AutoModelForCausalLM

# google/gemma-3-27b-it would be another choice
DATA = "src/rank.py"
MODEL = AutoModelForCausalLM.from_pretrained(
    "microsoft/Fara-7B",
    revision="8f5c1d0",
)
EMBEDDING_MODEL = "acme-internal/ranker-7b"
SOURCE = "https://github.com/deepseek-ai/DeepSeek-R1"
