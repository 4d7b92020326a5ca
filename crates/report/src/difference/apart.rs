//! In what two records differ that are told alike, and two beginnings.

use kernel::SimTime;
use serde_json::Value as Json;
use simulator::record::{CenterRecord, Opening, Origin};

use crate::zone::Zone;

/// So much of a hash is told to people.
const HASH_SHOWN: usize = 8;

/// The attributes in which two records of one position differ, as the log has them, where what they
/// say is the same.
pub(super) fn envelopes(here: &CenterRecord, there: &CenterRecord) -> Vec<&'static str> {
    let origin = |record: &CenterRecord| record.origin.as_deref().cloned();
    let [a, b] = [here, there].map(|record| origin(record).unwrap_or(Origin::UNSTATED));
    let differ = [
        ("recordedtime", here.at != there.at),
        ("time", here.occurred_at != there.occurred_at),
        ("actor", here.by != there.by),
        ("cause", here.cause != there.cause),
        ("releasableto", here.audience != there.audience),
        ("basis", a.basis != b.basis),
        ("sourcekey", a.source != b.source),
        ("note", a.note != b.note),
        ("data", here.body != there.body),
    ];
    differ.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}

/// Something that two runs were started with otherwise, under the name that the log has for it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Began {
    pub(super) name: String,
    here: Option<Json>,
    there: Option<Json>,
}

/// What two runs were started with otherwise. That one has left another is told by itself.
pub(super) fn beginnings(here: Option<&Opening>, there: Option<&Opening>) -> Vec<Began> {
    let fields = |opening: Option<&Opening>| match opening.map(serde_json::to_value) {
        Some(Ok(Json::Object(fields))) => fields,
        _ => serde_json::Map::new(),
    };
    let (here, there) = (fields(here), fields(there));
    let names = here.keys().chain(there.keys().filter(|name| !here.contains_key(*name)));
    let differs = |name: &&String| here.get(*name) != there.get(*name) && *name != "branches";
    let began = names.filter(differs).map(|name| Began {
        name: name.clone(),
        here: here.get(name).cloned(),
        there: there.get(name).cloned(),
    });
    began.collect()
}

impl Began {
    /// `seed (1 / 2)`
    pub(super) fn shown(&self, zone: Zone) -> String {
        let side = |value: &Option<Json>| {
            let text = match value {
                None => return "–".to_string(),
                Some(Json::String(text)) => text.clone(),
                Some(other) => other.to_string(),
            };
            match (self.name.as_str(), text.parse::<SimTime>()) {
                ("starts_at" | "until", Ok(at)) => zone.short(at),
                // Long enough to tell two files apart.
                ("scenario_hash", _) => text.chars().take(HASH_SHOWN).chain(['…']).collect(),
                _ => text,
            }
        };
        format!("{} ({} / {})", self.name, side(&self.here), side(&self.there))
    }
}
