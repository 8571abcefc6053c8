"""Who is who: organisations, accounts, families, licences, origins; and the judgements they rest on."""
