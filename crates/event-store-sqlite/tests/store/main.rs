//! The store keeps the contract, in one process and in several, in good times and bad.

mod batches;
mod beside;
mod bulk;
mod consuming;
mod crash;
mod damage;
mod deadlines;
mod disk;
mod following;
mod index;
mod intruding;
mod locking;
mod long;
mod model;
mod opening;
mod power;
mod racing;
mod refusals;
mod session;
mod support;
mod versions;

mod conforms {
    use event_store_sqlite::Workload;

    use crate::support::temporary;

    event_store::conformance!(temporary(Workload::Live), once, watch, snapshots, spoil, threads);
}

mod conforms_in_bulk {
    use event_store_sqlite::Workload;

    use crate::support::temporary;

    event_store::conformance!(temporary(Workload::Bulk), once, watch, snapshots, spoil, threads);
}
