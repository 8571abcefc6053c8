"""Statements about downloads and tokens."""
