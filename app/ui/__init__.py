"""What the chat page shows and does; nothing here knows the page's toolkit."""
