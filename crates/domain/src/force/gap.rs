//! For how many people of a requirement no contingent stands, and who is missing when it is needed.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::cmp::Reverse;

use super::{Contingent, Event, Force, Requirement, Stage};
use crate::Center;
use crate::ids::{ContingentId, RequirementId};
use crate::mandate::Mandates;
use crate::model::Moment;
use crate::nation::Nation;

impl Force {
    /// The people of each requirement for whom no contingent stands. One that may not go in stands for
    /// nobody; one that is in place already does, but not without a mandate: it must leave or be
    /// authorized. An offer may come before its mandate, and stands for nobody once that was denied or
    /// has ended.
    ///
    /// In Ukraine the contingents of a nation together stand for no more people than its mandate
    /// allows: those that have come furthest first, and of equals the one whose name comes first. One that does
    /// not fit stands for nobody. What is offered for a requirement that lacks nobody takes no room.
    pub fn gaps(&self, mandates: &Mandates) -> BTreeMap<RequirementId, u32> {
        self.lacking(mandates, Stage::Offered)
    }

    /// As the gaps, with those alone who have come so far.
    fn lacking(&self, mandates: &Mandates, from: Stage) -> BTreeMap<RequirementId, u32> {
        let quantities = self.requirements.iter().map(|(&name, wanted)| (name, wanted.quantity));
        let mut gaps: BTreeMap<RequirementId, u32> = quantities.collect();
        let mut in_ukraine: BTreeMap<Nation, u64> = BTreeMap::new();
        let far_enough = self.furthest_first().into_iter().filter(|(_, it)| from <= it.stage);
        for (_, contingent) in far_enough {
            let wanted = self.requirements.get(&contingent.requirement);
            let gap = gaps.get_mut(&contingent.requirement);
            let (Some(wanted), Some(gap)) = (wanted, gap) else { continue };
            let is_sent = Stage::Moving <= contingent.stage;
            if !self.may_stand(contingent, wanted, mandates) || (*gap == 0 && !is_sent) {
                continue;
            }
            if wanted.place.is_in_ukraine() {
                let people = in_ukraine.entry(contingent.nation).or_default();
                let all = people.saturating_add(contingent.strength.into());
                if !mandates.may_admit(contingent.nation, all) {
                    continue;
                }
                *people = all;
            }
            *gap = gap.saturating_sub(contingent.strength);
        }
        gaps
    }

    fn furthest_first(&self) -> Vec<(&ContingentId, &Contingent)> {
        let mut all: Vec<_> = self.contingents.iter().collect();
        all.sort_by_key(|(_, contingent)| Reverse(contingent.stage));
        all
    }

    /// Whether a requirement may rely on a contingent, as far as that depends on it alone.
    fn may_stand(
        &self,
        contingent: &Contingent,
        wanted: &Requirement,
        mandates: &Mandates,
    ) -> bool {
        let nation = contingent.nation;
        let is_barred = self.refuses(nation, wanted.place) || self.keeps_out(nation, wanted);
        let may_follow = contingent.stage == Stage::Offered && !mandates.is_over(nation);
        let is_mandated =
            may_follow || !wanted.place.is_in_ukraine() || mandates.is_granted(nation);
        contingent.counts() && is_mandated && (contingent.stage == Stage::InPlace || !is_barred)
    }
}

/// The instant has come by which a requirement is needed. Who is not in place by then is recorded, and
/// nobody is blamed: no nation has to send anyone.
pub(crate) fn on_requirement_due(
    moment: &Moment<'_>,
    requirement: RequirementId,
) -> Option<crate::Event> {
    let Center { force, mandates, .. } = moment.center;
    let people = force.lacking(mandates, Stage::InPlace).get(&requirement).copied()?;
    (0 < people).then(|| Event::RequirementShort { requirement, people }.into())
}
