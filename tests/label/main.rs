//! The label store and view at their boundary: real files, real processes, injected faults.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod faults;
mod formats;
mod kill;
mod properties;
mod store;
mod support;
mod transfer;
