//! Records written out with what people and detectors say about them.

pub mod csv;
pub mod json;
pub mod target;

use crate::citation::Citation;
use crate::label::view::State;
use crate::record::Record;

/// A record with everything that goes out with it.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// The record.
    pub record: &'a Record,
    /// Its citations.
    pub citations: &'a [Citation],
    /// What each reviewer holds about it.
    pub states: &'a [(&'a str, &'a State)],
}
