//! One file of a dataset: what it is, how its rows are mapped, and reading them by position.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use serde_json::{Map, Value};

use super::{
    frames::Framing,
    growing::RowsPath,
    json::{self, JsonError, Repairs},
    layout::{Draft, Mapper},
    mapping::Mapping,
    sniff::Format,
    structure::after_space,
};
use crate::problem::Place;

/// One file of a dataset.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file as the user named it.
    pub path: String,
    /// What kind of file it is.
    pub format: Format,
    /// How its rows are laid out: `flat`, `think-tags`, `messages`, `paired` …
    pub layout: &'static str,
    /// What each part of a record comes from.
    pub mapping: Mapping,
    /// Size on disk in bytes.
    pub bytes: u64,
    pub(crate) mapper: Mapper,
    /// Name in ids that are made from file and line.
    pub(crate) label: String,
    /// What stands before the source's own ids, where several sources repeat them.
    pub(crate) qualifier: Option<String>,
    /// The file with the rows: the source itself or its normalised copy.
    pub(crate) rows: RowsPath,
    pub(crate) framing: Framing,
    /// Fields of the object around the rows, for every record's metadata.
    pub(crate) shared: Map<String, Value>,
    pub(crate) max_depth: usize,
    /// The file on disk, to notice that it changed.
    pub(crate) stamp: Option<Stamp>,
    pub(crate) original: PathBuf,
    /// Keeps the copy of standard input until nobody reads it any more.
    #[allow(dead_code, reason = "held for its drop")]
    pub(crate) held: Option<std::sync::Arc<super::spool::Spooled>>,
}

/// Size and time of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) bytes: u64,
    pub(crate) modified_ns: u128,
}

impl Stamp {
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        let meta = fs::metadata(path)?;
        let modified = meta.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(Self { bytes: meta.len(), modified_ns: modified.as_nanos() })
    }
}

/// A row read: its records, with the row's own word on where it came from.
#[derive(Default)]
pub(crate) struct Row {
    pub(crate) drafts: Vec<Draft>,
    /// Line and member in the original, where this is a normalised copy.
    pub(crate) line: Option<u64>,
    pub(crate) member: Option<String>,
    pub(crate) repairs: Repairs,
    /// What of it could not be read.
    pub(crate) fault: Option<RowFault>,
}

/// Why a row, or the rest of it, is set aside.
pub(crate) enum RowFault {
    /// It does not parse; the place is counted from the start of the row's JSON.
    Json(JsonError),
    /// It holds nothing that a record could be made from.
    Shape(String),
}

impl RowFault {
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Json(error) => {
                format!("not valid JSON: {} at byte {} of the row", error.message, error.at)
            }
            Self::Shape(why) => why.clone(),
        }
    }
}

impl Source {
    /// Whether its name stands before the ids of its records, for other sources use them too.
    #[must_use]
    pub fn is_qualified(&self) -> bool {
        self.qualifier.is_some()
    }

    /// Whether the rows lie in a normalised copy rather than in the file itself.
    #[must_use]
    pub fn is_normalised(&self) -> bool {
        self.framing == Framing::Prefixed
    }

    /// Whether the file's size or time is no longer what it was when it was opened.
    #[must_use]
    pub fn has_changed(&self) -> bool {
        self.stamp.is_some_and(|stamp| Stamp::of(&self.original).ok() != Some(stamp))
    }

    /// What of it decides how its rows become records, for a fingerprint.
    pub(crate) fn mix_into(&self, hasher: &mut blake3::Hasher) {
        hasher.update(self.label.as_bytes());
        hasher.update(self.layout.as_bytes());
        for mapped in &self.mapping.fields {
            hasher.update(mapped.field.as_bytes());
            hasher.update(mapped.pointer.to_string().as_bytes());
        }
    }

