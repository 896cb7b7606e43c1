//! `cotscope doctor`: what the program finds around it, for whoever wonders why it behaves so.

use std::env;
use std::fs::{File, TryLockError};
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use serde_json::json;

use super::failure::{Failure, exit};
use super::look;
use super::opening::Opening;
use super::output::Output;
use super::screen::speaks_unicode;
use crate::dataset::Dataset;
use crate::label::store::Holder;
use crate::label::{View, event, logs_in, read_logs};
use crate::review::queue;
use crate::search::{Index, Status, index_version};
use crate::session::index::{self, Citer, Rows};
use crate::session::labels::Access;
use crate::session::place;
use crate::ui;
use crate::ui::Depth;

/// One finding.
struct Finding {
    check: &'static str,
    /// Whether all is well.
    fine: bool,
    value: String,
    help: Option<String>,
}

impl Finding {
    fn fine(check: &'static str, value: impl Into<String>) -> Self {
        Self { check, fine: true, value: value.into(), help: None }
    }

    fn bad(check: &'static str, value: impl Into<String>, help: impl Into<String>) -> Self {
        Self { check, fine: false, value: value.into(), help: Some(help.into()) }
    }

    fn print(&self, out: &mut Output) -> Result<(), Failure> {
        if out.json {
            let state = if self.fine { "ok" } else { "attention" };
            return out.object(&json!({
                "check": self.check, "state": state, "value": self.value, "help": self.help,
            }));
        }
        let sign = if self.fine { "ok" } else { "!!" };
        out.line(&format!("{sign}  {:<13} {}", self.check, self.value))?;
        match &self.help {
            Some(help) => out.line(&format!("    {:<13} {help}", "")),
            None => Ok(()),
        }
    }
}

pub(crate) fn run(opening: &Opening, out: &mut Output) -> Result<u8, Failure> {
    let version = Finding::fine("version", format!("cotscope {}", env!("CARGO_PKG_VERSION")));
    let places = [
        directory("cache", &place::cache_dir(), opening),
        directory("data", &place::data_dir(), opening),
        directory("state", &place::state_dir(), opening),
        log(),
    ];
    let around =
        [version, formats(), system(), terminal(), size(), keyboard(), colours(opening), letters()];
    let findings = around.into_iter().chain([clipboard()]).chain(configuration(opening));
    for finding in findings.chain(places) {
        finding.print(out)?;
    }
    let request = &opening.request;
    if request.paths.is_empty() && request.config.datasets.is_empty() {
        out.say("name a dataset to have its index, labels and locks looked at");
        return Ok(exit::OK);
    }
    let (paths, _) = request.resolved()?;
    // What cannot be opened is a finding like any other: the rest is still of interest.
    let wrong = |check, failure: Failure| {
        let text = failure.to_string();
        let (what, help) = text.split_once("\n").unwrap_or((&text, ""));
        let what = what.strip_prefix("error: ").unwrap_or(what).to_owned();
        vec![Finding::bad(check, what, help.replace('\n', ";").trim().to_owned())]
    };
    let data = dataset(&paths, opening, out).unwrap_or_else(|why| wrong("dataset", why));
    let labels = labels(&paths, opening, out).unwrap_or_else(|why| wrong("labels", why));
    for finding in data.into_iter().chain(labels) {
        finding.print(out)?;
    }
    Ok(exit::OK)
}

/// The versions of what is written to disk: older ones of labels and queues are read too.
fn formats() -> Finding {
    let (log, queue) = (event::VERSION, queue::VERSION);
    Finding::fine("formats", format!("label log {log}, queue {queue}, index {}", index_version()))
}

fn system() -> Finding {
    let (os, arch) = (env::consts::OS, env::consts::ARCH);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Finding::fine("system", format!("{os} {arch}, {cores} cores"))
}

/// How large the terminal is, against what the screen needs.
fn size() -> Finding {
    match ui::terminal_size() {
        None => Finding::fine("size", "not known here"),
        Some((width, height)) if ui::fits(width, height) => {
            Finding::fine("size", format!("{width}x{height}"))
        }
        Some((width, height)) => Finding::bad(
            "size",
            format!("{width}x{height}"),
            "the screen needs 60x16; make the window larger or the letters smaller",
        ),
    }
}

