//! `cotscope spec`: the clauses of a policy, what is wrong in it, what changed between versions.

use std::path::Path;

use serde_json::json;

use super::args::SpecCommand;
use super::failure::{Failure, exit};
use super::opening::Opening;
use super::output::Output;
use super::words::diff_text;
use crate::session;
use crate::spec::{self, Change, ChangeKind, Clause, Spec};

/// Runs `spec …` on the file named, else on those of `--spec`, else on the built-in one.
pub(crate) fn run(
    command: &SpecCommand,
    opening: &Opening,
    out: &mut Output,
) -> Result<u8, Failure> {
    let specs: Vec<Spec> = opening.specs(out)?.iter().map(|spec| Spec::clone(spec)).collect();
    let specs = &specs;
    match command {
        SpecCommand::List { file } => each(file.as_deref(), specs, opening, out, list),
        SpecCommand::Lint { file } => each(file.as_deref(), specs, opening, out, lint),
        SpecCommand::Show { id, file } => show(id, &chosen(file.as_deref(), specs, out)?, out),
        SpecCommand::Diff { old, new } => {
            let (old, new) = (read(old, out)?, read(new, out)?);
            diff(&old, &new, opening, out)
        }
    }
}

fn each(
    file: Option<&Path>,
    specs: &[Spec],
    opening: &Opening,
    out: &mut Output,
    command: fn(&Spec, usize, &mut Output) -> Result<usize, Failure>,
) -> Result<u8, Failure> {
    let mut left = opening.most();
    for spec in chosen(file, specs, out)? {
        left -= command(&spec, left, out)?;
    }
    Ok(exit::OK)
}

fn chosen(file: Option<&Path>, specs: &[Spec], out: &mut Output) -> Result<Vec<Spec>, Failure> {
    match file {
        Some(file) => Ok(vec![read(file, out)?]),
        None if specs.is_empty() => Ok(vec![session::demo::spec()]),
        None => Ok(specs.to_vec()),
    }
}

/// Reads a spec and tells what is wrong in it.
pub(crate) fn read(file: &Path, out: &mut Output) -> Result<Spec, Failure> {
    let (spec, problems) = spec::read(file).map_err(|why| {
        Failure::new(exit::NO_INPUT, format!("{}: {why}", file.display()))
            .fix("a spec is a Markdown or JSON file")
    })?;
    problems.iter().for_each(|problem| out.say(&format!("warning: {problem}")));
    if spec.clauses.is_empty() {
        return Err(Failure::new(exit::BAD_DATA, format!("{}: no clause found", file.display()))
            .fix("headings, numbered rules, labelled items (AS1: …) or JSON lists make clauses"));
    }
    Ok(spec)
}

fn depth(spec: &Spec, clause: &Clause) -> usize {
    std::iter::successors(clause.parent, |&parent| spec.clauses[parent].parent).count()
}

/// Prints at most `limit` clauses, and says how many.
fn list(spec: &Spec, limit: usize, out: &mut Output) -> Result<usize, Failure> {
    for clause in spec.clauses.iter().take(limit) {
        let parent = clause.parent.map(|parent| spec.clauses[parent].id.as_str());
        if out.json {
            out.object(&json!({
                "spec": spec.name, "clause": clause.id, "title": clause.title, "path": clause.path,
                "parent": parent, "line": clause.line, "attributes": clause.attributes,
            }))?;
        } else {
            let indent = "  ".repeat(depth(spec, clause));
            let authority = clause.attributes.get("authority").map_or("", String::as_str);
            let id = format!("{indent}{}", clause.id);
            out.line(&format!(
                "{:>5}  {id:<36}  {:<10}  {}",
                clause.line, authority, clause.title
            ))?;
        }
    }
    Ok(spec.clauses.len().min(limit))
}

fn show(id: &str, specs: &[Spec], out: &mut Output) -> Result<u8, Failure> {
    let Some((spec, clause)) = specs.iter().find_map(|spec| Some((spec, spec.clause(id)?))) else {
        let names = specs.iter().map(|spec| spec.name.as_str()).collect::<Vec<_>>().join(", ");
        return Err(Failure::new(exit::NOTHING, format!("no clause {id} in {names}"))
            .fix("`cotscope spec list` shows the ids"));
    };
    if out.json {
        let parent = clause.parent.map(|parent| spec.clauses[parent].id.as_str());
        out.object(&json!({
            "spec": spec.name, "clause": clause.id, "title": clause.title, "path": clause.path,
            "parent": parent, "line": clause.line, "attributes": clause.attributes,
            "text": clause.text,
        }))?;
        return Ok(exit::OK);
    }
    out.line(&format!("{}  {}", clause.id, clause.title))?;
    out.line(&format!("{}:{}  {}", spec.path, clause.line, clause.path.join(" › ")))?;
    for (name, value) in &clause.attributes {
        out.line(&format!("{name}: {value}"))?;
    }
    out.line("")?;
    out.text(&clause.text)?;
    Ok(exit::OK)
}

/// Prints at most `limit` findings, and says how many.
fn lint(spec: &Spec, limit: usize, out: &mut Output) -> Result<usize, Failure> {
    let findings = spec::lint(spec);
    for finding in findings.iter().take(limit) {
        if out.json {
            let mut object = json!(finding);
            object["spec"] = json!(spec.name);
            out.object(&object)?;
        } else {
            out.line(&format!(
                "{}:{}: {}: {}",
                spec.path, finding.line, finding.clause, finding.message
            ))?;
        }
    }
    out.say(&format!("{} clauses, {} findings", spec.clauses.len(), findings.len()));
    Ok(findings.len().min(limit))
}

fn diff(old: &Spec, new: &Spec, opening: &Opening, out: &mut Output) -> Result<u8, Failure> {
    let changes = spec::diff(old, new);
    for change in changes.iter().take(opening.most()) {
        if out.json {
            let mut object = json!(change);
            object["was"] = json!(change.was);
            out.object(&object)?;
        } else {
            print_change(change, out)?;
        }
    }
    let count = |kind| changes.iter().filter(|change| change.kind == kind).count();
    out.say(&format!(
        "{} added, {} removed, {} reworded, {} renamed, {} moved",
        count(ChangeKind::Added),
        count(ChangeKind::Removed),
        count(ChangeKind::Reworded),
        count(ChangeKind::Renamed),
        count(ChangeKind::Moved),
    ));
    Ok(if changes.is_empty() { exit::NOTHING } else { exit::OK })
}

fn print_change(change: &Change, out: &mut Output) -> Result<(), Failure> {
    let kind = match change.kind {
        ChangeKind::Added => "added",
        ChangeKind::Removed => "removed",
        ChangeKind::Reworded => "reworded",
        ChangeKind::Renamed => "renamed",
        ChangeKind::Moved => "moved",
    };
    let was = match &change.was {
        Some(was) if was.is_empty() => " (was at the top)".to_owned(),
        Some(was) => format!(" (was {was})"),
        None => String::new(),
    };
    out.line(&format!("{kind:<9} {}{was}  {}", change.clause, change.title))?;
    if !change.diff.is_empty() {
        out.line(&format!("          {}", diff_text(&change.diff)))?;
    }
    Ok(())
}
