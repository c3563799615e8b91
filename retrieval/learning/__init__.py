"""What can be learned from choices that people made, in numpy alone."""
