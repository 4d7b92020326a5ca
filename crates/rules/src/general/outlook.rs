//! What something comes to if nothing more happens, and when.

/// Every window that is open closes once, so that silence decides everything at some instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outlook {
    pub(super) holds: bool,
    /// The last instant at which an event may still change it.
    pub(super) until: i64,
}

impl Outlook {
    pub(super) const TRUE: Outlook = Outlook { holds: true, until: i64::MIN };

    /// What nothing has made true yet.
    pub(super) fn not_yet(until: i64) -> Outlook {
        Outlook { holds: false, until }
    }

    pub(super) fn is_certain(self) -> bool {
        self.until == i64::MIN
    }

    /// True, false, or unknown.
    pub(super) fn truth(self) -> Option<bool> {
        self.is_certain().then_some(self.holds)
    }

    pub(super) fn not(self) -> Outlook {
        Outlook { holds: !self.holds, until: self.until }
    }

    pub(super) fn and(self, other: Outlook) -> Outlook {
        match (self.holds, other.holds) {
            (true, true) => Outlook { holds: true, until: self.until.max(other.until) },
            (false, true) => self,
            (true, false) => other,
            (false, false) => Outlook { holds: false, until: self.until.min(other.until) },
        }
    }

    pub(super) fn or(self, other: Outlook) -> Outlook {
        self.not().and(other.not()).not()
    }
}
