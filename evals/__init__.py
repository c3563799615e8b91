"""IS IT GOOD? Measuring what the rest does. May import everything."""
