//! Where a command writes.

use std::path::{Path, PathBuf};

use clap::Args;

/// A file, which appears when it is whole, or standard output.
#[derive(Args, Debug)]
pub(crate) struct Destination {
    /// Where to; - is standard output, which is the default unless a queue is extended
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace a file that exists
    #[arg(long)]
    pub(crate) force: bool,
}

impl Destination {
    /// Whether nothing was said, not even `-`.
    pub(crate) fn is_open(&self) -> bool {
        self.output.is_none()
    }

    /// The file; `None` is standard output.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| *path != Path::new("-"))
    }
}
