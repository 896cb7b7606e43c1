//! Strings that come again and again, kept once, and the hash that finds them.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64_with_seed;

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
