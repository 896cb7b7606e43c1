//! `cotscope label`: labels in and out, the last decisions, undo.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::args::LabelCommand;
use super::failure::{Failure, exit};
use super::opening::Opening;
use super::output::Output;
use crate::dataset::is_glob;
use crate::label::event::wire;
use crate::label::transfer::{self, Context, ImportError};
use crate::label::{Event, Evidence, What, has_labels};
use crate::session::labels::Access;

/// How many decisions the log shows without `--limit`.
const SHOWN: usize = 10;

pub(crate) fn run(
    command: &LabelCommand,
    opening: &Opening,
    out: &mut Output,
) -> Result<u8, Failure> {
    command.paths().iter().try_for_each(|path| is_there(path))?;
    match command {
        LabelCommand::Export { paths } => export(paths, opening, out),
        LabelCommand::Import { file, paths } => import(file, paths, opening, out),
        LabelCommand::Log { paths } => log(paths, opening, out),
        LabelCommand::Undo { paths } => undo(paths, opening, out),
    }
}

/// Refuses a path of neither data nor labels: a misspelt one must not lead to other labels.
fn is_there(path: &str) -> Result<(), Failure> {
    let is_pattern = path == "-" || is_glob(path);
    if is_pattern || Path::new(path).exists() || has_labels(Path::new(path)) {
        return Ok(());
    }
    Err(Failure::new(exit::NO_INPUT, format!("{path}: no such file")).fix("check the path"))
}

/// One event a line, of all reviewers: the same lines that the logs hold.
fn export(paths: &[String], opening: &Opening, out: &mut Output) -> Result<u8, Failure> {
    let labels = opening.labels(paths, Access::Read, out)?;
    let mut printed = 0;
    for (event, _) in labels.view.events().take(opening.most()) {
        out.json_line(wire::encode(event).trim_end())?;
        printed += 1;
    }
    out.say(&format!("{printed} label events from {}", labels.dir.display()));
    Ok(if printed == 0 { exit::NOTHING } else { exit::OK })
}

fn import(
    file: &Path,
    paths: &[String],
    opening: &Opening,
    out: &mut Output,
) -> Result<u8, Failure> {
    let bytes = fs::read(file).map_err(|why| {
        Failure::new(exit::NO_INPUT, format!("{}: {why}", file.display())).fix("check the path")
    })?;
    let labels = opening.labels(paths, Access::Read, out)?;
    let context = Context {
        scheme: &labels.scheme,
        reviewer: opening.request.reviewer.as_deref(),
        now: Timestamp::now(),
    };
    let import = transfer::read(&file.to_string_lossy(), &bytes, &context);
    opening.tell(&import.problems, out);
    let bad = import.problems.len();
    if bad > 0 && (opening.request.strict || import.events.is_empty()) {
        return Err(Failure::new(
            exit::BAD_DATA,
            format!("{}: {bad} rows cannot be read", file.display()),
        )
        .fix("columns are record,label[,reviewer,group,codes,spans,note,time]"));
    }
    let written = transfer::write(&labels.dir, import).map_err(|why| {
        let failure = Failure::new(exit::IO, why.to_string());
        match why {
            ImportError::ReadOnly { .. } => {
                failure.fix("close the program that writes it, then run it again")
            }
            _ => failure.fix("what was written stays; running it again adds the rest"),
        }
    })?;
    let dir = labels.dir.display().to_string();
    if out.json {
        let object = json!({"added": written.added, "known": written.known, "set_aside": bad, "labels": dir});
        out.object(&object)?;
    } else {
        out.say(&format!(
            "{} added, {} known before, {bad} set aside, in {dir}",
            written.added, written.known
        ));
    }
    Ok(exit::OK)
}

fn log(paths: &[String], opening: &Opening, out: &mut Output) -> Result<u8, Failure> {
    let labels = opening.labels(paths, Access::Read, out)?;
    let count = opening.limit.unwrap_or(SHOWN);
    let mut printed = 0;
    for event in labels.view.recent(labels.reviewer(), count) {
        printed += 1;
        if out.json {
            out.json_line(wire::encode(event).trim_end())?;
        } else {
            out.columns(&format!("{}\t{}\t{}", event.time, event.record, said(event)))?;
        }
    }
    if printed == 0 {
        out.say(&format!(
            "{} has decided nothing yet in {}",
            labels.reviewer(),
            labels.dir.display()
        ));
        return Ok(exit::NOTHING);
    }
    Ok(exit::OK)
}

/// A decision in a few words.
fn said(event: &Event) -> String {
    let spans = |evidence: &[Evidence]| match evidence {
        [] => String::new(),
        [first, ..] => format!(" “{}”", first.text),
    };
    match &event.what {
        What::Label { label, evidence, .. } => format!("label {label}{}", spans(evidence)),
        What::Clear { label, .. } => format!("clear {label}"),
        What::Evidence { evidence, .. } => format!("evidence{}", spans(evidence)),
        What::Flag { name, on } => format!("{} {name}", if *on { "set" } else { "remove" }),
        What::Note { text } => format!("note {text}"),
        What::Suggestion { flag, detector, accepted, .. } => {
            let verb = if *accepted { "accepted" } else { "dismissed" };
            format!("{verb} {flag} suggested by {detector}")
        }
        What::Clause { clause, label, .. } => format!("clause {clause}: {label}"),
        What::Adjudicate { label, reason, .. } => format!("decided {label}: {reason}"),
        other => other.kind().to_owned(),
    }
}

fn undo(paths: &[String], opening: &Opening, out: &mut Output) -> Result<u8, Failure> {
    let mut labels = opening.labels(paths, Access::Write, out)?;
    if let Some(reason) = labels.readonly() {
        return Err(Failure::new(exit::IO, "the labels cannot be written").why(reason));
    }
    let last = labels.view.recent(labels.reviewer(), 1).next().map(said);
    match labels.undo().map_err(|why| Failure::new(exit::IO, why.to_string()))? {
        None => {
            out.say("there is nothing to take back");
            Ok(exit::NOTHING)
        }
        Some(step) => {
            let what = last.unwrap_or_default();
            if out.json {
                out.object(
                    &json!({"record": &*step.record, "undone": what, "events": step.events})
                        as &Value,
                )?;
            } else {
                out.say(&format!("took back on {}: {what}", step.record));
            }
            Ok(exit::OK)
        }
    }
}
