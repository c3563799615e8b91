"""Simulated people: a hidden need, a way of talking, and what a conversation was worth to them."""
