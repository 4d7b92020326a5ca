//! A fact as it stands in the file, and what shows that it was not changed.

use event_store::{Chain, Damage, FactView, Head, StoreError, link};
use kernel::Position;
use rusqlite::Row;

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

impl<'a> Stored<'a> {
    /// The fact in this row, which should be the one at `expected`.
    pub(crate) fn read(row: &'a Row<'_>, expected: u64) -> Result<Stored<'a>, StoreError> {
        let (stored, checksum) = Stored::columns(row).map_err(failed_at(expected))?;
        if checksum != i64::from(stored.checksum()) {
            return Err(Damage::Checksum.at(Position(expected)));
        }
        if stored.position != expected {
            return Err(Damage::Missing { found: Position(stored.position) }.at(Position(expected)));
        }
        Ok(stored)
    }

    fn columns(row: &'a Row<'_>) -> rusqlite::Result<(Stored<'a>, i64)> {
        let keyed = match row.get_ref(5)?.as_str_or_null()? {
            Some(key) => Some(Keyed { key, facts: row.get(6)? }),
            None => None,
        };
        let chain = row.get_ref(4)?.as_blob()?;
        let chain = <[u8; 32]>::try_from(chain)
            .map_err(|_| rusqlite::Error::IntegralValueOutOfRange(4, 0))?;
        let stored = Stored {
            position: row.get_ref(0)?.as_i64()?.cast_unsigned(),
            kind: row.get_ref(1)?.as_str()?,
            tags: row.get_ref(2)?.as_str()?,
            bytes: row.get_ref(3)?.as_blob()?,
            chain: Chain::from_bytes(chain),
            key: keyed,
        };
        Ok((stored, row.get_ref(7)?.as_i64()?))
    }

    /// The CRC-32 of all columns, with what keeps them apart.
    pub(crate) fn checksum(&self) -> u32 {
        let mut crc = Gathered::default();
        crc.add(&self.position.to_le_bytes());
        crc.add(self.kind.as_bytes());
        crc.add(&[0]);
        crc.add(self.tags.as_bytes());
        crc.add(&[0]);
        if let Some(Keyed { key, facts }) = self.key {
            crc.add(key.as_bytes());
            crc.add(&[0]);
            crc.add(&facts.to_le_bytes());
        }
        crc.add(self.chain.as_bytes());
        crc.add(self.bytes);
        crc.finish()
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

/// A checksum over many small parts: they are laid together first, since a CRC is fast over long
/// pieces only.
struct Gathered {
    crc: crc32fast::Hasher,
    buffer: [u8; 512],
    filled: usize,
}

impl Default for Gathered {
    fn default() -> Gathered {
        Gathered { crc: crc32fast::Hasher::new(), buffer: [0; 512], filled: 0 }
    }
}

impl Gathered {
    fn add(&mut self, part: &[u8]) {
        let end = self.filled + part.len();
        if let Some(place) = self.buffer.get_mut(self.filled..end) {
            place.copy_from_slice(part);
            self.filled = end;
        } else {
            self.crc.update(&self.buffer[..self.filled]);
            self.crc.update(part);
            self.filled = 0;
        }
    }

    fn finish(mut self) -> u32 {
        self.crc.update(&self.buffer[..self.filled]);
        self.crc.finalize()
    }
}
