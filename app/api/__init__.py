"""The HTTP API: routes that translate between the wire and the chat service, and decide nothing."""
