"""Statements about attacks and bias."""
