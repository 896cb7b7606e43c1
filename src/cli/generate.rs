//! Text that the program writes about itself: completions, the manual page.

use clap::{Command, CommandFactory};
use serde_json::json;

use super::args::Arguments;
use super::failure::{Failure, exit};
use super::output::Output;
use crate::export::target::TargetError;
use crate::ui::reference;

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

/// The help of all commands below one, and of those below them.
fn every_command(command: &mut Command, name: &str, roff: &mut Roff) {
    for sub in command.get_subcommands_mut().filter(|sub| sub.get_name() != "help") {
        let name = format!("{name} {}", sub.get_name());
        roff.heading(&name);
        roff.verbatim(&sub.render_long_help().to_string());
        every_command(sub, &name, roff);
    }
}

/// The manual page in roff: the program, every subcommand with its options, the keys of the screen,
/// the files.
pub(crate) fn man(out: &mut Output) -> Result<u8, Failure> {
    let mut page = Vec::new();
    let mut command = Arguments::command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    let mut roff = Roff(String::from_utf8_lossy(&page).into_owned());
    roff.section("EVERY COMMAND");
    every_command(&mut command, "cotscope", &mut roff);
    roff.section("KEYS");
    for action in reference::actions() {
        let places = match action.contexts.as_slice() {
            [] => "everywhere".to_owned(),
            some => some.join(", "),
        };
        let keys = action.keys.join("  ");
        roff.item(&keys, &format!("{}: {} ({places})", action.name, action.help));
    }
    roff.section("FILES");
    for (name, what) in FILES {
        roff.item(name, what);
    }
    roff.section("EXIT STATUS");
    for (code, what) in CODES {
        roff.item(code, what);
    }
    let page = roff.0;
    if out.json {
        out.object(&json!({"page": page}))?;
    } else {
        out.ours(&page)?;
    }
    Ok(exit::OK)
}

const FILES: [(&str, &str); 7] = [
    ("DATA.labels/REVIEWER.jsonl", "labels: one append-only log a reviewer, beside the data"),
    ("cotscope.toml", "the project's configuration, found upwards; `cotscope init` writes one"),
    ("$XDG_CONFIG_HOME/cotscope/config.toml", "the user's own, which holds for every project"),
    ("$XDG_CACHE_HOME/cotscope", "index and normalised copies; deleting it loses nothing"),
    ("$XDG_DATA_HOME/cotscope", "the demo, and labels of data without a directory of their own"),
    ("$XDG_STATE_HOME/cotscope/places", "where one was in each dataset"),
    ("$XDG_STATE_HOME/cotscope/cotscope.log", "the log file"),
];

const CODES: [(&str, &str); 8] = [
    ("0", "done; for search, cite, detect: something found; a closed pipe"),
    ("1", "nothing found"),
    ("2", "usage"),
    ("65", "bad data: --strict, or nothing usable"),
    ("66", "an input is missing"),
    ("73", "an output cannot be created"),
    ("74", "input/output error"),
    ("128+n", "ended by signal n"),
];

/// A manual page that is added to.
struct Roff(String);

impl Roff {
    fn section(&mut self, title: &str) {
        self.line(&format!(".SH \"{title}\""));
    }

    fn heading(&mut self, title: &str) {
        self.line(&format!(".SS \"{title}\""));
    }

    /// A term and what it means.
    fn item(&mut self, term: &str, text: &str) {
        self.line(".TP");
        self.line(&format!("\\fB{}\\fR", Self::escaped(term)));
        self.line(&Self::escaped(text));
    }

    /// Text whose lines stay as they are.
    fn verbatim(&mut self, text: &str) {
        self.line(".nf");
        text.trim_end().lines().for_each(|line| self.line(&Self::escaped(line)));
        self.line(".fi");
    }

    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// Backslashes and hyphens as they are; a line must not begin with a request.
    fn escaped(line: &str) -> String {
        let line = line.replace('\\', "\\e").replace('-', "\\-");
        if line.starts_with(['.', '\'']) { format!("\\&{line}") } else { line }
    }
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
