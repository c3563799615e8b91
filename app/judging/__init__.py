"""A language model judges what people in stored conversations left unjudged."""
