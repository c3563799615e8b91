"""Words that put one thing before another: "above", "ahead of", "behind"."""

from agents.understanding.lexicon import words

AHEAD = words("before above over ahead higher front top rather instead better preferred prefer")
BEHIND = words("after below behind under lower beneath")
