//! What somebody may have meant by a name that does not exist.

/// Names longer than this are not compared: nobody mistypes them, and comparing costs their square.
const LENGTH_MAX: usize = 64;

/// The candidate that a misspelled name most likely stands for.
///
/// A third of the letters may be wrong, missing, added or swapped with their neighbor, and
/// capitals do not count. Of equally near candidates the first wins.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if LENGTH_MAX < name.len() {
        return None;
    }
    let name = name.to_lowercase();
    let distance_max = name.chars().count().max(3) / 3;
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= LENGTH_MAX)
        .map(|candidate| {
            let distance = strsim::damerau_levenshtein(&name, &candidate.to_lowercase());
            (distance, candidate)
        })
        .filter(|(distance, _)| *distance <= distance_max)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
