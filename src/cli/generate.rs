//! Text that the program writes about itself: completions, the manual page.

use clap::CommandFactory;
use serde_json::json;

use super::args::Arguments;
use super::failure::{Failure, exit};
use super::output::Output;
use crate::export::target::TargetError;

/// The completion script of a shell.
pub(crate) fn completions(shell: clap_complete::Shell, out: &mut Output) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "cotscope", &mut script);
    let script = String::from_utf8_lossy(&script);
    if out.json {
        out.object(&json!({"shell": shell.to_string(), "script": script}))?;
    } else {
        out.ours(&script)?;
    }
    Ok(exit::OK)
}

/// The manual page in roff, with a section for every subcommand's options left to `--help`.
pub(crate) fn man(out: &mut Output) -> Result<u8, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Arguments::command()).render(&mut page)?;
    let page = String::from_utf8_lossy(&page);
    if out.json {
        out.object(&json!({"page": page}))?;
    } else {
        out.ours(&page)?;
    }
    Ok(exit::OK)
}

/// A target that could not be written, with its exit code.
#[expect(clippy::needless_pass_by_value, reason = "it is handed to map_err")]
pub(crate) fn target_failure(error: TargetError) -> Failure {
    match &error {
        TargetError::Exists(path) => Failure::new(exit::CANNOT_CREATE, error.to_string())
            .fix(format!("give another path, or --force to replace {}", path.display())),
        TargetError::IsInput(_) => Failure::new(exit::CANNOT_CREATE, error.to_string())
            .fix("give another path: an export never replaces its own data"),
        TargetError::CannotCreate(..) => Failure::new(exit::CANNOT_CREATE, error.to_string())
            .fix("give a path in a directory that exists and can be written"),
        TargetError::Io(..) => Failure::new(exit::IO, error.to_string())
            .fix("what stood there before is as it was; make room and run it again"),
    }
}
