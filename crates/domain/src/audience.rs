//! Who may see what: audiences of records, and the viewers that are in them or not.
//!
//! An audience names each viewer. What is kept to the Coalition names its members at that
//! instant, so that a nation that joins later is not shown what was kept before.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Event;
use crate::actor::Actor;
use crate::nation::{Nation, NationSet};

/// A seat or a nation, as it looks at a log. The US and Ukraine are both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Viewer {
    /// The Coalition's seat.
    Coalition,
    Nation(Nation),
}

impl Viewer {
    pub fn as_str(self) -> &'static str {
        match self {
            Viewer::Coalition => COALITION,
            Viewer::Nation(nation) => nation.code(),
        }
    }

    /// All words that name a viewer.
    pub fn names() -> impl Iterator<Item = &'static str> {
        core::iter::once(COALITION).chain(Nation::all().map(Nation::code))
    }

    /// As what an actor looks at a log; none if it has no seat. The co-chairs sit at the
    /// Coalition's.
    pub fn of(actor: Actor) -> Option<Viewer> {
        match actor {
            Actor::Us => Some(Viewer::Nation(Nation::US)),
            Actor::Ua => Some(Viewer::Nation(Nation::UA)),
            Actor::Coalition | Actor::CoChairs => Some(Viewer::Coalition),
            Actor::Nation(nation) => Some(Viewer::Nation(nation)),
            Actor::Clock
            | Actor::Control
            | Actor::Monitors
            | Actor::Commission
            | Actor::Commander => None,
        }
    }
}

impl fmt::Display for Viewer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that names no viewer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown seat or nation `{found}`")]
pub struct UnknownViewer {
    pub found: String,
}

impl FromStr for Viewer {
    type Err = UnknownViewer;

    fn from_str(text: &str) -> Result<Viewer, UnknownViewer> {
        if text == COALITION {
            return Ok(Viewer::Coalition);
        }
        let unknown = |_| UnknownViewer { found: text.into() };
        text.parse().map(Viewer::Nation).map_err(unknown)
    }
}

const ALL: &str = "all";
const CONTROL: &str = "control";
const COALITION: &str = "coalition";

/// Who may see something besides exercise control, which sees everything.
///
/// Its text is `all`, or the words of the viewers with spaces between them, as in `ua us`, or
/// `control` where there is none. In data it is the list of these words, empty where there is no
/// viewer, and left out where it is `all`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Audience {
    #[default]
    All,
    Only {
        /// The Coalition's seat. Its members are named among the nations.
        coalition: bool,
        nations: NationSet,
    },
}

impl Audience {
    /// Exercise control alone.
    pub const CONTROL: Audience = Audience::Only { coalition: false, nations: NationSet::EMPTY };

    /// The words of an audience that are not the code of a nation.
    pub const GROUPS: [&str; 2] = [ALL, COALITION];

    /// Whoever acts, and exercise control.
    pub fn of(actor: Actor) -> Audience {
        Viewer::of(actor).map_or(Audience::CONTROL, |viewer| Audience::CONTROL.with(viewer))
    }

    /// Who may see an accepted command: whoever may see all that it came to, and whoever issued
    /// it.
    pub(crate) fn of_command(by: Actor, events: &[Event]) -> Audience {
        let of_events = events.iter().map(Event::audience).fold(Audience::All, Audience::and);
        Viewer::of(by).map_or(of_events, |viewer| of_events.with(viewer))
    }

    pub fn is_all(&self) -> bool {
        *self == Audience::All
    }

    pub fn includes(self, viewer: Viewer) -> bool {
        match (self, viewer) {
            (Audience::All, _) => true,
            (Audience::Only { coalition, .. }, Viewer::Coalition) => coalition,
            (Audience::Only { nations, .. }, Viewer::Nation(nation)) => nations.contains(nation),
        }
    }

    /// Whether an actor knows what has this audience. Who has no seat knows what all know.
    pub fn admits(self, actor: Actor) -> bool {
        match Viewer::of(actor) {
            Some(viewer) => self.includes(viewer),
            None => self.is_all() || actor == Actor::Control,
        }
    }

