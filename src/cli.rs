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
mod interrupt;
mod label;
mod language;
mod look;
mod opening;
mod output;
mod progress;
mod report;
mod sample;
mod screen;
mod search;
mod searching;
mod show;
mod spec;
mod table;
mod words;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Parser;
use clap::error::ErrorKind;

use self::args::{Arguments, Colour, Command, Common, Export, LabelCommand, Report};
use self::failure::{Failure, exit};
use self::opening::Opening;
use self::output::{Output, Wishes};
use crate::dataset::transient::Transient;
use crate::session::config::ConfigError;
use crate::session::log::Log;
use crate::session::open::Request;
use crate::session::{Config, config, demo, place};

/// Runs the program with these arguments (the first is its own name) and returns its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let mut out = Output::new(wishes(&arguments.common));
    out.detail(|| format!("cotscope {}", env!("CARGO_PKG_VERSION")));
    let allowed = one_thing(&arguments).and_then(|()| only_reads(&arguments));
    let scratch = arguments.common.readonly.then(|| Transient::new(&place::scratch_dir()));
    let result = allowed.and_then(|()| dispatch(&arguments, &mut out));
    let result = result.and_then(|code| out.finish().map(|()| code));
    if let Some(scratch) = scratch {
        // It may never have been made.
        let _ = std::fs::remove_dir_all(scratch.path());
    }
    let code = match result {
        Ok(code) => code,
        Err(failure) => {
            if let Failure::Error { .. } = failure {
                out.error(&failure.to_string());
            }
            failure.exit()
        }
    };
    out.detail(|| format!("done, exit code {code}"));
    code
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
        verbose: common.verbose,
        log: (!common.readonly).then(|| Arc::new(Log::new(place::log_file()))),
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
    if !matches!(arguments.command, None | Some(Command::Demo(_))) {
        // Without it a signal ends the command all the same, only less tidily.
        let _ = interrupt::watch();
    }
    match &arguments.command {
        None => screen::run(common, &wish(arguments), out),
        Some(Command::Demo(demo)) => {
            if demo.fresh || arguments.fresh {
                anew(common, out)?;
            }
            let wish = screen::Wish { demo: true, fresh: true, ..screen::Wish::default() };
            screen::run(common, &wish, out)
        }
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
        Some(Command::Report(wish)) => report::run(wish, &opening(&wish.paths, out)?, out),
        Some(Command::Init(wish)) => init::run(wish, &Opening::demo(common), out),
        Some(Command::Doctor(wish)) => doctor::run(&examined(common, &wish.paths), out),
        Some(Command::Completions { shell }) => generate::completions(*shell, out),
        Some(Command::Man) => generate::man(out),
    }
}

/// Puts aside what was labelled on the demo.
fn anew(common: &Common, out: &mut Output) -> Result<(), Failure> {
    if common.labels.is_some() {
        return Err(Failure::new(
            exit::USAGE,
            "--fresh puts aside the labels that lie beside the demo",
        )
        .fix("leave --labels out, or name a directory that is not there yet"));
    }
    let dir = place::data_dir().join("demo");
    match demo::put_aside(&dir) {
        Ok(None) => Ok(()),
        Ok(Some(aside)) => {
            out.say(&format!("what was labelled on the demo is in {}", aside.display()));
            Ok(())
        }
        Err(why) => {
            let what = format!("{}: the demo's labels cannot be put aside", dir.display());
            Err(Failure::new(exit::IO, what)
                .why(why.to_string())
                .fix("end the program that has the demo open, or leave --fresh out"))
        }
    }
}

/// What the screen is opened on.
fn wish(arguments: &Arguments) -> screen::Wish {
    screen::Wish {
        paths: arguments.paths.clone(),
        tabs: arguments.tabs,
        resume: arguments.resume,
        fresh: arguments.fresh,
        queue: arguments.queue.clone(),
        demo: false,
    }
}

/// Resolves the common options. A configuration that was named must be usable; one that was found
/// must not stop the work.
fn opening(common: &Common, paths: &[String], out: &mut Output) -> Result<Opening, Failure> {
    let (config, problems) = configuration(common, &here()).map_err(|error| {
        Failure::new(exit::USAGE, error.to_string()).fix("mend the file, or leave --config out")
    })?;
    for problem in &problems {
        out.say(&format!("warning: {problem}; going on without it"));
    }
    for file in &config.files {
        out.detail(|| format!("configuration {}", file.display()));
    }
    let request = Request { paths: paths.to_vec(), config, ..Request::default() };
    let mut opening = Opening::new(common, request);
    opening.config_problems = problems;
    Ok(opening)
}

/// The common options for the doctor, who tells what is wrong and goes on.
fn examined(common: &Common, paths: &[String]) -> Opening {
    let (config, problems) =
        configuration(common, &here()).unwrap_or_else(|error| (Config::default(), vec![error]));
    let request = Request { paths: paths.to_vec(), config, ..Request::default() };
    let mut opening = Opening::new(common, request);
    opening.config_problems = problems;
    opening
}

/// The project's configuration, looked for from `start` upwards, over the user's, and what was wrong
/// with either.
fn configuration(common: &Common, start: &Path) -> Result<(Config, Vec<ConfigError>), ConfigError> {
    let (user, named) = (place::config_file(), common.config.as_deref());
    Config::load(config::Search { named, user: user.as_deref(), start })
}

/// The working directory.
fn here() -> PathBuf {
    std::env::current_dir().unwrap_or_else(|_| Path::new(".").to_owned())
}

/// Refuses paths before a command: they would be its own.
fn one_thing(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.command.is_none() || arguments.paths.is_empty() {
        return Ok(());
    }
    let what = format!("{} stands before a command", arguments.paths.join(" "));
    Err(Failure::new(exit::USAGE, what)
        .fix("put paths behind the command; a file that is named like one is ./NAME"))
}

/// Refuses what `--readonly` promises not to do.
fn only_reads(arguments: &Arguments) -> Result<(), Failure> {
    let writes = match &arguments.command {
        Some(Command::Init(_)) => "init",
        Some(Command::Demo(demo)) if demo.fresh => "demo --fresh",
        Some(Command::Index(wish)) if !wish.status => "index",
        Some(Command::Label(LabelCommand::Import { .. })) => "label import",
        Some(Command::Label(LabelCommand::Undo { .. })) => "label undo",
        Some(Command::Export(Export { to, .. })) if to.file().is_some() => "export -o",
        Some(Command::Report(Report { to, .. })) if to.file().is_some() => "report -o",
        Some(Command::Sample(sample)) if sample.file().is_some() => "sample",
        _ => return Ok(()),
    };
    if !arguments.common.readonly {
        return Ok(());
    }
    let what = format!("`cotscope {writes}` writes, and --readonly says that nothing is written");
    Err(Failure::new(exit::USAGE, what).fix("leave --readonly out"))
}
