//! Reading records back: one by position, or many in large blocks.

use std::{collections::VecDeque, fs::File, io, ops::Range, sync::Arc};

use super::{
    Dataset, ReadError, Source, named, open_rows,
    source::{Row, prefix, read_exact_at},
    table::{Entry, row_hash},
};
use crate::{
    problem::{Problem, Severity},
    record::Record,
};

/// How much is read at once.
const BLOCK: u64 = 8 << 20;

/// Reads one record.
pub(super) fn one(dataset: &Dataset, index: usize) -> Result<Record, ReadError> {
    let entry = dataset.table.entry(index);
    let source = &dataset.sources[entry.source as usize];
    let bytes = row_bytes(source, &entry)?;
    let mut row = understand(source, &entry, &bytes)?;
    drop(bytes);
    let draft = row.drafts.swap_remove(entry.part as usize);
    Ok(named(dataset, index, &row, draft))
}

/// The bytes of a record's row, without what a normalised copy puts in front.
pub(super) fn raw(dataset: &Dataset, index: usize) -> Result<Vec<u8>, ReadError> {
    let entry = dataset.table.entry(index);
    let source = &dataset.sources[entry.source as usize];
    let mut bytes = row_bytes(source, &entry)?;
    if row_hash(&bytes) != entry.hash {
        return Err(changed(source, &entry));
    }
    if source.is_normalised() {
        bytes.drain(..prefix(&bytes).2);
    }
    Ok(bytes)
}

fn row_bytes(source: &Source, entry: &Entry) -> Result<Vec<u8>, ReadError> {
    let mut bytes = vec![0; entry.len as usize];
    let read = open_rows(source).and_then(|file| read_exact_at(&file, &mut bytes, entry.offset));
    read.map_err(|error| failed(source, entry, &error))?;
    Ok(bytes)
}

/// Reads a row that is still what was scanned.
fn understand(source: &Source, entry: &Entry, bytes: &[u8]) -> Result<Row, ReadError> {
    if row_hash(bytes) != entry.hash {
        return Err(changed(source, entry));
    }
    let row = source.read(bytes);
    if row.drafts.len() > entry.part as usize {
        return Ok(row);
    }
    let place = source.place(u64::from(entry.line), entry.offset, Some(&row));
    let message = row.fault.map_or_else(|| "nothing in it".to_owned(), |fault| fault.message());
    Err(ReadError::Unreadable(Box::new(Problem::new(Severity::SetAside, place, message))))
}

fn changed(source: &Source, entry: &Entry) -> ReadError {
    ReadError::Changed(Box::new(source.place(u64::from(entry.line), entry.offset, None)))
}

/// A row that is no longer there is a change too.
fn failed(source: &Source, entry: &Entry, error: &io::Error) -> ReadError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::NotFound => changed(source, entry),
        _ => {
            let place = source.place(u64::from(entry.line), entry.offset, None);
            ReadError::Io(Box::new(place), error.to_string())
        }
    }
}

/// Records one after another. A row that cannot be read is an item of its own; the rest follows.
#[derive(Debug)]
pub struct Records<'d> {
    dataset: &'d Dataset,
    next: usize,
    end: usize,
    file: Option<(u32, File)>,
    block: Vec<u8>,
    /// Offset of the block in the source of the open file.
    at: u64,
    /// Records of the last row that were not given yet.
    ready: VecDeque<Record>,
}

impl<'d> Records<'d> {
    pub(super) fn new(dataset: &'d Dataset, range: Range<usize>) -> Self {
        let end = range.end.min(dataset.len());
        Self {
            dataset,
            next: range.start,
            end,
            file: None,
            block: Vec::new(),
            at: 0,
            ready: VecDeque::new(),
        }
    }

    fn read(&mut self, index: usize) -> Result<Record, ReadError> {
        let entry = self.dataset.table.entry(index);
        let source = self.dataset.sources[entry.source as usize].clone();
        self.load(&entry, &source).map_err(|error| failed(&source, &entry, &error))?;
        let start = usize::try_from(entry.offset - self.at).unwrap_or(usize::MAX);
        let bytes = self
            .block
            .get(start..start + entry.len as usize)
            .ok_or_else(|| changed(&source, &entry))?;
        let mut row = understand(&source, &entry, bytes)?;
        let drafts = std::mem::take(&mut row.drafts);
        let first = index - entry.part as usize;
        let mut found = VecDeque::with_capacity(drafts.len());
        for (part, draft) in drafts.into_iter().enumerate().skip(entry.part as usize) {
            if first + part < self.end {
                found.push_back(named(self.dataset, first + part, &row, draft));
            }
        }
        let record = found.pop_front().ok_or_else(|| changed(&source, &entry))?;
        self.ready = found;
        Ok(record)
    }

    /// Has the row's bytes in the block.
    fn load(&mut self, entry: &Entry, source: &Arc<Source>) -> io::Result<()> {
        let same = self.file.as_ref().is_some_and(|(of, _)| *of == entry.source);
        let ends = entry.offset + u64::from(entry.len);
        if same && entry.offset >= self.at && ends <= self.at + self.block.len() as u64 {
            return Ok(());
        }
        if !same {
            self.file = Some((entry.source, open_rows(source)?));
        }
        let Some((_, file)) = &self.file else {
            return Ok(());
        };
        let size = file.metadata()?.len();
        let wanted = BLOCK.max(u64::from(entry.len)).min(size.saturating_sub(entry.offset));
        self.block.resize(usize::try_from(wanted).unwrap_or(usize::MAX), 0);
        self.at = entry.offset;
        read_exact_at(file, &mut self.block, entry.offset)
    }
}

impl Iterator for Records<'_> {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(record) = self.ready.pop_front() {
            self.next += 1;
            return Some(Ok(record));
        }
        if self.next >= self.end {
            return None;
        }
        let index = self.next;
        self.next += 1;
        Some(self.read(index))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.end.saturating_sub(self.next);
        (left, Some(left))
    }
}
