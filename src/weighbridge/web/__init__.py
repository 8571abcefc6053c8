"""The static site: pages, figures and files that a reader opens from disk or from any server."""