    /// Reads the bytes of one row. Objects that follow each other on a line (a line end was lost) are
    /// all read; the first that cannot be ends it.
    pub(crate) fn read(&self, bytes: &[u8]) -> Row {
        let mut row = Row::default();
        let (key, mut at) = match self.body(bytes, &mut row) {
            Ok(found) => found,
            Err(error) => {
                row.fault = Some(RowFault::Json(error));
                return row;
            }
        };
        let body = at;
        loop {
            let parsed = json::parse_prefix(&bytes[at..], self.max_depth, &mut row.repairs);
            let (value, end) = match parsed {
                Ok((value, end)) => (value, at + end),
                Err(error) => {
                    row.fault =
                        Some(RowFault::Json(JsonError { at: error.at + at - body, ..error }));
                    return row;
                }
            };
            let mut next = after_space(bytes, end);
            // An array with one row a line, taken for lines, leaves its commas behind.
            if bytes.get(next) == Some(&b',') && self.framing == Framing::Lines {
                next = after_space(bytes, next + 1);
            }
            let follows = bytes.get(next).copied();
            if !matches!(follows, None | Some(b'{')) {
                let message = "more text follows after the value's end".to_owned();
                row.fault =
                    Some(RowFault::Json(JsonError { at: next - body, message, cut: false }));
                return row;
            }
            match self.mapper.map(value, key.as_deref()) {
                Ok(drafts) => row.add(drafts),
                Err(why) => row.fault = Some(RowFault::Shape(why)),
            }
            if follows.is_none() {
                return row;
            }
            at = next;
        }
    }

    /// The row's key, if it has one, and where its JSON begins.
    fn body(&self, bytes: &[u8], row: &mut Row) -> Result<(Option<String>, usize), JsonError> {
        match self.framing {
            Framing::Prefixed => {
                let (line, member, start) = prefix(bytes);
                (row.line, row.member) = (line, member);
                Ok((None, start))
            }
            Framing::Members => {
                let (key, end) = json::parse_prefix(bytes, 1, &mut row.repairs)?;
                let start = after_space(bytes, after_space(bytes, end) + 1).min(bytes.len());
                Ok((key.as_str().map(str::to_owned), start))
            }
            Framing::Lines | Framing::Values => Ok((None, 0)),
        }
    }

    /// The place of a row for messages.
    pub(crate) fn place(&self, line: u64, byte: u64, row: Option<&Row>) -> Place {
        if self.is_normalised() {
            let line = row.and_then(|row| row.line).unwrap_or(line);
            let member = row.and_then(|row| row.member.clone());
            return Place { member, ..Place::line(&self.path, line) };
        }
        Place { byte: Some(byte), ..Place::line(&self.path, line) }
    }
}

impl Row {
    /// Adds the records of the next value; halves of a pair keep pointing at each other.
    fn add(&mut self, drafts: Vec<Draft>) {
        let before = self.drafts.len();
        for mut draft in drafts {
            if let (Some(pair), true) = (&mut draft.record.pair, before > 0) {
                pair.other = (pair.other.parse::<usize>().unwrap_or(0) + before).to_string();
            }
            self.drafts.push(draft);
        }
    }
}

/// Line, member and where the JSON begins, of a line of a normalised copy.
pub(crate) fn prefix(bytes: &[u8]) -> (Option<u64>, Option<String>, usize) {
    let Some(first) = memchr::memchr(b'\t', bytes) else {
        return (None, None, 0);
    };
    let Some(second) = memchr::memchr(b'\t', &bytes[first + 1..]) else {
        return (None, None, 0);
    };
    let line = std::str::from_utf8(&bytes[..first]).ok().and_then(|line| line.parse().ok());
    let member = String::from_utf8_lossy(&bytes[first + 1..first + 1 + second]).into_owned();
    (line, Some(member).filter(|member| !member.is_empty()), first + second + 2)
}

/// Reads exactly `space.len()` bytes at `offset` without moving anything.
#[cfg(unix)]
pub(crate) fn read_exact_at(file: &File, space: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, space, offset)
}

/// Reads exactly `space.len()` bytes at `offset`.
#[cfg(windows)]
pub(crate) fn read_exact_at(file: &File, mut space: &mut [u8], mut offset: u64) -> io::Result<()> {
    use std::os::windows::fs::FileExt as _;
    while !space.is_empty() {
        match file.seek_read(space, offset)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                space = &mut space[read..];
                offset += read as u64;
            }
        }
    }
    Ok(())
}