/// Whether the terminal tells Ctrl-i from Tab, as far as its name says.
fn keyboard() -> Finding {
    let value = match ui::speaks_kitty() {
        true => "tells Ctrl-i from Tab (kitty keyboard protocol)",
        false => "Ctrl-i is Tab here: Alt-o goes forward in the jump list",
    };
    Finding::fine("keyboard", value)
}

fn log() -> Finding {
    let path = place::log_file();
    let value = match path.metadata() {
        Ok(data) => format!("{}, {} bytes", path.display(), data.len()),
        Err(_) => format!("{}, not written yet", path.display()),
    };
    Finding::fine("log file", value)
}

fn set(name: &str) -> Option<String> {
    env::var_os(name)
        .map(|value| value.to_string_lossy().into_owned())
        .filter(|value| !value.is_empty())
}

fn terminal() -> Finding {
    let term = set("TERM").unwrap_or_else(|| "(not set)".to_owned());
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Finding::fine(
            "terminal",
            format!("none here: input or output is no terminal; TERM {term}"),
        );
    }
    match term.as_str() {
        "dumb" | "(not set)" => Finding::bad(
            "terminal",
            format!("TERM {term}"),
            "the screen needs one, e.g. TERM=xterm-256color",
        ),
        _ => Finding::fine("terminal", format!("TERM {term}")),
    }
}

fn colours(opening: &Opening) -> Finding {
    let term = set("TERM").unwrap_or_default();
    let depth = match look::depth() {
        Depth::Full => "true colour",
        Depth::Indexed => "256",
        Depth::Sixteen => "16",
    };
    let value = match () {
        () if !opening.colour() => "none: NO_COLOR or --color never",
        () if term == "dumb" => "none: TERM is dumb",
        () => depth,
    };
    Finding::fine("colours", value)
}

fn letters() -> Finding {
    if speaks_unicode() {
        Finding::fine("letters", "UTF-8")
    } else {
        Finding::bad(
            "letters",
            "the locale is not UTF-8: ASCII signs",
            "set LANG to one that ends in .UTF-8",
        )
    }
}

/// What a copy would do, by the surroundings: a guess, since asking a clipboard may disturb it.
fn clipboard() -> Finding {
    let ssh = set("SSH_CONNECTION").or_else(|| set("SSH_TTY")).is_some();
    let display = cfg!(any(windows, target_os = "macos"))
        || set("DISPLAY").or_else(|| set("WAYLAND_DISPLAY")).is_some();
    if display && !ssh {
        return Finding::fine("clipboard", "the system's");
    }
    let why = if ssh { "over SSH" } else { "no display" };
    let value = format!("by the terminal (OSC 52): {why}");
    match set("TMUX") {
        Some(_) => {
            Finding::bad("clipboard", value, "inside tmux it needs `set -g set-clipboard on`")
        }
        None => Finding::fine("clipboard", value),
    }
}

fn configuration(opening: &Opening) -> Vec<Finding> {
    let mut findings: Vec<Finding> = opening
        .config_problems
        .iter()
        .map(|problem| {
            Finding::bad("configuration", problem.to_string(), "mend it: it is left out as it is")
        })
        .collect();
    let files = opening.request.config.files.iter();
    findings.extend(files.map(|path| Finding::fine("configuration", path.display().to_string())));
    let config = &opening.request.config;
    let mut unfit = Vec::new();
    let own = look::own_themes(config, &mut |why| unfit.push(why));
    look::chosen_theme(config, &own, &mut |why| unfit.push(why));
    findings.extend(unfit.into_iter().map(|why| {
        let why = why.trim_start_matches("warning: ").to_owned();
        Finding::bad(
            "theme",
            why,
            "change it under theme or [themes]; `cotscope init` explains both",
        )
    }));
    let keys = ui::reference::key_problems(&config.keys);
    findings.extend(keys.into_iter().map(|problem| {
        let said = config.placed(&["keys", &problem.action], &problem.text);
        Finding::bad("keys", said, "change it under [keys]; `cotscope init` lists the names")
    }));
    if findings.is_empty() {
        let text = "none in use; `cotscope init` writes one";
        findings.push(Finding::fine("configuration", text));
    }
    findings
}

