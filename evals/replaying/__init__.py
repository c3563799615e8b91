"""Counterfactual replay: stored turns, ranked again by another policy, beside what was shown (docs/replay.md)."""
