//! Given/when/then tests of the rules of the center.
