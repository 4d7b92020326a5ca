use super::*;

crate::conformance!(Memory::default(), once, snapshots);

mod shared {
    use crate::{Memory, Shared};

    crate::conformance!(Shared::<Memory>::default(), once, watch, snapshots, threads);
}

#[test]
fn facts_are_lent_in_order() {
    let mut memory = Memory::default();
    let batch = [
        NewFact { kind: "a", tags: &["x:1", "y:2"], bytes: b"one" },
        NewFact { kind: "b", tags: &[], bytes: b"" },
        NewFact { kind: "a", tags: &["y:2"], bytes: b"three" },
    ];
    memory.append(&batch, &AppendCondition::none()).unwrap();
    let lent: Vec<_> = memory
        .facts()
        .map(|fact| (fact.position().0, fact.kind(), fact.tags().collect::<Vec<_>>(), fact.bytes()))
        .collect();
    assert_eq!(
        lent,
        [
            (1, "a", vec!["x:1", "y:2"], &b"one"[..]),
            (2, "b", vec![], b""),
            (3, "a", vec!["y:2"], b"three"),
        ]
    );
    assert_eq!(memory.facts().next_back().unwrap().chain(), memory.head().unwrap().chain);
}
