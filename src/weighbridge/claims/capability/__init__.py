"""Statements about how good models are."""
