//! What lies beside a store and would be put into it, and whether it is of this store.
//!
//! SQLite knows a rollback journal and a write-ahead log by their names alone. A store that was put
//! in the place of another would be overwritten with the pages of that.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use crate::connection::beside;

/// With this a rollback journal begins in which something stands.
const MAGIC: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
/// The header of a store, at the beginning of its first page.
const HEADER: usize = 100;
/// Where the header counts the changes of the file.
const CHANGES: usize = 24;
/// No page of SQLite is larger.
const PAGE_MAX: u32 = 1 << 16;
/// The pages of a journal are covered by checksums of every so many bytes.
const STEP: usize = 200;

/// What a rollback journal says of the file before its transaction.
struct Before {
    /// How many pages it had.
    pages: u32,
    page_size: u32,
    /// The header of its first page.
    header: [u8; HEADER],
}

/// Whether the rollback journal beside the store can only be that of another one.
///
/// A transaction changes the first page last or not at all: its header is as the journal has it, or
/// one change further on, and no page is missing. Where that cannot be seen, the answer is no.
pub(crate) fn is_of_another_store(path: &Path) -> bool {
    let Some(journal) = beside(path, "-journal") else { return false };
    let Ok(Some(before)) = before(&journal) else { return false };
    let mut header = [0; HEADER];
    let found = File::open(path).and_then(|mut file| {
        file.read_exact(&mut header)?;
        Ok(file.metadata()?.len())
    });
    let Ok(length) = found else { return false };
    let (now, then) = (number(&header[CHANGES..]), number(&before.header[CHANGES..]));
    let is_before = now == then && header == before.header;
    let is_after = now == then.wrapping_add(1);
    let is_whole = u64::from(before.pages) * u64::from(before.page_size) <= length;
    !(is_whole && (is_before || is_after))
}

/// None if nothing stands in the journal, or if it does not have the first page.
fn before(journal: &Path) -> io::Result<Option<Before>> {
    let mut journal = BufReader::new(File::open(journal)?);
    let mut start = [0; 28];
    journal.read_exact(&mut start)?;
    let field = |place: usize| number(&start[place..]);
    let (records, nonce, pages, sector, page_size) =
        (field(8), field(12), field(16), field(20), field(24));
    let is_sound = (512..=PAGE_MAX).contains(&page_size) && 28 <= sector;
    if start[..8] != MAGIC || !is_sound {
        return Ok(None);
    }
    journal.seek(SeekFrom::Start(sector.into()))?;
    let size = page_size as usize;
    let mut record = vec![0; size + 8];
    for _ in 0..records {
        journal.read_exact(&mut record)?;
        let (page, image) = (number(&record), &record[4..4 + size]);
        if checksum(nonce, image) != number(&record[4 + size..]) {
            break;
        }
        if page == 1 {
            let header = image.first_chunk().copied();
            return Ok(header.map(|header| Before { pages, page_size, header }));
        }
    }
    Ok(None)
}

fn checksum(nonce: u32, image: &[u8]) -> u32 {
    let places = (1..).map(|step| image.len().checked_sub(step * STEP));
    let places = places.map_while(|place| place.filter(|place| 0 < *place));
    places.fold(nonce, |sum, place| sum.wrapping_add(u32::from(image[place])))
}

/// The number in the first four bytes.
fn number(bytes: &[u8]) -> u32 {
    bytes.first_chunk().map_or(0, |bytes| u32::from_be_bytes(*bytes))
}
