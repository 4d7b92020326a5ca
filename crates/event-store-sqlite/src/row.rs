//! A fact as it stands in the file, and what shows that it was not changed.

use event_store::{Chain, Damage, FactView, Head, StoreError, link};
use kernel::Position;
use rusqlite::Row;
use rusqlite::types::ValueRef;

use crate::batch::split;
use crate::error::failed_at;

/// A row whose checksum fits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stored<'a> {
    pub(crate) position: u64,
    pub(crate) kind: &'a str,
    pub(crate) tags: &'a str,
    pub(crate) bytes: &'a [u8],
    pub(crate) chain: Chain,
    pub(crate) key: Option<Keyed<'a>>,
}

/// The key of the batch that begins here, and how many facts it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Keyed<'a> {
    pub(crate) key: &'a str,
    pub(crate) facts: u32,
}

/// A row as SQLite hands it out, unchecked.
#[derive(Clone, Copy)]
pub(crate) struct Columns<'a> {
    pub(crate) position: u64,
    pub(crate) kind: &'a [u8],
    pub(crate) tags: &'a [u8],
    pub(crate) key: Option<(&'a [u8], u32)>,
    pub(crate) chain: Chain,
    pub(crate) bytes: &'a [u8],
}

impl<'a> Columns<'a> {
    /// The columns of a row, and the checksum in it.
    pub(crate) fn read(row: &'a Row<'_>) -> rusqlite::Result<(Columns<'a>, i64)> {
        let text = |place| match row.get_ref(place)? {
            ValueRef::Text(text) => Ok(text),
            other => {
                Err(rusqlite::Error::InvalidColumnType(place, String::new(), other.data_type()))
            }
        };
        let key = match row.get_ref(5)? {
            ValueRef::Null => match row.get_ref(6)? {
                ValueRef::Null => None,
                other => {
                    let kind = other.data_type();
                    return Err(rusqlite::Error::InvalidColumnType(6, String::new(), kind));
                }
            },
            _ => Some((text(5)?, row.get(6)?)),
        };
        let chain = <[u8; 32]>::try_from(row.get_ref(4)?.as_blob()?)
            .map_err(|_| rusqlite::Error::IntegralValueOutOfRange(4, 0))?;
        let columns = Columns {
            position: row.get_ref(0)?.as_i64()?.cast_unsigned(),
            kind: text(1)?,
            tags: text(2)?,
            key,
            chain: Chain::from_bytes(chain),
            bytes: row.get_ref(3)?.as_blob()?,
        };
        Ok((columns, row.get_ref(7)?.as_i64()?))
    }

    /// Appends what the checksum covers: all columns, with what keeps them apart.
    pub(crate) fn cover(&self, into: &mut Vec<u8>) {
        into.extend_from_slice(&self.position.to_le_bytes());
        into.extend_from_slice(self.kind);
        into.push(0);
        into.extend_from_slice(self.tags);
        into.push(0);
        if let Some((key, facts)) = self.key {
            into.extend_from_slice(key);
            into.push(0);
            into.extend_from_slice(&facts.to_le_bytes());
        }
        into.extend_from_slice(self.chain.as_bytes());
        into.extend_from_slice(self.bytes);
    }

    /// The fact, if the checksum is that of what is `covered` and it is the one at `expected`.
    pub(crate) fn check(
        self,
        covered: &[u8],
        checksum: i64,
        expected: u64,
    ) -> Result<Stored<'a>, StoreError> {
        let damaged = || Damage::Checksum.at(Position(expected));
        if checksum != i64::from(crc32fast::hash(covered)) {
            return Err(damaged());
        }
        if self.position != expected {
            return Err(Damage::Missing { found: Position(self.position) }.at(Position(expected)));
        }
        let text = |bytes: &'a [u8]| std::str::from_utf8(bytes).map_err(|_| damaged());
        let key = match self.key {
            Some((key, facts)) => Some(Keyed { key: text(key)?, facts }),
            None => None,
        };
        let Columns { position, chain, bytes, .. } = self;
        Ok(Stored { position, kind: text(self.kind)?, tags: text(self.tags)?, bytes, chain, key })
    }
}

impl<'a> Stored<'a> {
    /// The fact in this row, which should be the one at `expected`. What is covered by its checksum
    /// is laid together in `covered`, since a checksum is fast over long pieces only.
    pub(crate) fn read(
        row: &'a Row<'_>,
        expected: u64,
        covered: &mut Vec<u8>,
    ) -> Result<Stored<'a>, StoreError> {
        let (columns, checksum) = Columns::read(row).map_err(failed_at(expected))?;
        covered.clear();
        columns.cover(covered);
        columns.check(covered, checksum, expected)
    }

    /// The CRC-32 of all columns.
    pub(crate) fn checksum(&self, covered: &mut Vec<u8>) -> u32 {
        let Stored { position, kind, tags, bytes, chain, key } = *self;
        let (kind, tags) = (kind.as_bytes(), tags.as_bytes());
        let key = key.map(|Keyed { key, facts }| (key.as_bytes(), facts));
        covered.clear();
        Columns { position, kind, tags, key, chain, bytes }.cover(covered);
        crc32fast::hash(covered)
    }

    pub(crate) fn head(&self) -> Head {
        Head { position: Position(self.position), chain: self.chain }
    }

    /// The head after this fact, if it follows the one before.
    pub(crate) fn follow(&self, before: Head) -> Result<Head, StoreError> {
        link(before, &self.view(&[]))
    }

    pub(crate) fn tags(&self) -> Vec<&'a str> {
        split(self.tags).collect()
    }

    pub(crate) fn view<'v>(&self, tags: &'v [&'v str]) -> FactView<'v>
    where
        'a: 'v,
    {
        FactView {
            position: Position(self.position),
            kind: self.kind,
            tags,
            bytes: self.bytes,
            chain: self.chain,
        }
    }
}
