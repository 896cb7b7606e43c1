//! The command line as scripts see it: transcripts of the real binary.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod commands;
mod everyday;
mod files;
mod hostile;
mod raters;
mod review;
mod searching;
mod suggestions;
#[path = "../support/mod.rs"]
mod support;
mod upkeep;