    #[must_use]
    pub fn with(self, viewer: Viewer) -> Audience {
        match (self, viewer) {
            (Audience::All, _) => Audience::All,
            (Audience::Only { nations, .. }, Viewer::Coalition) => {
                Audience::Only { coalition: true, nations }
            }
            (Audience::Only { coalition, nations }, Viewer::Nation(nation)) => {
                Audience::Only { coalition, nations: nations.with(nation) }
            }
        }
    }

    /// Who is in both audiences.
    #[must_use]
    pub fn and(self, other: Audience) -> Audience {
        match (self, other) {
            (Audience::All, audience) | (audience, Audience::All) => audience,
            (
                Audience::Only { coalition, nations },
                Audience::Only { coalition: seat, nations: others },
            ) => Audience::Only {
                coalition: coalition && seat,
                nations: nations.minus(nations.minus(others)),
            },
        }
    }

    /// Who is in either audience.
    #[must_use]
    pub fn or(self, other: Audience) -> Audience {
        match (self, other) {
            (Audience::All, _) | (_, Audience::All) => Audience::All,
            (
                Audience::Only { coalition, nations },
                Audience::Only { coalition: seat, nations: others },
            ) => Audience::Only { coalition: coalition || seat, nations: nations.union(others) },
        }
    }

    /// The same audience with the members of the Coalition named, if it is meant for them.
    #[must_use]
    pub fn naming(self, members: NationSet) -> Audience {
        match self {
            Audience::Only { coalition: true, .. } => {
                members.iter().map(Viewer::Nation).fold(self, Audience::with)
            }
            other => other,
        }
    }

    fn words(self) -> impl Iterator<Item = &'static str> {
        let (all, coalition, nations) = match self {
            Audience::All => (Some(ALL), false, NationSet::EMPTY),
            Audience::Only { coalition, nations } => (None, coalition, nations),
        };
        let seat = coalition.then_some(COALITION);
        all.into_iter().chain(seat).chain(nations.iter().map(Nation::code))
    }

    /// The text, made only where it is more than one word.
    pub fn text(self) -> Cow<'static, str> {
        let mut words = self.words();
        match (words.next(), words.next()) {
            (None, _) => Cow::Borrowed(CONTROL),
            (Some(word), None) => Cow::Borrowed(word),
            _ => Cow::Owned(self.words().collect::<Vec<_>>().join(" ")),
        }
    }
}

/// A text that names no audience.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAudience {
    #[error(transparent)]
    Unknown(#[from] UnknownViewer),
    #[error("`all` stands alone")]
    NotAlone,
    #[error("`{word}` stands twice")]
    Twice { word: String },
}

impl Audience {
    /// The audience with another word.
    fn read(self, first: bool, word: &str) -> Result<Audience, NotAnAudience> {
        match word {
            ALL if first => Ok(Audience::All),
            _ if word == ALL || self.is_all() => Err(NotAnAudience::NotAlone),
            _ => {
                let viewer = word.parse()?;
                let twice = self.includes(viewer);
                let with = self.with(viewer);
                if twice { Err(NotAnAudience::Twice { word: word.into() }) } else { Ok(with) }
            }
        }
    }
}

impl FromStr for Audience {
    type Err = NotAnAudience;

    fn from_str(text: &str) -> Result<Audience, NotAnAudience> {
        let none = Audience::CONTROL;
        if text == CONTROL {
            return Ok(none);
        }
        let mut words = text.split(' ').enumerate();
        words.try_fold(none, |audience, (index, word)| audience.read(index == 0, word))
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl Serialize for Audience {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.words())
    }
}

impl<'de> Deserialize<'de> for Audience {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Audience, D::Error> {
        struct Words;
        impl<'de> Visitor<'de> for Words {
            type Value = Audience;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of seats and nations, such as [us, ua]")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Audience, A::Error> {
                let (mut audience, mut first) = (Audience::CONTROL, true);
                while let Some(word) = list.next_element::<String>()? {
                    audience = audience.read(first, &word).map_err(A::Error::custom)?;
                    first = false;
                }
                Ok(audience)
            }
        }
        deserializer.deserialize_seq(Words)
    }
}

