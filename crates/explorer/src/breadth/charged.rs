//! What a world that is kept is charged for, in bytes.

use crate::fingerprint::Taken;

/// What a world takes beside what its fingerprint is made of.
const WORLD_BYTES: u64 = 6_000;
/// What is one byte of that, numbers being short, takes so many in the lists of a world. Where nearly
/// all is in lists 6 to 9 were measured, with consignments and with sensors that are lost by the
/// thousand.
const BYTES_BY_BYTE: u64 = 10;
/// What is planned takes so many bytes of an imprint.
const PLANNED_BYTES: usize = 8;

/// About how many bytes a world takes from which so many answers are followed, and in which so much is
/// planned.
pub(super) fn charged(taken: Taken, planned: usize, followed: usize) -> u64 {
    WORLD_BYTES + BYTES_BY_BYTE * kept_for(taken, planned, followed) as u64
}

/// About how many bytes of an imprint stand for what a world keeps: its own parts and, of those that a
/// world before it changed last, its share among all that came from that one, if so many answers were
/// followed there as are here. Where one is, a world may be the last that keeps them.
fn kept_for(Taken { all, own }: Taken, planned: usize, followed: usize) -> usize {
    match followed.checked_sub(1) {
        Some(others @ 1..) => all.min(own + own / others),
        Some(0) | None => all + PLANNED_BYTES * planned,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_is_charged_for_what_no_other_keeps() {
        let taken = Taken { all: 1_000, own: 300 };
        let charged = [5, 2, 1, 0].map(|followed| kept_for(taken, 10, followed));
        assert_eq!(charged, [375, 600, 1_080, 1_080]);
        assert_eq!(kept_for(Taken { all: 400, own: 300 }, 10, 2), 400);
    }
}
