"""Statements about makers, licences and openness."""
