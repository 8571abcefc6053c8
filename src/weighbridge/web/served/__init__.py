"""The site and its answers over HTTP: pages from a folder, JSON from a store, a form for sentences."""
