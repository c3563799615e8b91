"""Embedders; the name of a module is the kind of an embedder's spec."""