impl JsonSchema for Audience {
    fn schema_name() -> Cow<'static, str> {
        "Audience".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let words: Vec<&str> = core::iter::once(ALL).chain(Viewer::names()).collect();
        let word = json_schema!({ "type": "string", "enum": words });
        json_schema!({ "type": "array", "items": word, "uniqueItems": true })
    }
}

#[cfg(test)]
mod tests {
    use std::format;
    use std::string::ToString;

    use super::*;

    const FR: Viewer = Viewer::Nation(Nation::FR);
    const US: Viewer = Viewer::Nation(Nation::US);

    fn only(viewers: &[Viewer]) -> Audience {
        viewers.iter().fold(Audience::CONTROL, |audience, viewer| audience.with(*viewer))
    }

    fn all_of_them() -> [Audience; 5] {
        let coalition = Viewer::Coalition;
        [Audience::All, Audience::CONTROL, only(&[US]), only(&[coalition]), only(&[FR, coalition])]
    }

    #[test]
    fn an_audience_reads_back_from_its_text_and_from_its_list() {
        let texts = all_of_them().map(|audience| audience.to_string());
        assert_eq!(texts, ["all", "control", "us", "coalition", "coalition fr"]);
        for audience in all_of_them() {
            assert_eq!(audience.to_string().parse(), Ok(audience));
            let list = serde_json::to_string(&audience).unwrap();
            assert_eq!(serde_json::from_str::<Audience>(&list).unwrap(), audience, "{list}");
        }
    }

    #[test]
    fn a_text_that_names_no_audience_is_refused() {
        for text in ["", "us  ua", "us us", "all us", "us all", "all all", "US", "monitors"] {
            assert!(text.parse::<Audience>().is_err(), "{text}");
        }
        for list in [r#""us""#, r#"["us","us"]"#, r#"["all","us"]"#, r#"["control"]"#, "[1]"] {
            assert!(serde_json::from_str::<Audience>(list).is_err(), "{list}");
        }
    }

    #[test]
    fn every_viewer_is_in_its_own_audience_and_in_no_other() {
        for name in Viewer::names() {
            let viewer: Viewer = name.parse().unwrap();
            assert_eq!(viewer.as_str(), name);
            for other in Viewer::names() {
                let other: Viewer = other.parse().unwrap();
                assert_eq!(only(&[viewer]).includes(other), viewer == other);
            }
            assert!(Audience::All.includes(viewer));
            assert!(!Audience::CONTROL.includes(viewer));
        }
    }

    #[test]
    fn whoever_is_in_one_audience_or_in_both_is_in_what_they_make_together() {
        for one in all_of_them() {
            for other in all_of_them() {
                for viewer in [FR, US, Viewer::Coalition] {
                    let is_in = [one, other].map(|audience| audience.includes(viewer));
                    let told = format!("{one}, {other}, {viewer}");
                    assert_eq!(one.and(other).includes(viewer), is_in == [true; 2], "{told}");
                    assert_eq!(one.or(other).includes(viewer), is_in != [false; 2], "{told}");
                }
            }
        }
    }

    #[test]
    fn who_has_no_seat_knows_what_all_know_and_control_knows_everything() {
        for actor in [Actor::Monitors, Actor::Commission, Actor::Commander, Actor::Clock] {
            let known = all_of_them().map(|audience| audience.admits(actor));
            assert_eq!(known, [true, false, false, false, false], "{actor}");
        }
        assert!(all_of_them().iter().all(|audience| audience.admits(Actor::Control)));
        assert!(only(&[Viewer::Coalition]).admits(Actor::CoChairs));
        assert!(!only(&[Viewer::Coalition]).admits(Actor::Nation(Nation::FR)));
    }

    #[test]
    fn what_is_kept_to_the_coalition_names_its_members() {
        let members = [Nation::FR, Nation::PL].into_iter().collect();
        let named = only(&[US, Viewer::Coalition]).naming(members);
        assert_eq!(named.to_string(), "coalition fr pl us");
        assert_eq!(only(&[US]).naming(members), only(&[US]));
        assert_eq!(Audience::All.naming(members), Audience::All);
    }
}
