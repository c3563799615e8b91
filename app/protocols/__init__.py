"""Other people's protocols, spoken over the same chat service."""
