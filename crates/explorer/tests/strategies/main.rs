//! The strategies give what they say, and shrink to less of it.

mod given;
mod shrunk;
