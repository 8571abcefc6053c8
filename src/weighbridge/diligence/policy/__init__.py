"""A company's policy on models: read, checked against its schema, applied to what a repository uses."""
