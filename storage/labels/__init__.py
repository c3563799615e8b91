"""From impressions and feedback to training rows."""
