"""The models a repository uses: found with file and line, resolved to one id, written down in a lock."""
