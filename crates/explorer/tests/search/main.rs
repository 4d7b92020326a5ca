//! What the search promises, on scenarios that are small enough to be gone through naively.

mod alike;
mod asked;
mod depth;
mod equals;
mod free;
mod given_up;
mod opened;
mod orders;
mod setting;
mod shipped;
mod shrunk;
mod sound;
mod walked;
