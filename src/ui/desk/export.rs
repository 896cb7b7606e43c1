//! Writing records out from the screen.

use std::io::Write;
use std::path::PathBuf;

use crate::export::target::{Target, TargetError};
use crate::export::{Format, Item};
use crate::session::Session;
use crate::ui::backend::{ExportDesk, ExportError, ExportWish, Exported, Ordinals, Task};

use super::Desk;
use super::tasks::Running;

impl ExportDesk for Desk {
    fn export_stem(&self) -> PathBuf {
        self.session.export_stem()
    }

    fn export(&self, wish: &ExportWish) -> Result<Exported, ExportError> {
        if self.session.readonly {
            return Err(ExportError::Failed("read-only: nothing is written".to_owned()));
        }
        let running = self.begin(Task::Export, wish.generation);
        let records = write(&self.session, wish, running)?;
        Ok(Exported { records, path: wish.path.clone() })
    }
}

/// Writes a file that stands there whole or, when it fails or nobody waits any more, not at all.
fn write(session: &Session, wish: &ExportWish, mut running: Running) -> Result<usize, ExportError> {
    let failed = |error: &dyn std::fmt::Display| ExportError::Failed(error.to_string());
    let format = Format::of_path(&wish.path).map_err(ExportError::Failed)?;
    let dataset = session.dataset();
    let ordinals: Vec<usize> = match &wish.ordinals {
        Ordinals::Some(some) => some.to_vec(),
        Ordinals::All => (0..dataset.len()).collect(),
    };
    let inputs = dataset.sources().iter().map(|source| source.path.as_str());
    let target = Target::create_beside(&wish.path, wish.overwrite, inputs);
    let mut target = target.map_err(target_error)?;
    let head = format.head().map_err(|error| failed(&error))?;
    target.write_all(head.as_bytes()).map_err(|error| failed(&error))?;
    let mut written = 0;
    for (at, &ordinal) in ordinals.iter().enumerate() {
        if running.is_stale() {
            return Err(ExportError::Stopped);
        }
        running.at(at, ordinals.len());
        // A row that cannot be read keeps no other from being written; the count says so.
        let Ok(record) = session.record(ordinal) else { continue };
        let citations = session.citations(&record);
        let labels = session.labels();
        let states = labels.states(&record.id);
        let item = Item { record: &record, citations: &citations, states: &states };
        let row = format.row(item).map_err(|error| failed(&error))?;
        drop(labels);
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