/// A place that is made when it is needed: writable, or its nearest parent is.
fn directory(check: &'static str, path: &Path, opening: &Opening) -> Finding {
    if opening.request.readonly {
        return Finding::fine(check, format!("{}, not tried: --readonly", path.display()));
    }
    let there = path.ancestors().find(|parent| parent.is_dir()).unwrap_or(path);
    match tempfile::tempfile_in(there) {
        Ok(_) => Finding::fine(check, path.display().to_string()),
        Err(why) => Finding::bad(check, format!("{}: {why}", path.display()), "make it writable"),
    }
}

fn dataset(paths: &[String], opening: &Opening, out: &mut Output) -> Result<Vec<Finding>, Failure> {
    let specs = opening.specs(out)?;
    let mut findings: Vec<Finding> = specs
        .iter()
        .map(|spec| Finding::fine("spec", format!("{}: {} clauses", spec.path, spec.clauses.len())))
        .collect();
    let dataset = opening.dataset(paths, out)?;
    let (records, problems) = (dataset.len(), dataset.problem_count());
    let what = format!("{}: {records} records, {problems} problems", paths.join(", "));
    findings.push(match problems {
        0 => Finding::fine("dataset", what),
        _ => Finding::bad("dataset", what, "`cotscope inspect --problems` lists them"),
    });
    findings.push(search_index(&dataset, opening, &specs));
    Ok(findings)
}

fn search_index(
    dataset: &Dataset,
    opening: &Opening,
    specs: &[std::sync::Arc<crate::spec::Spec>],
) -> Finding {
    let root = index::root(dataset);
    let detector = opening.detector(specs);
    let place = root.display();
    let state = Index::status(&root, &Rows(dataset), Some(&Citer(&detector)));
    let build = "the next search builds it anew; `cotscope index` does it now";
    match state {
        Status::Missing => Finding::fine("index", format!("not built yet, in {place}")),
        Status::Fresh(index) => Finding::fine(
            "index",
            format!("fresh, checksums match: {} records, in {place}", index.records()),
        ),
        Status::Stale(_, why) => {
            Finding::fine("index", format!("to be refreshed: {why}, in {place}"))
        }
        Status::Damaged(why) => Finding::bad("index", format!("damaged: {why}, in {place}"), build),
    }
}

fn labels(paths: &[String], opening: &Opening, out: &mut Output) -> Result<Vec<Finding>, Failure> {
    let labels = opening.labels(paths, Access::Read, out)?;
    let place = labels.dir.display().to_string();
    let own = format!("{place}, as {}", labels.reviewer());
    let mut findings = vec![Finding::fine("labels", own)];
    let logs = logs_in(&labels.dir).unwrap_or_default();
    for problem in read_logs(&labels.dir, None, &mut View::new()).unwrap_or_default() {
        let help = "the other lines count; the file is never changed but at its end";
        findings.push(Finding::bad("log", problem.to_string(), help));
    }
    for log in logs {
        let size = log.metadata().map_or(0, |data| data.len());
        let name = log.file_name().unwrap_or_default().to_string_lossy().into_owned();
        findings.push(match holder(&log.with_extension("lock")) {
            None => Finding::fine("log", format!("{name}: {size} bytes, nobody writes it")),
            Some(who) => Finding::bad(
                "log",
                format!("{name}: {size} bytes, {who} writes it"),
                "other programs open it read-only until that one ends",
            ),
        });
    }
    Ok(findings)
}

/// Who holds the lock of a log, if anyone does.
fn holder(lock: &Path) -> Option<String> {
    let mut file = File::open(lock).ok()?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => {}
        _ => return None,
    }
    let mut text = String::new();
    // The lock stands whether or not its holder's name can be read.
    let _ = file.read_to_string(&mut text);
    let named = serde_json::from_str::<Holder>(&text).map(|holder| holder.to_string());
    Some(named.unwrap_or_else(|_| "another program".to_owned()))
}
