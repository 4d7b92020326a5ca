//! What [`group`](crate::group) builds on. A test puts the primitives of a scheduler in its place
//! that tries their interleavings.

pub(crate) use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
pub(crate) use std::sync::{Arc, Mutex, TryLockError, mpsc};
pub(crate) use std::thread;
