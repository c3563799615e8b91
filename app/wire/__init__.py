"""What goes over the wire to every client but our own page: one shape a thing, the same at every door."""
