//! What a wrong store notices of a changed fact.

use event_store::conformance::Spoil;
use event_store::{Damage, StoreError};
use kernel::Position;

use crate::faults::Fault;
use crate::store::Wrong;

impl Spoil for Wrong {
    fn spoil(&mut self, position: Position) {
        self.list().spoilt = Some(position);
    }
}

impl Wrong {
    pub(crate) fn expect_unspoilt(&self) -> Result<(), StoreError> {
        let spoilt = self.list().spoilt;
        match spoilt {
            Some(position) if !self.does(Fault::VerifiesNothing) => {
                Err(Damage::Checksum.at(position))
            }
            _ => Ok(()),
        }
    }
}
