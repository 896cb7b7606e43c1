//! Agreement and rates by slice: the values of a field, the clauses cited, the detectors that fired,
//! the length of the chain.

mod divide;
mod fired;
mod slice;

pub use divide::{CLAUSE, DETECTOR, Division, Extra, LENGTH, Portion, divide, fields};
pub use fired::{Fired, Firing};
pub use slice::{Share, Slice, slices};
