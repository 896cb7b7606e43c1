//! Strings that come again and again, kept once, and counted as they come.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// Hashes a key in one call: a log holds millions of short keys, and the default hasher would take
/// longer over them than reading does.
#[derive(Default)]
pub(crate) struct OneShot(u64);

impl Hasher for OneShot {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64_with_seed(bytes, self.0);
    }

    fn write_u8(&mut self, byte: u8) {
        self.0 = self.0.rotate_left(8) ^ u64::from(byte); // the end mark of a string
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash; // a hash already
    }
}

/// Builds [`OneShot`] hashers.
pub(crate) type FastHash = BuildHasherDefault<OneShot>;

/// A set of strings; equal ones share their memory.
#[derive(Default)]
pub(crate) struct Names(HashSet<Arc<str>, FastHash>);

impl Names {
    /// The shared copy of `text`.
    pub(crate) fn get(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let new: Arc<str> = text.into();
        self.0.insert(new.clone());
        new
    }
}

/// Strings kept once and counted as they come. Made for millions of them: the table holds their
/// hashes, so that it grows without touching the strings.
#[derive(Default)]
pub(crate) struct Numbered {
    numbers: HashMap<u64, u32, FastHash>,
    names: Vec<Arc<str>>,
}

impl Numbered {
    /// The number of `text`; when it is new, the string to be kept is asked for.
    pub(crate) fn get(&mut self, text: &str, keep: impl FnOnce() -> Arc<str>) -> u32 {
        self.find(text).unwrap_or_else(|free| {
            let number = u32::try_from(self.names.len()).expect("fewer than four billion names");
            self.numbers.insert(free, number);
            self.names.push(keep());
            number
        })
    }

    /// The number of a string that has come before.
    pub(crate) fn number(&self, text: &str) -> Option<u32> {
        self.find(text).ok()
    }

    /// The string of a number.
    pub(crate) fn name(&self, number: u32) -> &Arc<str> {
        &self.names[number as usize]
    }

    pub(crate) fn reserve(&mut self, more: usize) {
        self.numbers.reserve(more);
        self.names.reserve(more);
    }

    /// The number, or the key under which the string would go. Equal hashes of different strings go
    /// under the next keys.
    fn find(&self, text: &str) -> Result<u32, u64> {
        let mut key = xxh3_64(text.as_bytes());
        while let Some(&number) = self.numbers.get(&key) {
            if **self.name(number) == *text {
                return Ok(number);
            }
            key = key.wrapping_add(1);
        }
        Err(key)
    }
}
