//! `cotscope init`: a commented `cotscope.toml` for the data at hand.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::args::Init;
use super::failure::{Failure, exit};
use super::generate::target_failure;
use super::opening::Opening;
use super::output::Output;
use super::progress::{Bar, Unit};
use crate::dataset::{self, Mapped, Own};
use crate::export::target::Target;
use crate::label::scheme::BUILTIN;
use crate::session::config::FILE_NAME;
use crate::session::open::SessionError;
use crate::session::place;
use crate::spec;
use crate::ui::reference;

/// Endings of data files that are offered when none is named.
const DATA: [&str; 10] = [
    ".jsonl",
    ".ndjson",
    ".jsonlines",
    ".json",
    ".csv",
    ".tsv",
    ".parquet",
    ".eval",
    ".gz",
    ".zst",
];
/// Clauses that a Markdown file must have to be offered as a spec.
const FEW: usize = 5;

pub(crate) fn run(wish: &Init, opening: &Opening, out: &mut Output) -> Result<u8, Failure> {
    let path = Path::new(FILE_NAME);
    // Refused before anything is read: guessing a mapping may take a while.
    let mut file = Target::create(path, wish.force).map_err(target_failure)?;
    let datasets = if wish.paths.is_empty() { data_files() } else { wish.paths.clone() };
    let mapping = guessed(&datasets, opening)?;
    let specs = &opening.request.specs;
    opening.read_specs(specs, out)?;
    let reviewer = opening.request.reviewer.clone().unwrap_or_else(place::user_name);
    let text = [
        HEAD.to_owned(),
        datasets_part(&datasets),
        specs_part(specs),
        format!(
            "\n# Whose labels these are, and where the logs lie (default: beside the dataset).\n\
             reviewer = {}\n# labels = \"labels\"\n",
            quoted(&reviewer)
        ),
        THEME.to_owned(),
        EXPECTED.to_owned(),
        DETECTORS.to_owned(),
        map_part(&opening.request.map, &mapping)?,
        keys_part(),
        format!("\n{BUILTIN}"),
    ]
    .concat();
    file.write_all(text.as_bytes())?;
    file.finish().map_err(target_failure)?;
    if out.json {
        out.object(
            &json!({"path": FILE_NAME, "datasets": datasets, "specs": specs, "reviewer": reviewer}),
        )?;
    } else {
        out.say(&format!(
            "wrote {FILE_NAME} with {} datasets and {} specs",
            datasets.len(),
            specs.len()
        ));
    }
    Ok(exit::OK)
}

const HEAD: &str = "\
# cotscope.toml: found upwards from the working directory. Options on the command line go first.
# Paths are relative to this file. Delete what you do not need: every part may be missing. What holds
# for all your projects can stand in ~/.config/cotscope/config.toml instead, in the same form. Saved
# changes of keys, themes, mouse, advance and expected hold at once in a screen that is open, the others
# for what it opens from then on.
";

const THEME: &str = "
# Colours: terminal (those of your terminal), dark, light, high-contrast or mono.
# theme = \"terminal\"

# How the screen starts: whether a label goes on to the next record, judges' verdicts are hidden, the
# mouse is the program's, and whether it comes back to where you were.
# advance = false
# blind = false
# mouse = false
# resume = true

# A theme of your own: a base and the colours that differ (#rrggbb, a name, 0-255). There are ground,
# raised, text, dim, accent, cite, quote, code, good, warn, row, current, hit, hit-text, selection,
# selection-text.
# themes.paper.base = \"light\"
# themes.paper.text = \"#202830\"
";

const EXPECTED: &str = "
# Clauses that records are expected to cite, by the value of a field. `x` on the clause screen lists the
# records that cite none of theirs.
# expected.category.fraud = [\"7\", \"8.1\"]
";

const DETECTORS: &str = "
# What suggests flags besides the built-in pack: packs of one's own, what `cotscope detect --json` or
# another program wrote, and commands that get one record a line and answer with suggestions. Ids that
# are switched off suggest nothing, and no flag of a record is suggested below the threshold.
# detectors.packs = [\"cues.toml\"]
# detectors.suggestions = [\"judge.jsonl\"]
# detectors.command = [{ name = \"judge\", command = [\"python3\", \"judge.py\"] }]
# detectors.off = [\"builtin/misleads\"]
# detectors.threshold = 0.5
";

