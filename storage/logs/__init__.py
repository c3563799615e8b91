"""Logs from elsewhere, brought in as conversations, impressions and feedback."""
