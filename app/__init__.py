"""THE OUTSIDE: settings, wiring, the chat service and its doors. May import everything but `evals`."""
