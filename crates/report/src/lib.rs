//! Folds over the records of a run, and the accounts that people read.
