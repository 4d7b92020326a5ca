//! The store keeps the contract, in one process and in several, in good times and bad.

mod opening;
mod support;

mod conforms {
    use crate::support::temporary;

    event_store::conformance!(temporary(), once, watch, snapshots, threads);
}
