"""Papers about models for others to keep: bills of materials and dossiers."""
