//! Queues of records to be read: how they are drawn, what may be shown, how far one has come.
//!
//! A [`Queue`] is drawn from a frame by a [`Design`]; every item keeps its stratum and inclusion
//! probability, so that rates can be computed from its labels. [`Blind`] says what a reviewer may see
//! of a record now; [`progress`] how much is left; [`disputes`] where reviewers disagree.

pub mod allocate;
pub mod blind;
pub mod disputes;
pub mod draw;
pub mod progress;
pub mod queue;

pub use allocate::Allocation;
pub use blind::{Blind, Flip, Reveal, Visible, flips};
pub use disputes::{Dispute, adjudication, disputes};
pub use draw::{Candidate, DrawError, draw, extend};
pub use progress::{Progress, progress};
pub use queue::{Design, Frame, Item, Queue, QueueError, Sampling, Stratum};
