"""All that is known of one model on a page: who, from what, on what terms, named where, at what price."""
