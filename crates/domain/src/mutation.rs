//! Guards of the center that can be switched off, to see which policy rule notices.
//!
//! A guard asks `off` beside its condition. Without the feature `mutations` that is the constant
//! `false`, and nothing of this is in the program. With it one guard at a time is off, in the whole
//! process: `tripartite explore --mutate` and the tests of the explorer switch them one by one.
//!
//! Guards of the record are not among them: that a name is known, or not taken, that numbers fit, that
//! a thing is in a state in which the command means anything. What they refuse has no consequences that a
//! policy could forbid.

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
    /// a quorum needs one nation less
    QuorumShort "quorum-short",
    /// the terms are agreed while one of the three seats is empty
    TripartiteSeats "tripartite-seats",
    /// the co-chairs decide alone on what needs express consent
    BeyondCoChairs "beyond-co-chairs",
    /// a nation that was not asked takes a position on a question
    PositionAsked "position-asked",
    /// a question is adopted while a seat that it needs is empty
    DecisionSeats "decision-seats",
    /// a question is adopted though not all have agreed who must
    DecisionAgreed "decision-agreed",
    /// the Coalition alone adopts what needs express consent
    CoalitionOnly "coalition-only",
    /// a finding names nobody who is responsible
    FindingParty "finding-party",
    /// a finding rests on evidence that is not on the list of its case
    FindingEvidence "finding-evidence",
    /// a remedy is set for a finding whose attribution was revised
    RemedyBasis "remedy-basis",
    /// a nation that was not asked for a remedy accepts it
    RemedyAsked "remedy-asked",
    /// a remedy that nobody has accepted is reported done
    RemedyAccepted "remedy-accepted",
    /// goods pass a nation that has not permitted it
    TransitPermit "transit-permit",
    /// somebody disposes of goods that are in the custody of another
    Custody "custody",
    /// a depot is opened for a breach before the second tier is
    DepotResponse "depot-response",
    /// a depot is opened in peace without the consent of the co-chairs
    DepotConsent "depot-consent",
    /// a contingent is relieved by one that is overdue itself
    ReliefOverdue "relief-overdue",
    /// a contingent is relieved by one of another nation that is not in place
    ReliefInPlace "relief-in-place",
    /// a contingent deploys though Ukraine has not asked for the force
    HostRequest "host-request",
    /// a contingent deploys though no ceasefire is in force
    DeployCeasefire "deploy-ceasefire",
    /// a contingent deploys though nobody has found that hostilities credibly ceased
    Cessation "cessation",
    /// more people deploy than the mandate allows
    Ceiling "ceiling",
    /// a nation that sends no troops into Ukraine sends some
    Stance "stance",
    /// warships from afar enter the Black Sea while the Straits are closed
    Straits "straits",
    /// an offer is generated though its condition does not hold
    ConditionalOffer "conditional-offer",
    /// a guarantee is signed before the commitments of the Coalition are final
    Commitments "commitments",
    /// a guarantee is activated though no ceasefire is in force
    GuaranteeCeasefire "guarantee-ceasefire",
    /// the backstop is ratified though the guarantee of the US is not
    BackstopRatified "backstop-ratified",
    /// a guarantee is renewed when its term is over
    GuaranteeTerm "guarantee-term",
    /// the headquarters moves with its handover incomplete
    HandoverItems "handover-items",
    /// a headquarters is led by others than was agreed
    CommandPair "command-pair",
    /// an incident is attributed that was not verified
    AttributionVerified "attribution-verified",
    /// an incident is attributed without a source
    AttributionSource "attribution-source",
    /// restricted evidence is cited without a certificate
    EvidenceCertified "evidence-certified",
    /// restricted evidence is released by somebody who did not hand it in
    EvidenceOwner "evidence-owner",
    /// somebody hands on evidence that is in the custody of another
    EvidenceCustody "evidence-custody",
    /// evidence is handed on with another digest
    EvidenceDigest "evidence-digest",
    /// evidence is handed to somebody to whom it may not be released
    EvidenceReleasable "evidence-releasable",
    /// a mandate is asked for while parliament waits to be informed of the last one
    MandateInformed "mandate-informed",
    /// the maritime component is handed to a nation that is not ready
    MaritimeReady "maritime-ready",
    /// a contingent has a mission where it cannot be
    MissionPlace "mission-place",
    /// a contingent has a mission in Ukraine without a mandate
    MissionMandate "mission-mandate",
    /// a strike needs no rule of engagement
    StrikeRule "strike-rule",
    /// a contingent takes missions of the commander, who has no authority over it
    MissionAuthority "mission-authority",
    /// a permit is asked for under the emergency regime, which is not active
    EmergencyRegime "emergency-regime",
    /// more money is released than the envelope holds
    Envelope "envelope",
    /// a backstop is invoked that nobody has promised
    BackstopPromise "backstop-promise",
    /// the second tier rests on a weak attribution
    TierTwoConfidence "tier-two-confidence",
    /// the second tier answers a breach that is not attributed to Russia
    TierTwoParty "tier-two-party",
    /// the second tier opens an hour before its gate
    TierTwoGateEarly "tier-two-gate-early",
    /// the third tier opens though the hostilities have ceased
    TierThreeHostilities "tier-three-hostilities",
    /// an objection in the last hour of a silence counts as too late
    SilenceLastHour "silence-last-hour",
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

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::String;
    use std::fs;
    use std::path::Path;

    use super::Mutation;

    fn text_of(folder: &Path, text: &mut String) {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry")) {
            let path = entry.path();
            if path.is_dir() {
                text_of(&path, text);
            } else if path.file_name() != Some("mutation.rs".as_ref()) {
                text.push_str(&fs::read_to_string(path).expect("it is text"));
            }
        }
    }

    #[test]
    fn every_guard_that_can_be_off_stands_somewhere() {
        let mut text = String::new();
        text_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
        for mutation in Mutation::ALL {
            let asks = format!("off(Mutation::{mutation:?})");
            assert!(text.contains(&asks), "nobody asks {asks}");
        }
    }
}
