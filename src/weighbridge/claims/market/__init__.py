"""Statements about prices."""
