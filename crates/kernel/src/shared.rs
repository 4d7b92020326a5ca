//! What copies of a state have in common until one of them changes it.

use alloc::sync::Arc;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::ops::{Deref, DerefMut};
use core::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, AtomicU64, Ordering};

use serde::{Serialize, Serializer};

use crate::time::SimTime;

/// A part of a state that is the same in all copies: it is copied when one of them changes it.
/// Whoever explores copies a state at each choice, and few of its parts change in between.
#[derive(Default)]
pub struct Shared<T>(Arc<Part<T>>);

#[derive(Debug, Default)]
struct Part<T> {
    value: T,
    digest: Noted,
}

/// What somebody who tells states apart has made of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest {
    pub bits: [u64; 2],
    /// How many bytes it was made of.
    pub bytes: u32,
    /// The first instant among them, to which the others are relative.
    pub first: Option<SimTime>,
}

/// A hasher that notes with parts of a state what they come to. A program has one kind of them: what
/// one has noted another reads.
pub trait Parts: Hasher {
    /// Takes a part in.
    fn part<T: Hash>(&mut self, part: &Shared<T>);

    /// What somebody writes comes to by itself, with instants relative to this one; it is not taken in.
    fn aside(&mut self, origin: SimTime, write: impl FnOnce(&mut Self)) -> [u64; 2];
}

/// A digest, once it is known. All who note one note the same, so that it does not matter who does.
#[derive(Debug, Default)]
struct Noted {
    is_known: AtomicBool,
    has_first: AtomicBool,
    first: AtomicI64,
    bytes: AtomicU32,
    bits: [AtomicU64; 2],
}

impl<T> Shared<T> {
    /// What was made of this part, if it has not changed since.
    pub fn digest(&self) -> Option<Digest> {
        let Noted { is_known, has_first, first, bytes, bits: [low, high] } = &self.0.digest;
        let number = |it: &AtomicU64| it.load(Ordering::Relaxed);
        is_known.load(Ordering::Acquire).then(|| Digest {
            bits: [number(low), number(high)],
            bytes: bytes.load(Ordering::Relaxed),
            first: has_first
                .load(Ordering::Relaxed)
                .then(|| SimTime::from_millis(first.load(Ordering::Relaxed))),
        })
    }

    /// Notes what is always made of such a part, for all copies that have it.
    pub fn note(&self, digest: Digest) {
        let Noted { is_known, has_first, first, bytes, bits: [low, high] } = &self.0.digest;
        low.store(digest.bits[0], Ordering::Relaxed);
        high.store(digest.bits[1], Ordering::Relaxed);
        bytes.store(digest.bytes, Ordering::Relaxed);
        has_first.store(digest.first.is_some(), Ordering::Relaxed);
        first.store(digest.first.unwrap_or_default().as_millis(), Ordering::Relaxed);
        is_known.store(true, Ordering::Release);
    }
}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Shared<T> {
        Shared(Arc::new(Part { value, digest: Noted::default() }))
    }
}

impl<T: fmt::Debug> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        T::fmt(self, f)
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Shared<T> {
        Shared(Arc::clone(&self.0))
    }
}

impl<T: Clone> Clone for Part<T> {
    fn clone(&self) -> Part<T> {
        Part { value: self.value.clone(), digest: Noted::default() }
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.value
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut T {
        let part = Arc::make_mut(&mut self.0);
        *part.digest.is_known.get_mut() = false;
        &mut part.value
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Shared<T>) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || **self == **other
    }
}

impl<T: Eq> Eq for Shared<T> {}

impl<T: Hash> Hash for Shared<T> {
    fn hash<H: Hasher>(&self, into: &mut H) {
        T::hash(self, into);
    }
}

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::serialize(self, serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_keeps_what_it_had_when_the_other_changes() {
        let mut one = Shared::<u32>::default();
        let other = one.clone();
        *one += 1;
        assert_eq!((*one, *other), (1, 0));
    }

    /// Alone or with copies: who changes a part has to make anew what was made of it.
    #[test]
    fn a_digest_is_known_to_all_copies_until_one_changes() {
        let first = Some(SimTime::from_millis(-1));
        let digest = Digest { bits: [1, u64::MAX], bytes: 7, first };
        let mut one = Shared::<u32>::default();
        assert_eq!(one.digest(), None);
        one.note(digest);
        let other = one.clone();
        assert_eq!((one.digest(), other.digest()), (Some(digest), Some(digest)));
        *one += 1;
        assert_eq!((one.digest(), other.digest()), (None, Some(digest)));
        one.note(digest);
        *one += 1;
        assert_eq!(one.digest(), None);
    }
}
