//! What search needs of a dataset.

use std::io;
use std::ops::ControlFlow;

use crate::record::Record;

/// Records in a fixed order, by number.
pub trait Source: Sync {
    /// How many records there are.
    fn len(&self) -> u32;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of the sources, for estimates of time and room.
    fn bytes(&self) -> u64;

    /// Changes whenever the content does.
    fn fingerprint(&self) -> String;

    /// Whether its first `records` are, unchanged, all that a source with the fingerprint `old` had.
    fn grown_from(&self, old: &str, records: u32) -> bool {
        let _ = (old, records);
        false
    }

    /// Calls `each` with the records from number `from` on, in order, until it breaks off.
    ///
    /// # Errors
    /// When the sources cannot be read.
    fn scan(
        &self,
        from: u32,
        each: &mut dyn FnMut(u32, Record) -> ControlFlow<()>,
    ) -> io::Result<()>;
}
