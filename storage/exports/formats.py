"""All formats there are."""

from storage.exports.format import ExportError, Format

FORMATS: tuple[Format, ...] = ()


def find_format(name: str) -> Format:
    """Raises ExportError."""
    for one in FORMATS:
        if one.name == name:
            return one
    names = ", ".join(one.name for one in FORMATS)
    raise ExportError(f"“{name}” is no export format; there are {names}.")
