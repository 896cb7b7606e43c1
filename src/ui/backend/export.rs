//! What is written out for the screen.

use std::path::{Path, PathBuf};

use super::Ordinals;

/// The session's side of exporting.
pub trait ExportDesk {
    /// The path that the export prompt starts with.
    fn export_path(&self) -> PathBuf;

    /// Writes these records out with labels, notes, evidence and citations.
    ///
    /// # Errors
    /// [`ExportError::Exists`] asks the reader whether to overwrite.
    fn export(
        &self,
        ordinals: &Ordinals,
        path: &Path,
        overwrite: bool,
    ) -> Result<Exported, ExportError>;
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
    /// Any other reason, for the reader.
    Failed(String),
}
