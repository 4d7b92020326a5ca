//! Who answers a choice that nobody has settled.

/// See the module.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Others {
    /// The seed.
    #[default]
    Drawn,
    /// What is likeliest happens, and a number is the median of its draws.
    ByDefault,
}

/// The option that happens by default: the likeliest, the first of equals. None if none is possible.
pub fn likeliest(weights: &[u32]) -> Option<u32> {
    let possible = (0_u32..).zip(weights).filter(|(_, weight)| 0 < **weight);
    possible.min_by_key(|(_, weight)| std::cmp::Reverse(**weight)).map(|(option, _)| option)
}
