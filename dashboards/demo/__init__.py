"""The demo agency: what one finds on the first morning. Everything is relative to the day on which it is loaded."""
