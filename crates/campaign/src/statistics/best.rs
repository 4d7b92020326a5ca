//! The best of several, with a stated confidence.

use super::paired::Paired;

/// The one that looks best, and how surely it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Best {
    pub index: usize,
    /// At least so surely no other is better. 0 where nothing can be said.
    pub confidence: f64,
}

/// The greatest number below 1: nothing is quite certain after so many runs.
const CONFIDENCE_MAX: f64 = 1.0 - f64::EPSILON / 2.0;

/// Which mean is the best one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    Greatest,
    Least,
}

/// Names the candidate with the best mean, from pairs of every two candidates.
///
/// `pairs(a, b)` has `a` as base and `b` as alternative. A wrong answer means that the truly best
/// lost against the one named; each of the others could have won so, which is why the worst
/// chance counts once for each of them (Bonferroni). This holds although the best is named
/// after looking.
pub fn best<'a>(
    count: usize,
    aim: Aim,
    pairs: impl Fn(usize, usize) -> Option<&'a Paired>,
) -> Option<Best> {
    let mean = |index: usize| pairs(usize::from(index == 0), index)?.other.mean();
    let mut index = 0;
    let mut leading = mean(0)?;
    for candidate in 1..count {
        let found = mean(candidate)?;
        let ahead = match aim {
            Aim::Greatest => leading < found,
            Aim::Least => found < leading,
        };
        if ahead {
            (index, leading) = (candidate, found);
        }
    }
    let mut worst: f64 = 0.0;
    for other in (0..count).filter(|&other| other != index) {
        // How easily chance alone would have put the named one so far ahead of this one.
        let pair = match aim {
            Aim::Greatest => pairs(other, index)?,
            Aim::Least => pairs(index, other)?,
        };
        worst = worst.max(pair.p_greater().unwrap_or(1.0));
    }
    // A risk that is too small for the difference to show is still one.
    let confidence = (1.0 - worst * (count - 1) as f64).clamp(0.0, CONFIDENCE_MAX);
    Some(Best { index, confidence })
}
