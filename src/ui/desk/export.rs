//! Writing records out from the screen.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::export::target::{Target, TargetError};
use crate::export::{Format, Item};
use crate::session::Session;
use crate::ui::backend::{ExportDesk, ExportError, Exported, Ordinals};

use super::Desk;

impl ExportDesk for Desk {
    fn export_path(&self) -> PathBuf {
        self.session.export_path()
    }

    fn export(
        &self,
        ordinals: &Ordinals,
        path: &Path,
        overwrite: bool,
    ) -> Result<Exported, ExportError> {
        let all: Vec<usize>;
        let ordinals: &[usize] = match ordinals {
            Ordinals::Some(some) => some,
            Ordinals::All => {
                all = (0..self.session.dataset().len()).collect();
                &all
            }
        };
        if self.session.readonly {
            return Err(ExportError::Failed("read-only: nothing is written".to_owned()));
        }
        let format = Format::of_path(path).map_err(ExportError::Failed)?;
        let records = write(&self.session, ordinals, format, path, overwrite)?;
        Ok(Exported { records, path: path.to_owned() })
    }
}

fn write(
    session: &Session,
    ordinals: &[usize],
    format: Format,
    path: &Path,
    overwrite: bool,
) -> Result<usize, ExportError> {
    let failed = |error: &dyn std::fmt::Display| ExportError::Failed(error.to_string());
    let dataset = session.dataset();
    let inputs = dataset.sources().iter().map(|source| source.path.as_str());
    let mut target = Target::create_beside(path, overwrite, inputs).map_err(target_error)?;
    target
        .write_all(format.head().map_err(|error| failed(&error))?.as_bytes())
        .map_err(|error| failed(&error))?;
    let mut written = 0;
    for &ordinal in ordinals {
        // A row that cannot be read keeps no other from being written; the count says so.
        let Ok(record) = session.record(ordinal) else { continue };
        let citations = session.citations(&record);
        let labels = session.labels();
        let states = labels.states(&record.id);
        let item = Item { record: &record, citations: &citations, states: &states };
        let row = format.row(item).map_err(|error| failed(&error))?;
        target.write_all(row.as_bytes()).map_err(|error| failed(&error))?;
        written += 1;
    }
    target.finish().map_err(target_error)?;
    Ok(written)
}

fn target_error(error: TargetError) -> ExportError {
    match error {
        TargetError::Exists(_) => ExportError::Exists,
        other => ExportError::Failed(other.to_string()),
    }
}
