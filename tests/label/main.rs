//! The label store and view at their boundary: real files, real processes, injected faults.

mod faults;
mod formats;
mod kill;
mod properties;
mod store;
mod support;
mod transfer;
