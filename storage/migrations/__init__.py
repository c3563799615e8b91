"""How the tables came to be. A change of `storage.tables` is a new file in `versions`, and its name here."""

HEAD = "0005"
