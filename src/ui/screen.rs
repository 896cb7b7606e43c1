//! What can be on the screen: each with its state and how it is drawn.

pub(crate) mod agreement;
pub(crate) mod charts;
pub(crate) mod clause;
pub(crate) mod clauses;
pub(crate) mod document;
pub(crate) mod list;
pub(crate) mod outline;
pub(crate) mod reader;
pub(crate) mod review;
pub(crate) mod selection;
pub(crate) mod sides;
pub(crate) mod track;
