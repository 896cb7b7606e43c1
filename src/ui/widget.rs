//! Pieces that several screens are made of.

pub(crate) mod input;
pub(crate) mod scrollbar;
pub(crate) mod table;
