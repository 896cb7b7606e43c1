//! The command line as scripts see it: transcripts of the real binary.

mod commands;
mod hostile;
mod raters;
mod review;
#[path = "../support/mod.rs"]
mod support;
mod upkeep;
