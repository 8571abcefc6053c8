"""Sources of verdicts on safety."""
