"""Who publishes what the world downloads: shares, totals, concentration, new models, licences."""
