//! How far a scan has come, and a way to stop it.

use std::ops::ControlFlow;

/// Bytes read of bytes to read, both as they lie on disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Read so far.
    pub done: u64,
    /// In all; grows when standard input does.
    pub total: u64,
}

/// Called every few megabytes; breaking off stops the scan with a cancelled error.
pub type OnProgress<'a> = &'a mut dyn FnMut(Progress) -> ControlFlow<()>;
