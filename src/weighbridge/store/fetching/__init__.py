"""Asking the network for snapshots: polite to each host, resumable, and silent about secrets."""
