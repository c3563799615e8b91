"""THE CATALOGUE: what can be recommended, and how it is found and scored. Knows nothing of talk."""
