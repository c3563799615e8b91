"""A language model as a judge: grades for items that nobody judged, and how far they agree with people's."""
