//! Faults of a text with their place, what to do instead, and how they are shown.
