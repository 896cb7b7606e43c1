//! What is written out for the screen.

use std::path::PathBuf;

use super::Ordinals;

/// The session's side of exporting.
pub trait ExportDesk {
    /// What exports are called, before they say what they hold.
    fn export_stem(&self) -> PathBuf;

    /// Writes these records out with labels, notes, evidence and citations.
    ///
    /// # Errors
    /// [`ExportError::Exists`] asks the reader whether to overwrite.
    fn export(&self, wish: &ExportWish) -> Result<Exported, ExportError>;
}

/// An export that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportWish {
    /// Later ones make earlier ones pointless.
    pub generation: u64,
    /// Which records.
    pub ordinals: Ordinals,
    /// Where to.
    pub path: PathBuf,
    /// Whether what is there is replaced.
    pub overwrite: bool,
}

/// A finished export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// How many records were written.
    pub records: usize,
    /// Where they are.
    pub path: PathBuf,
}

/// Why nothing was exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportError {
    /// The target exists and overwriting was not asked for.
    Exists,
    /// Nobody waited for it any more.
    Stopped,
    /// Any other reason, for the reader.
    Failed(String),
}
