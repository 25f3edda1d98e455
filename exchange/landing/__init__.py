"""Where prepared rows land: a chunk of a few hundred at a time, each kind in its own module, all in the caller's transaction."""
