//! Groups as the writer gets them: what it says of each append while the disk is full.

use event_store::{AppendCondition, AppendError, Head, NewFact, Query};
use kernel::Position;

use super::*;
use crate::index::Index;

fn append(kind: &str, bytes: &[u8], unless: AppendCondition, key: Option<&str>) -> Append {
    let fact = NewFact { kind, tags: &[], bytes };
    let batch = Batch::new(&[fact]).expect("its tags can be stored");
    Append { batch, unless, key: key.map(Into::into) }
}

fn writer(folder: &std::path::Path, options: Options) -> Writer {
    let path = folder.join("a.db");
    let connection = connection::writer(&path, &options, |_| Ok(())).expect("a new file");
    crate::schema::create(&connection).expect("the tables are made");
    let version = contents::version(&connection).expect("the file has one");
    let live = Arc::new(Live::new(Index::default()));
    Writer::new(connection, live, options, Position::START, version)
}

/// An append that yields to another one of its group, which is then not written, hears that nothing
/// was written, and not of a fact that does not stand.
#[test]
fn nobody_yields_to_what_was_not_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = Options { pages_max: Some(16), ..Options::default() };
    let mut writer = writer(folder.path(), options);
    let none = AppendCondition::none;
    let no_a = || AppendCondition::unless(Query::new(&["a"], &[]), Position::START);
    let (large, small) = (vec![b'x'; 200_000], b"x");
    let group = |first: &[u8]| {
        [
            append("a", first, none(), Some("k")),
            append("b", small, no_a(), None),
            append("c", small, none(), Some("k")),
            append("a", first, none(), Some("k")),
        ]
    };

    let full = writer.append_all(&group(&large));
    for (number, result) in full.iter().enumerate() {
        assert!(matches!(result, Err(AppendError::Store(_))), "{number}: {result:?}");
    }
    assert_eq!(writer.live.index().head, Head::default());

    let fits = writer.append_all(&group(small));
    let span = Span { first: Position(1), last: Position(1) };
    assert!(matches!(fits[0], Ok(Once::Appended(landed)) if landed == span), "{fits:?}");
    assert!(
        matches!(fits[1], Err(AppendError::ConditionViolated { position: Position(1) })),
        "{fits:?}"
    );
    assert!(
        matches!(fits[2], Err(AppendError::KeyReused { span: used }) if used == span),
        "{fits:?}"
    );
    assert!(matches!(fits[3], Ok(Once::AlreadyAppended(landed)) if landed == span), "{fits:?}");

    // What stands in the log speaks against an append though its group is not written.
    let mixed = [append("b", small, no_a(), None), append("d", &large, none(), None)];
    let mixed = writer.append_all(&mixed);
    assert!(matches!(mixed[0], Err(AppendError::ConditionViolated { .. })), "{mixed:?}");
    assert!(matches!(mixed[1], Err(AppendError::Store(_))), "{mixed:?}");
}
