//! Inspect logs as archives. Members are read one at a time into memory within limits; nothing is
//! ever written by a member's name, so a hostile name is only odd.

use std::{
    fs::File,
    io::{BufReader, Read, Seek, SeekFrom},
};

use serde_json::{Map, Value};
use zip::ZipArchive;

use super::inspect::{Log, no_samples};
use crate::{
    dataset::{error::OpenError, json as reader, normalise::Sink, options::Limits},
    problem::{Place, Problem, Severity},
};

/// Writes the samples of an archive.
pub(crate) fn write_rows(file: File, limits: &Limits, sink: &mut Sink) -> Result<(), OpenError> {
    let listed = file.try_clone().ok();
    let mut archive = match ZipArchive::new(BufReader::new(file)) {
        Ok(archive) => archive,
        Err(error) => {
            let message = format!("source incomplete: the archive cannot be read: {error}");
            sink.problem(
                Problem::new(Severity::Incomplete, Place::file(sink.name()), message)
                    .hint("an archive's list of members stands at its end; get the file again"),
            );
            return Ok(());
        }
    };
    if let Some(missing) = listed.and_then(|file| unlisted(file, &archive)) {
        let message =
            format!("source incomplete: {missing} members of the archive are not in its list");
        sink.problem(Problem::new(Severity::Incomplete, Place::file(sink.name()), message));
    }
    let names = names(&mut archive, limits, sink);
    let is_log = names
        .iter()
        .any(|(_, name)| name == "header.json" || name.starts_with("_journal/") || is_sample(name));
    if !is_log {
        return Err(OpenError::unusable(sink.name(), "is a zip archive, but not an Inspect log")
            .fix("unpack it and name the files in it"));
    }
    let mut budget = Budget { left: limits.max_decompressed, limits: *limits };
    let head = header(&mut archive, &names, &mut budget, sink);
    let log = Log::read(&head, sink);
    let before = sink.rows;
    for (place, (index, name)) in names.iter().filter(|(_, name)| is_sample(name)).enumerate() {
        match member(&mut archive, *index, &mut budget) {
            Ok(sample) => log.write_sample(place as u64 + 1, name, sample, sink)?,
            Err(why) => sink.problem(Problem::new(Severity::SetAside, at(name, sink), why)),
        }
        sink.tell(place as u64)?;
    }
    if sink.rows == before {
        no_samples(&head, sink);
    }
    Ok(())
}

/// How many entries the directory at the archive's end holds beyond those that were read: a damaged
/// count, or names that occur twice.
fn unlisted(mut file: File, archive: &ZipArchive<BufReader<File>>) -> Option<usize> {
    let mut directory = Vec::new();
    // From the end, since a damaged archive may point anywhere.
    let bytes = file.metadata().ok()?.len();
    file.seek(SeekFrom::Start(bytes.saturating_sub(64 << 20))).ok()?;
    file.take(64 << 20).read_to_end(&mut directory).ok()?;
    let entries = memchr::memmem::find_iter(&directory, b"PK\x01\x02").count();
    entries.checked_sub(archive.len()).filter(|missing| *missing > 0)
}

fn is_sample(name: &str) -> bool {
    name.starts_with("samples/") && name.ends_with(".json")
}

fn at(name: &str, sink: &Sink) -> Place {
    Place { member: Some(name.to_owned()), ..Place::file(sink.name()) }
}

/// The members in the order of the list, without hostile ones.
fn names(
    archive: &mut ZipArchive<BufReader<File>>,
    limits: &Limits,
    sink: &mut Sink,
) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    if archive.len() > limits.max_members {
        let message = format!(
            "{} members, more than {} (max_members); only those were read",
            archive.len(),
            limits.max_members
        );
        sink.problem(Problem::new(Severity::Incomplete, Place::file(sink.name()), message));
    }
    for index in 0..archive.len().min(limits.max_members) {
        let entry = match archive.by_index_raw(index) {
            Ok(entry) => entry,
            Err(error) => {
                let place = at(&format!("member {}", index + 1), sink);
                let message = format!("cannot be unpacked: {error}");
                sink.problem(Problem::new(Severity::SetAside, place, message));
                continue;
            }
        };
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let hostile = name.starts_with(['/', '\\'])
            || name.split(['/', '\\']).any(|part| part == "..")
            || name.contains(':');
        if hostile || entry.is_symlink() {
            let what = if hostile {
                "a member whose name leads out of the archive"
            } else {
                "a member that is a link"
            };
            sink.problem(Problem::new(
                Severity::SetAside,
                at(&name, sink),
                format!("{what}; not read"),
            ));
        } else if !entry.is_dir() {
            found.push((index, name));
        }
    }
    found
}

/// How much may still be unpacked.
struct Budget {
    left: u64,
    limits: Limits,
}

/// Reads one member as JSON.
fn member(
    archive: &mut ZipArchive<BufReader<File>>,
    index: usize,
    budget: &mut Budget,
) -> Result<Value, String> {
    let mut entry =
        archive.by_index(index).map_err(|error| format!("cannot be unpacked: {error}"))?;
    let packed = entry.compressed_size();
    let most = budget.limits.max_line.min(budget.left);
    let ratio_limit = (packed.max(1) * budget.limits.max_ratio).max(64 << 20);
    let mut bytes = Vec::new();
    let read = (&mut entry).take(most.min(ratio_limit) + 1).read_to_end(&mut bytes);
    budget.left = budget.left.saturating_sub(bytes.len() as u64);
    if bytes.len() as u64 > ratio_limit {
        return Err(format!(
            "unpacks to more than {} times its size (max_ratio)",
            budget.limits.max_ratio
        ));
    }
    if bytes.len() as u64 > most {
        return Err(format!("unpacks to more than {most} bytes (max_line)"));
    }
    read.map_err(|error| format!("the packed data is damaged: {error}"))?;
    let mut repairs = reader::Repairs::default();
    reader::parse(&bytes, budget.limits.max_depth, &mut repairs)
        .map_err(|error| format!("not valid JSON: {}", error.message))
}

/// The log's head: written at the end, or else at the start of the run.
fn header(
    archive: &mut ZipArchive<BufReader<File>>,
    names: &[(usize, String)],
    budget: &mut Budget,
    sink: &mut Sink,
) -> Map<String, Value> {
    for wanted in ["header.json", "_journal/start.json"] {
        let Some((index, name)) = names.iter().find(|(_, name)| name == wanted) else {
            continue;
        };
        match member(archive, *index, budget) {
            Ok(Value::Object(mut head)) => {
                if wanted != "header.json" {
                    head.entry("status").or_insert_with(|| Value::String("started".to_owned()));
                }
                return head;
            }
            Ok(_) => {}
            Err(why) => sink.problem(Problem::new(Severity::Incomplete, at(name, sink), why)),
        }
    }
    Map::new()
}
