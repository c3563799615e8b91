"""From an owner's file to a catalogue: read, infer, clean, build, report."""
