//! What the coordination center knows and decides.
