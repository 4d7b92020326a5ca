//! The correction for many comparisons at once: adjusted chances in the order in which they came. What
//! stays below a limit may be called found.

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

/// The indices of the chances, the smallest first.
fn ascending(chances: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..chances.len()).collect();
    order.sort_by(|&a, &b| chances[a].total_cmp(&chances[b]));
    order
}
