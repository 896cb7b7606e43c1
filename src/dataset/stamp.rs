//! Whether files are still what they were, told from the outside: without reading them.

use std::fs::{self, Metadata};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::options::OpenOptions;

/// A file that was written less than this ago may be written again without its time changing.
const SETTLED: Duration = Duration::from_secs(2);

/// A word for the state of files, see [`super::Plan::stamp`].
pub(crate) fn of<'p>(
    paths: impl Iterator<Item = &'p Path>,
    options: &OpenOptions,
) -> Option<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
    // Another build of the same version may read rows in another way.
    let program = std::env::current_exe().ok()?;
    mix(&mut hasher, &program, &fs::metadata(&program).ok()?)?;
    for (field, pointer) in &options.mapping {
        hasher.update(field.as_bytes());
        hasher.update(b"=");
        hasher.update(pointer.as_bytes());
        hasher.update(b"\0");
    }
    for path in paths {
        let meta = fs::metadata(path).ok()?;
        let settled = SystemTime::now().duration_since(meta.modified().ok()?).ok()? > SETTLED;
        if !meta.is_file() || !settled {
            return None;
        }
        mix(&mut hasher, &path.canonicalize().ok()?, &meta)?;
    }
    Some(hasher.finalize().to_hex()[..32].to_owned())
}

/// Size, times and number of a file.
fn mix(hasher: &mut blake3::Hasher, path: &Path, meta: &Metadata) -> Option<()> {
    hasher.update(path.as_os_str().as_encoded_bytes());
    hasher.update(&meta.len().to_le_bytes());
    let modified = meta.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    hasher.update(&modified.as_nanos().to_le_bytes());
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        for number in [meta.ctime(), meta.ctime_nsec()] {
            hasher.update(&number.to_le_bytes());
        }
        hasher.update(&meta.ino().to_le_bytes());
    }
    Some(())
}
