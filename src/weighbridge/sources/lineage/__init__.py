"""Lists that say which model was made from which: catalogues, galleries, registries, mappers."""
