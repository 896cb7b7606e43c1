//! cotscope: read what language models think, against the clauses of the spec they were trained on.
//!
//! # The map
//!
//! Modules in reading order; each may import only from those above it (`tests/architecture.rs`
//! reads the `use` lines and fails on an upward import). `cli` is last because it opens `ui`.
//!
//! | module | what it knows | what it must not know |
//! |---|---|---|
//! | [`text`] | spans, code points, sanitising for display, folding, wrapping, width | what the text means |
//! | [`problem`] | how something wrong in an input is reported | who reports it |
//! | [`record`] | the nouns: a record, its id, its turns, steps and metadata | where records come from |
//! | [`dataset`] | sources on disk, formats, layouts, the record table | specs, labels, screens |
//! | [`spec`] | a written policy as clauses | records |
//! | [`citation`] | which clause a chain of thought means, and how | files, screens |
//! | [`detector`] | what deserves a look in a record, why, and how good each detector has been | verdicts, where labels are kept |
//! | [`search`] | the query language, the index, hits (`tantivy` stays inside) | screens |
//! | [`label`] | schemes, events, the append-only store, the latest view | how a record was drawn |
//! | [`review`] | queues with known probabilities, blindness, progress, disputes | where records come from |
//! | [`agreement`] | statistics on counts and ratings | records, files |
//! | [`export`] | one writer a format | screens |
//! | [`session`] | a dataset, specs, index and labels opened together | screens, arguments |
//! | [`ui`] | the terminal: model, update, effects, view (`ratatui`, `crossterm` stay inside) | files, arguments |
//! | [`cli`] | arguments, subcommands, exit codes (`clap` stays inside) | the inside of `session`'s parts |
//!
//! # Invariants
//!
//! 1. The text of a record is never changed; a span is a byte range into it on character
//!    boundaries. Sanitising happens on the way out, in [`text::sanitise`], and keeps a map back.
//! 2. Content never fails a load: loaders and parsers return the good part and a list of
//!    [`problem::Problem`]s. Only files and devices return `Err`.
//! 3. Labels are ground truth, append-only, durable before the screen says saved. Index,
//!    citations and suggestions are derived: deleting them loses nothing.
//! 4. `ui::update` does no input or output, reads no clock, starts no thread; it returns effects.
//!    `ui::view` borrows the model.
//! 5. Background work has a generation number; a stale result is dropped. The screen never waits.
//! 6. Only `cli` and `ui` print. Formats on disk are versioned, and one old sample of each stays
//!    under `tests/` for ever.
//! 7. Every action is in one table with its name, key and one line of help; footer, help screen,
//!    palette and README's key table come from it.
//! 8. Cost per frame and per keystroke depends on what is visible, never on the size of a record
//!    or of the dataset.

pub mod agreement;
pub mod citation;
pub mod cli;
pub mod dataset;
pub mod detector;
pub mod export;
pub mod label;
pub mod problem;
pub mod record;
pub mod review;
pub mod search;
pub mod session;
pub mod spec;
pub mod text;
pub mod ui;
