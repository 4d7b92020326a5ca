//! Rules and logs made from a list of bytes, so that shrinking the list shrinks them.

/// Bytes that are taken one by one; zeros once they run out.
pub(crate) struct Choices<'a> {
    bytes: std::slice::Iter<'a, u8>,
}

impl<'a> Choices<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Choices<'a> {
        Choices { bytes: bytes.iter() }
    }

    /// A number below this one.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::from(self.bytes.next().copied().unwrap_or(0)) % limit
    }

    pub(crate) fn one<'b>(&mut self, of: &[&'b str]) -> &'b str {
        of[self.below(of.len())]
    }

    /// True once in so many times.
    pub(crate) fn rarely(&mut self, times: usize) -> bool {
        self.below(times) + 1 == times
    }

    pub(crate) fn is_over(&self) -> bool {
        self.bytes.as_slice().is_empty()
    }
}

/// How many cases a property tries: few, unless the environment says otherwise.
pub(crate) fn cases(few: u32) -> u32 {
    let wanted = std::env::var("RULES_CASES").ok();
    wanted.map_or(few, |wanted| wanted.parse().expect("RULES_CASES is a number"))
}
