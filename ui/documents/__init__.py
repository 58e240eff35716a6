"""Documents that people take away: one list of blocks, drawn as a page, as PDF, as Word and as HTML."""
