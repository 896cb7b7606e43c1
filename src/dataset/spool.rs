//! Standard input as a file: what is piped in cannot be read twice or by position.

use std::{
    io::{self, Read, Write},
    ops::ControlFlow,
    sync::Arc,
};

use tempfile::TempPath;

use super::{
    error::OpenError,
    options::OpenOptions,
    plan::{Input, STDIN},
    progress::{OnProgress, Progress},
    transient::Transient,
};

/// A copy of standard input: gone with this, and when a signal ends the program.
#[derive(Debug)]
pub(crate) struct Spooled {
    #[allow(dead_code, reason = "held for its drop")]
    path: TempPath,
    #[allow(dead_code, reason = "held for its drop")]
    transient: Transient,
}

/// If `input` is standard input, copies that into the cache and points `input` at the copy, which lives as long as what is
/// returned.
pub(crate) fn standard_input(
    input: &mut Input,
    options: &OpenOptions,
    progress: OnProgress<'_>,
) -> Result<Option<Arc<Spooled>>, OpenError> {
    if input.name != STDIN {
        return Ok(None);
    }
    spool(&mut io::stdin().lock(), input, options, progress).map(Some)
}

fn spool(
    from: &mut dyn Read,
    input: &mut Input,
    options: &OpenOptions,
    progress: OnProgress<'_>,
) -> Result<Arc<Spooled>, OpenError> {
    let failed = |error: &io::Error| {
        OpenError::io(&input.name, "standard input cannot be kept in the cache", error)
            .fix("make room, or point XDG_CACHE_HOME elsewhere")
    };
    std::fs::create_dir_all(&options.cache_dir).map_err(|error| failed(&error))?;
    let mut file = tempfile::Builder::new()
        .prefix("stdin-")
        .tempfile_in(&options.cache_dir)
        .map_err(|error| failed(&error))?;
    let transient = Transient::new(file.path());
    let mut buffer = vec![0; 1 << 20];
    let mut done = 0;
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(failed(&error)),
        };
        file.write_all(&buffer[..read]).map_err(|error| failed(&error))?;
        done += read as u64;
        if done > options.limits.max_decompressed {
            return Err(OpenError::unusable(&input.name, "standard input does not end").why(
                format!(
                    "it gave more than {} bytes (max_decompressed)",
                    options.limits.max_decompressed
                ),
            ));
        }
        if progress(Progress { done, total: done }) == ControlFlow::Break(()) {
            return Err(OpenError::cancelled(&input.name));
        }
    }
    input.bytes = done;
    let path = file.into_temp_path();
    input.path = path.to_path_buf();
    Ok(Arc::new(Spooled { path, transient }))
}
