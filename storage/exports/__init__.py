"""Training data in the shapes that trainers load: one file a format, one frame that writes them all."""
