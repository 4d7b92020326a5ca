//! Guards of the center that can be switched off, to see which policy rule notices.
//!
//! A guard asks `off` beside its condition. Without the feature `mutations` that is the constant
//! `false`, and nothing of this is in the program. With it one guard at a time is off, in the whole
//! process: `tripartite explore --mutate` and the tests of the explorer switch them one by one.

macro_rules! mutations {
    ($($(#[doc = $doc:literal])+ $name:ident $text:literal,)+) => {
        /// A guard that can be off.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Mutation { $($(#[doc = $doc])+ $name,)+ }

        impl Mutation {
            pub const ALL: &'static [Mutation] = &[$(Mutation::$name,)+];

            /// Its short name.
            pub const fn name(self) -> &'static str {
                match self { $(Mutation::$name => $text,)+ }
            }

            /// What happens without the guard.
            pub const fn effect(self) -> &'static str {
                match self { $(Mutation::$name => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

mutations! {
    /// everybody may do everything
    Authority "authority",
    /// the cell is declared operational without a quorum
    Quorum "quorum",
    /// silence adopts matters that need express consent
    ExpressConsent "express-consent",
    /// silence binds nations that have not accepted the procedure
    SilenceProcedure "silence-procedure",
    /// a nation that was not asked breaks a silence
    SilenceAsked "silence-asked",
    /// an objection that comes too late still breaks the silence
    SilenceDeadline "silence-deadline",
    /// the clocks of a series stay where they were when its breach is revised
    ClockRecompute "clock-recompute",
    /// the second tier opens before its gate
    TierTwoGate "tier-two-gate",
    /// the second tier opens though nobody has consented
    TierTwoConsent "tier-two-consent",
    /// the second tier opens though the hostilities have ceased
    TierTwoHostilities "tier-two-hostilities",
    /// the third tier opens an hour before its gate
    TierThreeGate "tier-three-gate",
    /// the third tier opens without a finding of an expanded attack
    TierThreeExpanded "tier-three-expanded",
    /// the third tier opens without a consultation
    TierThreeConsulted "tier-three-consulted",
    /// the third tier opens without a decision of the US
    TierThreeUs "tier-three-us",
    /// the response is stood down before it has been quiet for long enough
    StandDownQuiet "stand-down-quiet",
    /// a red card is put on record and stops nothing
    RedCard "red-card",
    /// a caveat stops no mission
    Caveat "caveat",
    /// offers that depend on the backstop stand without it
    Backstop "backstop",
    /// a mandate goes on when its time is over
    MandateExpiry "mandate-expiry",
    /// a contingent is used for missions before it is in place
    MissionInPlace "mission-in-place",
    /// the backstop goes from any state to any other
    BackstopStep "backstop-step",
    /// an incident is verified twice
    VerifiedOnce "verified-once",
}

#[cfg(feature = "mutations")]
mod switch {
    use core::sync::atomic::{AtomicU8, Ordering};

    use super::Mutation;

    /// None is off.
    const ALL_ON: u8 = u8::MAX;

    static OFF: AtomicU8 = AtomicU8::new(ALL_ON);

    pub(super) fn set(mutation: Option<Mutation>) {
        OFF.store(mutation.map_or(ALL_ON, |it| it as u8), Ordering::SeqCst);
    }

    pub(crate) fn off(mutation: Mutation) -> bool {
        OFF.load(Ordering::Relaxed) == mutation as u8
    }
}

#[cfg(feature = "mutations")]
pub(crate) use switch::off;

/// Whether a guard is off: never, in a program without mutations.
#[cfg(not(feature = "mutations"))]
#[inline]
pub(crate) const fn off(_: Mutation) -> bool {
    false
}

/// Switches one guard off and all others on, in the whole process; false if this program was built
/// without mutations.
pub fn switch_off(mutation: Option<Mutation>) -> bool {
    #[cfg(feature = "mutations")]
    switch::set(mutation);
    #[cfg(not(feature = "mutations"))]
    let _ = mutation;
    cfg!(feature = "mutations")
}
