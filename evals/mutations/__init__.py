"""Does anybody notice? Deliberate faults, and which of our scripts and simulated people catch them."""
