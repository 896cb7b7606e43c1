//! Notices that a configuration file was written, without asking again and again.

#[cfg(target_os = "linux")]
use std::collections::BTreeSet;
use std::io;
#[cfg(target_os = "linux")]
use std::mem::MaybeUninit;
#[cfg(target_os = "linux")]
use std::path::Path;
use std::path::PathBuf;

#[cfg(target_os = "linux")]
use rustix::fs::inotify::{self, CreateFlags, WatchFlags};

#[cfg(target_os = "linux")]
use crate::ui::event::Event;

use super::post::Post;

/// Starts the thread that waits for changes of these files. Their directories are watched, because
/// editors put a new file in the place of the old one.
#[cfg(target_os = "linux")]
pub(super) fn watch(files: Vec<PathBuf>, post: &Post) -> io::Result<()> {
    let queue = inotify::init(CreateFlags::CLOEXEC)?;
    let dirs: BTreeSet<&Path> = files.iter().filter_map(|file| file.parent()).collect();
    let wanted = WatchFlags::CLOSE_WRITE | WatchFlags::MOVED_TO | WatchFlags::DELETE;
    for dir in dirs {
        // A directory that is not there has no configuration that could change.
        let _ = inotify::add_watch(&queue, dir, wanted);
    }
    let post = post.clone();
    std::thread::Builder::new().name("cotscope-config".into()).spawn(move || {
        let mut buffer = [MaybeUninit::uninit(); 4096];
        let mut changes = inotify::Reader::new(queue, &mut buffer);
        while let Ok(change) = changes.next() {
            let name = change.file_name().map(|name| name.to_string_lossy().into_owned());
            let ours = |file: &PathBuf| {
                file.file_name().map(|name| name.to_string_lossy().into_owned()) == name
            };
            if files.iter().any(ours) && post.send(Event::ConfigChanged).is_err() {
                return;
            }
        }
    })?;
    Ok(())
}

/// Elsewhere the signal and the key remain.
#[cfg(not(target_os = "linux"))]
pub(super) fn watch(_: Vec<PathBuf>, _: &Post) -> io::Result<()> {
    Ok(())
}