fn is_data(name: &str) -> bool {
    DATA.iter().any(|ending| name.ends_with(ending))
}

/// The data files of the working directory.
pub(crate) fn data_files() -> Vec<String> {
    found(is_data)
}

/// Files of the working directory, in order.
fn found(wanted: fn(&str) -> bool) -> Vec<String> {
    let entries = fs::read_dir(".").into_iter().flatten().filter_map(Result::ok);
    let files = entries.filter(|entry| entry.path().is_file());
    // A name that is not UTF-8 cannot stand in a TOML file.
    let mut names: Vec<String> = files
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| wanted(name) && Own::of_file(Path::new(name)).is_none())
        .collect();
    names.sort();
    names
}

/// The mapping of the first dataset, as far as it can be guessed.
fn guessed(datasets: &[String], opening: &Opening) -> Result<Vec<Mapped>, Failure> {
    let Some(first) = datasets.first().filter(|path| *path != "-") else { return Ok(Vec::new()) };
    let options = opening.request.options()?;
    let mut bar = Bar::new("reading", Unit::Megabytes, opening.quiet);
    let reports = dataset::inspect(std::slice::from_ref(first), options, &mut |progress| {
        bar.show(progress.done, progress.total);
        ControlFlow::Continue(())
    })
    .map_err(SessionError::Data)?;
    Ok(reports.into_iter().next().map_or_else(Vec::new, |report| report.mapping))
}

/// A TOML string on one line: JSON's form, which TOML reads, but for DEL.
fn quoted(text: &str) -> String {
    json!(text).to_string().replace('\u{7f}', "\\u007f")
}

fn list(values: &[String]) -> String {
    let values = values.iter().map(|value| format!("\n    {},", quoted(value)));
    format!("[{}\n]", values.collect::<String>())
}

fn datasets_part(datasets: &[String]) -> String {
    let named = match datasets {
        [] => "# datasets = [\"run.jsonl\"]".to_owned(),
        some => format!("datasets = {}", list(some)),
    };
    format!("\n# What opens when no PATH is given: files, directories, patterns.\n{named}\n")
}

/// The specs named; without any, the files that look like one, for the user to choose from.
fn specs_part(specs: &[PathBuf]) -> String {
    let specs: Vec<String> = specs.iter().map(|path| path.to_string_lossy().into_owned()).collect();
    let mut text = String::from(
        "\n# The written policies that citations are looked up in: Markdown or JSON.\n",
    );
    if !specs.is_empty() {
        return text + &format!("specs = {}\n", list(&specs));
    }
    let candidates = found(|name| name.ends_with(".md"));
    let clauses =
        |path: &String| spec::read(Path::new(path)).map_or(0, |(spec, _)| spec.clauses.len());
    let mut candidates: Vec<String> =
        candidates.into_iter().filter(|path| clauses(path) >= FEW).collect();
    if candidates.is_empty() {
        candidates.push("policy.md".to_owned());
    }
    for candidate in candidates {
        let _ = writeln!(text, "# specs = [{}]", quoted(&candidate)); // a string takes everything
    }
    text
}

/// What was said with `--map`, and what is guessed as comments: a guess that is written down would
/// no longer follow the data.
fn map_part(said: &[String], mapping: &[Mapped]) -> Result<String, Failure> {
    let mut text = String::from(
        "\n# Where the fields of a record come from, as JSON Pointers. The commented ones are guessed\n\
         # from the data anyway; `cotscope inspect` shows them. A name with a dot is a judge or a person.\n\
         [map]\n",
    );
    let mut named = Vec::new();
    for word in said {
        let (field, pointer) =
            word.split_once('=').ok_or_else(|| SessionError::Map(word.clone()))?;
        let _ = writeln!(text, "{} = {}", quoted(field), quoted(pointer));
        named.push(field);
    }
    for mapped in mapping.iter().filter(|mapped| !named.contains(&mapped.field.as_str())) {
        let pointer = quoted(&mapped.pointer.to_string());
        let _ = writeln!(text, "# {} = {pointer}", quoted(&mapped.field));
    }
    Ok(text)
}

fn keys_part() -> String {
    let mut text =
        String::from("\n# Keys: the action and the key that it gets instead of its own.\n[keys]\n");
    for action in reference::actions() {
        let key = action.keys.first().map_or("", String::as_str);
        let _ = writeln!(text, "# {} = {}  # {}", action.name, quoted(key), action.help);
    }
    text
}
