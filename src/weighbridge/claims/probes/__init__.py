"""Small questions to stored tables, for published figures no indicator counts."""
