//! Corrections for many comparisons at once.
//!
//! Both return adjusted chances in the order in which they came: what stays below a limit may be
//! called found, with the promise of that correction.

/// Holm: the chance that *any* of what is called found is mere chance stays below the limit,
/// however the comparisons depend on each other.
pub fn holm(chances: &[f64]) -> Vec<f64> {
    let count = chances.len();
    let mut adjusted = vec![0.0; count];
    let mut greatest: f64 = 0.0;
    for (place, index) in ascending(chances).into_iter().enumerate() {
        let scaled = chances[index] * (count - place) as f64;
        greatest = greatest.max(scaled.min(1.0));
        adjusted[index] = greatest;
    }
    adjusted
}

/// Benjamini and Hochberg: of what is called found, a share of at most the limit is mere chance,
/// on average, if the comparisons are independent or move together.
pub fn benjamini_hochberg(chances: &[f64]) -> Vec<f64> {
    let count = chances.len();
    let mut adjusted = vec![0.0; count];
    let mut least: f64 = 1.0;
    for (place, index) in ascending(chances).into_iter().enumerate().rev() {
        let scaled = chances[index] * count as f64 / (place + 1) as f64;
        least = least.min(scaled);
        adjusted[index] = least;
    }
    adjusted
}

/// The indices of the chances, the smallest first.
fn ascending(chances: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..chances.len()).collect();
    order.sort_by(|&a, &b| chances[a].total_cmp(&chances[b]));
    order
}
