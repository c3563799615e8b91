"""WHAT IS REMEMBERED: conversations, impressions and feedback in SQL. May import `agents` and `retrieval`."""
