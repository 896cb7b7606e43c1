//! What people decided about records: schemes, events, the append-only store, the latest view.
//!
//! Reading order: a [`Scheme`] says which labels there are; an [`Event`] is one decision, one line
//! of a log; a [`Store`] writes a reviewer's events and says when they are durable; a [`View`] is
//! what follows from all events, and can undo and redo them.
//!
//! Every reviewer has a log of their own, `<labels dir>/<reviewer>.jsonl`, so that a folder in git
//! or on a shared disk is enough for a team: logs merge by the union of their event ids.

pub mod event;
pub mod logs;
mod names;
pub mod place;
pub mod scheme;
pub mod store;
pub mod transfer;
pub mod view;

pub use event::{Choice, Drawn, Event, Evidence, Origin, Phase, Shown, What};
pub use logs::{logs_in, read_log, read_logs};
pub use place::{has_labels, labels_dir, log_file_name};
pub use scheme::Scheme;
pub use store::{Ack, Mode, NotSaved, Store, StoreError};
pub use view::View;
