"""What is wrong with how the door was set up, or with what a command was told."""


class SecurityError(ValueError):
    """Its text is a sentence for people."""
