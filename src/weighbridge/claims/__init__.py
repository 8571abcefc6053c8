"""Claims: public statements, one file each, found by walking the folder; and how they are judged."""
