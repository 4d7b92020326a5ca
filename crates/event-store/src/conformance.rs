//! The rules that every store must keep, as tests, and the macro that runs them.
//!
//! Each rule proves one of the numbered guarantees of [`EventStore`](crate::EventStore) and of the
//! traits beside it, and is a function over a fresh store that panics where the guarantee does not hold. The rules
//! are tested too: stores that are wrong on purpose must fail those that name their fault.

mod appending;
mod beginning;
mod drafts;
mod guarding;
mod model;
mod once;
mod queries;
mod reading;
mod snapshots;
mod spoiling;
mod threads;
mod watching;

pub use appending::*;
pub use beginning::*;
pub use guarding::*;
pub use model::*;
pub use once::*;
pub use queries::*;
pub use reading::*;
pub use snapshots::*;
pub use spoiling::*;
pub use threads::*;
pub use watching::*;

/// One rule for stores of this type.
#[derive(Clone, Copy)]
pub struct Rule<S> {
    /// The number that it proves.
    pub guarantee: u32,
    pub name: &'static str,
    pub check: fn(&mut S),
}

/// Declares the tests of a store; the expression makes a fresh, empty one. The traits beside
/// [`EventStore`](crate::EventStore) that the store has are named after it: `once` for
/// [`AppendOnce`](crate::AppendOnce), `watch` for [`Watch`](crate::Watch), `snapshots` for
/// [`Snapshots`](crate::Snapshots), `spoil` for [`Spoil`], and `threads` for a store that can be
/// cloned into several threads and takes any bytes.
///
/// ```
/// # fn main() {}
/// event_store::conformance!(event_store::Memory::default(), once, snapshots);
/// ```
#[macro_export]
macro_rules! conformance {
    ($fresh:expr $(, $more:ident)*) => {
        $crate::rules!(store: test $fresh);
        $($crate::rules!($more: test $fresh);)*
    };
}

/// The rules of a trait: as tests (`test` and an expression), or as a list (`list` and a type).
#[doc(hidden)]
#[macro_export]
macro_rules! rules {
    (store: $($as:tt)+) => { $crate::rules!(@ $($as)+;
        1 an_empty_store_has_nothing
        1 positions_count_from_one_without_a_gap
        1 an_append_returns_the_positions_of_its_batch
        2 a_batch_stands_whole_and_in_its_order
        2 a_batch_of_a_thousand_facts_stands_whole
        2 an_empty_batch_is_refused_before_the_condition
        3 kinds_tags_and_bytes_are_read_back_as_they_were_appended
        3 a_large_fact_is_read_back_whole
        4 a_condition_sees_only_facts_after_its_position
        4 a_condition_names_the_first_fact_in_its_way
        4 a_condition_does_not_see_its_own_batch
        4 a_refused_batch_leaves_no_trace
        4 each_guard_keeps_its_own_position
        4 a_condition_beyond_the_head_is_kept
        4 types_of_a_guard_are_alternatives
        4 tags_of_a_guard_must_all_be_carried
        4 a_guard_wants_its_type_and_its_tags
        4 items_of_a_guard_are_alternatives
        4 each_of_several_guards_counts
        5 types_of_an_item_are_alternatives
        5 tags_of_an_item_must_all_be_carried
        5 an_item_wants_its_type_and_its_tags
        5 items_are_alternatives_and_count_a_fact_once
        5 names_match_whole
        6 reading_begins_after_a_position
        6 reading_ends_with_a_position
        6 the_limit_counts_matching_facts_only
        6 reading_backwards_begins_at_the_end
        6 a_visitor_can_break_off
        7 a_read_returns_the_end_of_the_log
        8 each_fact_has_the_link_of_its_bytes
        8 the_head_is_the_last_link
        8 a_sound_log_is_verified
        9 what_was_appended_is_seen_at_once
        17 batches_land_in_the_order_in_which_they_were_begun
        17 what_was_begun_lands_though_nobody_waits
        17 what_was_begun_is_refused_as_any_other
        0 a_store_does_what_a_list_would_do
    ); };
    (once: $($as:tt)+) => { $crate::rules!(@ $($as)+;
        10 a_repeated_append_lands_once
        10 a_repeated_append_is_found_after_later_ones
        10 a_repeated_append_is_not_stopped_by_its_own_facts
        11 a_key_stands_for_one_content
        11 keys_are_told_apart_whole
        11 a_refused_append_does_not_use_up_its_key
        11 an_empty_batch_with_a_key_is_refused
    ); };
    (watch: $($as:tt)+) => { $crate::rules!(@ $($as)+;
        12 a_wait_ends_at_once_where_there_is_more
        12 a_wait_ends_when_its_time_is_over
        13 a_subscription_delivers_the_past_and_what_comes
        13 a_subscription_begins_after_its_position
        13 a_subscription_delivers_only_what_matches
        13 the_position_of_a_subscription_is_what_it_delivered
        13 a_consumer_goes_on_where_it_committed
        14 a_subscription_fetches_a_page_at_a_time
    ); };
    (snapshots: $($as:tt)+) => { $crate::rules!(@ $($as)+;
        15 the_latest_snapshot_up_to_a_position_is_found
        15 snapshots_are_told_apart_by_projection_and_version
        15 a_snapshot_is_replaced_at_its_position
        15 a_snapshot_beyond_the_end_is_refused
        16 a_snapshot_that_does_not_decode_falls_back
        16 a_restored_projection_is_the_replayed_one
    ); };
    (spoil: $($as:tt)+) => { $crate::rules!(@ $($as)+;
        8 a_changed_fact_is_found
    ); };
    (threads: $($as:tt)+) => { $crate::rules!(@ $($as)+;
        4 of_racers_from_one_position_exactly_one_wins
        4 racers_on_different_tags_all_win
        4 two_decisions_on_each_others_facts_do_not_both_win
        9 every_handle_sees_what_another_appended
        10 racers_with_one_key_append_once
        12 a_wait_ends_when_another_appends
        13 a_subscription_misses_nothing_while_others_append
    ); };
    (@ test $fresh:expr; $($guarantee:literal $rule:ident)+) => {$(
        #[test]
        fn $rule() {
            $crate::conformance::$rule(&mut $fresh);
        }
    )+};
    (@ list $store:ty; $($guarantee:literal $rule:ident)+) => {
        vec![$($crate::conformance::Rule {
            guarantee: $guarantee,
            name: stringify!($rule),
            check: $crate::conformance::$rule::<$store>,
        }),+]
    };
}
