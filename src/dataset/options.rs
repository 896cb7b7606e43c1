//! What a caller may choose about opening: mapping overrides, limits, where derived data goes.

use std::path::PathBuf;

/// How to open a dataset.
#[derive(Clone, Debug, Default)]
pub struct OpenOptions {
    /// Overrides of the guessed mapping: `(field, JSON Pointer)`, where a field is `id`, `prompt`,
    /// `system`, `cot`, `answer`, `messages`, `calls`, `judge.<name>` or `human.<name>`.
    pub mapping: Vec<(String, String)>,
    /// Where normalised copies go (below it in `rows/`); deleting it loses nothing.
    pub cache_dir: PathBuf,
    /// Bounds against hostile or broken input.
    pub limits: Limits,
    /// Refuse at the first row that cannot be read or had to be repaired.
    pub strict: bool,
    /// The last source may still be growing: a last line without its line end is left for later.
    pub follow: bool,
}

/// Bounds that keep memory and time finite whatever a file holds. The defaults fit every real file
/// seen so far by a wide margin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest row in bytes; longer ones are set aside. Default 512 MiB.
    pub max_line: u64,
    /// How much a compressed source may hold. Default 256 GiB.
    pub max_decompressed: u64,
    /// How many times its compressed size a source may hold; applied once 64 MiB have come out.
    /// Default 250 (text rarely exceeds 30; a bomb reaches 1,000 and more).
    pub max_ratio: u64,
    /// How deep JSON may nest. Default 256.
    pub max_depth: usize,
    /// The largest zstd window, as a power of two. Default 27 (128 MiB), as `zstd -d` has it.
    pub zstd_window_log: u32,
    /// How many members an archive may have. Default 1,000,000.
    pub max_members: usize,
    /// Sources that are smaller in all (bytes) are read in full at open, so that counts and problems
    /// are exact at once; of larger ones each row's structure is checked and the rest when it is
    /// read. Default 64 MiB.
    pub validate_below: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_line: 512 << 20,
            max_decompressed: 256 << 30,
            max_ratio: 250,
            max_depth: 256,
            zstd_window_log: 27,
            max_members: 1_000_000,
            validate_below: 64 << 20,
        }
    }
}
