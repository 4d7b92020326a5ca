//! The contract of an append-only log of facts, the memory store and the JSON-lines log.
