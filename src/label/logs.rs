//! The logs of a labels directory, read without writing.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::place::log_file_name;
use super::store::{StoreError, load};
use super::view::View;
use crate::problem::{Place, Problem, Severity};

/// The logs in a directory by name; none when there is no such directory.
///
/// # Errors
/// When the directory cannot be listed.
pub fn logs_in(dir: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let fail = |error| StoreError::new("list", dir, error);
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(fail)?,
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(fail)?.path();
        if path.extension().is_some_and(|ending| ending == "jsonl") && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Folds one log into `view`. A torn last line may be another program's, at work this moment: it is
/// left alone and mentioned.
///
/// # Errors
/// When the file cannot be read.
pub fn read_log(path: &Path, view: &mut View) -> Result<Vec<Problem>, StoreError> {
    let bytes = fs::read(path).map_err(|error| StoreError::new("read", path, error))?;
    let found = load::fold(&bytes, path, 0, view);
    let mut problems = found.problems;
    if found.whole < bytes.len() && !found.tail_is_event {
        let place =
            Place { byte: Some(found.whole as u64), ..Place::file(path.display().to_string()) };
        let message = "the last line is not complete; its owner's next start repairs it";
        problems.push(Problem::new(Severity::Warning, place, message));
    }
    Ok(problems)
}

/// Folds all logs of a directory into `view`, but that of one reviewer (whose store reads it).
///
/// # Errors
/// When the directory cannot be listed. A log that cannot be read is a problem, the others load.
pub fn read_logs(
    dir: &Path,
    except: Option<&str>,
    view: &mut View,
) -> Result<Vec<Problem>, StoreError> {
    let own = except.map(log_file_name);
    let mut problems = Vec::new();
    for path in logs_in(dir)? {
        if own.as_deref().is_some_and(|own| path.file_name().is_some_and(|name| name == own)) {
            continue;
        }
        problems.extend(read_log(&path, view).unwrap_or_else(|error| {
            let place = Place::file(path.display().to_string());
            vec![Problem::new(Severity::SetAside, place, error.to_string())]
        }));
    }
    Ok(problems)
}
