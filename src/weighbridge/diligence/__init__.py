"""Answers about one model or one product: what it is built on, and may we build on it."""
