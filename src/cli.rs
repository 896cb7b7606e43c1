//! The command line: arguments, one file a subcommand, errors with hints, exit codes.

mod agree;
mod args;
mod failure;
mod output;
mod table;
