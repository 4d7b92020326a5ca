//! The engine that plays a script: agenda, choices, reactions, replay.
