//! Hands the arguments to [`cotscope::cli`] and returns its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(cotscope::cli::run(std::env::args_os()))
}
