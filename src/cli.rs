//! The command line: arguments, one file a subcommand, errors with hints, exit codes.
//!
//! Data goes to standard output, talk and progress to standard error; both through [`output`],
//! which lets nothing of the data act on a terminal.

mod agree;
mod args;
mod cite;
mod detect;
mod doctor;
mod export;
mod failure;
mod generate;
mod index;
mod init;
mod inspect;
mod label;
mod language;
mod opening;
mod output;
mod sample;
mod screen;
mod search;
mod searching;
mod show;
mod spec;
mod table;
mod words;

use std::ffi::OsString;
use std::path::Path;

use clap::Parser;
use clap::error::ErrorKind;

use self::args::{Arguments, Colour, Command, Common};
use self::failure::{Failure, exit};
use self::opening::Opening;
use self::output::{Output, Wishes};
use crate::session::Config;
use crate::session::open::Request;

/// Runs the program with these arguments (the first is its own name) and returns its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let mut out = Output::new(wishes(&arguments.common));
    let result = dispatch(&arguments, &mut out).and_then(|code| out.finish().map(|()| code));
    match result {
        Ok(code) => code,
        Err(failure) => {
            if let Failure::Error { .. } = failure {
                out.warn(&failure.to_string());
            }
            failure.exit()
        }
    }
}

/// Help and version are answers; everything else about the words is a usage error.
fn usage(error: &clap::Error) -> u8 {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // A closed pipe while printing help is success, like everywhere.
        let _ = error.print();
        return exit::OK;
    }
    // It quotes the words that it was given, and a file name may hold anything.
    Output::new(Wishes::default()).warn(error.render().to_string().trim_end());
    exit::USAGE
}

fn wishes(common: &Common) -> Wishes {
    Wishes {
        json: common.json,
        raw: common.raw,
        quiet: common.quiet,
        colour: match common.color {
            Colour::Auto => None,
            Colour::Always => Some(true),
            Colour::Never => Some(false),
        },
    }
}

fn dispatch(arguments: &Arguments, out: &mut Output) -> Result<u8, Failure> {
    let common = &arguments.common;
    let opening = |paths: &[String], out: &mut Output| opening(common, paths, out);
    match &arguments.command {
        None => {
            let queue = arguments.queue.as_deref();
            screen::run(&opening(&arguments.paths, out)?, queue, out)
        }
        Some(Command::Demo) => screen::run(&Opening::demo(common), None, out),
        Some(Command::Inspect(wish)) => inspect::run(wish, &opening(&wish.paths, out)?, out),
        Some(Command::Search(wish)) => search::run(wish, &opening(&wish.paths, out)?, out),
        Some(Command::Show(wish)) => show::run(wish, &opening(&wish.paths, out)?, out),
        Some(Command::Cite(wish)) => cite::run(wish, opening(&[], out)?, out),
        Some(Command::Spec(wish)) => spec::run(wish, &opening(&[], out)?, out),
        Some(Command::Detect(wish)) => detect::run(wish, &opening(&wish.paths, out)?, out),
        Some(Command::Index(wish)) => index::run(wish, &opening(&wish.paths, out)?, out),
        Some(Command::Label(wish)) => label::run(wish, &opening(wish.paths(), out)?, out),
        Some(Command::Export(wish)) => export::run(wish, &opening(&wish.paths, out)?, out),
        Some(Command::Sample(wish)) => sample::run(wish, &opening(&wish.paths, out)?, out),
        Some(Command::Agree(wish)) => agree::run(wish, opening(&wish.paths, out)?, out),
        Some(Command::Init(wish)) => init::run(wish, &Opening::demo(common), out),
        Some(Command::Doctor(wish)) => doctor::run(&opening(&wish.paths, out)?, out),
        Some(Command::Completions { shell }) => generate::completions(*shell, out),
        Some(Command::Man) => generate::man(out),
    }
}

/// Resolves the common options. A configuration that was named must be usable; one that was found
/// on the way up must not stop the work.
fn opening(common: &Common, paths: &[String], out: &mut Output) -> Result<Opening, Failure> {
    let here = std::env::current_dir().unwrap_or_else(|_| Path::new(".").to_owned());
    let found = Config::find(common.config.as_deref(), &here).and_then(Config::checked);
    let config = match found {
        Ok(config) => config,
        Err(error) if common.config.is_some() => {
            return Err(Failure::new(exit::USAGE, error.to_string())
                .fix("mend the file, or leave --config out"));
        }
        Err(error) => {
            out.say(&format!("warning: {error}; going on with defaults"));
            Config::default()
        }
    };
    Ok(Opening::new(common, Request { paths: paths.to_vec(), config, ..Request::default() }))
}
