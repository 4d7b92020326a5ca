//! In what two records differ that are told alike, and two beginnings.

use serde_json::Value as Json;
use simulator::record::{CenterRecord, Opening, Origin};

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

/// What two runs were started with otherwise. That one has left another is told by itself.
pub(super) fn beginnings(here: Option<&Opening>, there: Option<&Opening>) -> Vec<String> {
    let fields = |opening: Option<&Opening>| match opening.map(serde_json::to_value) {
        Some(Ok(Json::Object(fields))) => fields,
        _ => serde_json::Map::new(),
    };
    let (here, there) = (fields(here), fields(there));
    let names = here.keys().chain(there.keys().filter(|name| !here.contains_key(*name)));
    let differs = |name: &&String| here.get(*name) != there.get(*name) && *name != "branches";
    names.filter(differs).cloned().collect()
}
