//! What holds of the workspace as a whole; the tests stand in `tests/`.
