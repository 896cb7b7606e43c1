//! Which files a list of arguments means.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use globset::{GlobBuilder, GlobMatcher};
use walkdir::WalkDir;

use super::{error::OpenError, options::OpenOptions, stamp};
use crate::problem::{Place, Problem, Severity};

/// The files to read, in order, and what was left out.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(crate) inputs: Vec<Input>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) options: OpenOptions,
}

/// One file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Input {
    /// Where it lies.
    pub(crate) path: PathBuf,
    /// As the user named it.
    pub(crate) name: String,
    /// Short name for ids: the file's name, with directories below the one that was named.
    pub(crate) label: String,
    /// Size on disk; unknown for standard input.
    pub(crate) bytes: u64,
}

impl Plan {
    /// How many files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// Whether there is nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }

    /// The names by which the files were given or found, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.inputs.iter().map(|input| input.name.as_str())
    }

    /// A word that stays the same as long as nobody writes to any of the files and they are read in
    /// the same way; `None` where that cannot be told: standard input, files that cannot be seen, or
    /// files that were written a moment ago.
    #[must_use]
    pub fn stamp(&self) -> Option<String> {
        stamp::of(self.inputs.iter().map(|input| input.path.as_path()), &self.options)
    }

    /// Their size in bytes on disk, without standard input.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.inputs.iter().map(|input| input.bytes).sum()
    }
}

/// Endings of files that are read when a directory is; `.gz` and `.zst` may follow.
const DATA: &[&str] = &["jsonl", "ndjson", "json", "csv", "tsv", "parquet", "eval", "jsonlines"];

/// The name that stands for standard input.
pub(crate) const STDIN: &str = "-";

/// Expands files, directories, globs and `-` into the files to read. Touches no content.
pub fn plan(paths: &[String], options: OpenOptions) -> Result<Plan, OpenError> {
    let mut plan = Plan { inputs: Vec::new(), problems: Vec::new(), options };
    for path in paths {
        plan.add(path)?;
    }
    let mut seen = std::collections::HashSet::new();
    plan.inputs.retain(|input| seen.insert(input.path.clone()));
    if plan.inputs.is_empty() {
        let shown = paths.join(" ");
        return Err(OpenError::missing(shown, "holds no data files")
            .why(
                plan.problems.first().map_or_else(
                    || "nothing was found there".to_owned(),
                    |one| one.message.clone(),
                ),
            )
            .fix(format!(
                "name a file, or a directory with files that end in .{} (also .gz, .zst)",
                DATA.join(", .")
            )));
    }
    Ok(plan)
}

impl Plan {
    fn add(&mut self, name: &str) -> Result<(), OpenError> {
        if name == STDIN {
            let path = PathBuf::from(STDIN);
            self.inputs.push(Input { path, name: STDIN.into(), label: "stdin".into(), bytes: 0 });
            return Ok(());
        }
        let path = Path::new(name);
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => self.add_directory(path, name, None),
            Ok(meta) => {
                let input = input(path, name, file_name(path), &meta)?;
                self.inputs.push(input);
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound && is_glob(name) => {
                self.add_glob(name)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(not_found(name)),
            Err(error) => Err(OpenError::io(name, "cannot be opened", &error)
                .fix("check the permissions of the file and of the directories above it")),
        }
    }

    /// Everything below `root` that is data, in the order of names.
    fn add_directory(
        &mut self,
        root: &Path,
        name: &str,
        wanted: Option<&GlobMatcher>,
    ) -> Result<(), OpenError> {
        let mut others = Vec::new();
        let walk = WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter();
        for entry in walk.filter_entry(|entry| entry.depth() == 0 || !is_private(entry.path())) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.problems.push(unwalkable(name, &error));
                    continue;
                }
            };
            let path = entry.path();
            if entry.file_type().is_dir() || wanted.is_some_and(|glob| !matches(glob, path)) {
                continue;
            }
            let below = path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned();
            if wanted.is_none() && !is_data(path) {
                others.push(below);
                continue;
            }
            let shown = path.to_string_lossy();
            match entry.metadata().map_err(io::Error::from) {
                Ok(meta) => match input(path, &shown, below, &meta) {
                    Ok(input) => self.inputs.push(input),
                    Err(error) => self.problems.push(refused(&shown, &error.what)),
                },
                Err(error) => self.problems.push(refused(&shown, &error.to_string())),
            }
        }
        if !others.is_empty() {
            self.problems.push(left_out(name, &others));
        }
        Ok(())
    }

    fn add_glob(&mut self, pattern: &str) -> Result<(), OpenError> {
        let glob = matcher(pattern)?;
        let root = literal_prefix(pattern);
        let before = self.inputs.len();
        if root.is_dir() {
            self.add_directory(&root, pattern, Some(&glob))?;
            for input in &mut self.inputs[before..] {
                // The walk of "." puts "./" in front; nobody typed that.
                if let (false, Some(short)) =
                    (pattern.starts_with("./"), input.name.strip_prefix("./"))
                {
                    input.name = short.to_owned();
                }
            }
        }
        if self.inputs.len() == before {
            return Err(OpenError::missing(pattern, "matches no file")
                .fix("check the pattern: `*` stays within a directory, `**` crosses directories"));
        }
        Ok(())
    }
}

fn input(path: &Path, name: &str, label: String, meta: &fs::Metadata) -> Result<Input, OpenError> {
    if !meta.is_file() {
        let what = format!("is {}, not a file", file_kind(meta));
        return Err(OpenError::unusable(name, &what)
            .why("reading it could wait for ever or never end")
            .fix("give its content on standard input: `… | cotscope -`"));
    }
    Ok(Input { path: path.to_owned(), name: name.to_owned(), label, bytes: meta.len() })
}

#[cfg(unix)]
fn file_kind(meta: &fs::Metadata) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    let kind = meta.file_type();
    if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else if kind.is_char_device() || kind.is_block_device() {
        "a device"
    } else {
        "something special"
    }
}

#[cfg(not(unix))]
fn file_kind(_: &fs::Metadata) -> &'static str {
    "something special"
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Hidden files, and directories that hold labels or a program's own things.
fn is_private(path: &Path) -> bool {
    let name = file_name(path);
    name.starts_with('.')
        || name.ends_with(".labels")
        || name == "__pycache__"
        || name == "node_modules"
}

fn is_data(path: &Path) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    name.rsplit_once('.').is_some_and(|(_, ending)| DATA.contains(&ending))
}

/// Whether a name is a pattern rather than a path, unless a file is called so.
pub(crate) fn is_glob(name: &str) -> bool {
    name.contains(['*', '?', '[', '{'])
}

fn matcher(pattern: &str) -> Result<GlobMatcher, OpenError> {
    let glob = GlobBuilder::new(pattern).literal_separator(true).build();
    glob.map(|glob| glob.compile_matcher()).map_err(|error| {
        OpenError::missing(pattern, "is neither a file nor a pattern").why(error.to_string())
    })
}

/// The walk of `.` puts `./` in front; nobody types that.
fn matches(glob: &GlobMatcher, path: &Path) -> bool {
    glob.is_match(path) || path.strip_prefix("./").is_ok_and(|path| glob.is_match(path))
}

/// The directory above the first part of the pattern that is not literal.
fn literal_prefix(pattern: &str) -> PathBuf {
    let parts = Path::new(pattern).components();
    let literal: PathBuf =
        parts.take_while(|part| !is_glob(&part.as_os_str().to_string_lossy())).collect();
    if literal.as_os_str().is_empty() { PathBuf::from(".") } else { literal }
}

fn not_found(name: &str) -> OpenError {
    let directory = Path::new(name).parent().filter(|parent| !parent.as_os_str().is_empty());
    let fix = match directory {
        Some(parent) if !parent.exists() => {
            format!("the directory {} does not exist either", parent.display())
        }
        _ => {
            "check the spelling; a pattern needs quotation marks, standard input is `-`".to_owned()
        }
    };
    OpenError::missing(name, "no such file or directory").fix(fix)
}

fn unwalkable(name: &str, error: &walkdir::Error) -> Problem {
    let path =
        error.path().map_or_else(|| name.to_owned(), |path| path.to_string_lossy().into_owned());
    match error.loop_ancestor() {
        Some(above) => {
            refused(&path, &format!("the link leads back to {}, which holds it", above.display()))
        }
        None => {
            refused(&path, &error.io_error().map_or_else(|| error.to_string(), ToString::to_string))
        }
    }
}

fn refused(path: &str, why: &str) -> Problem {
    Problem::new(Severity::Warning, Place::file(path), format!("left out: {why}"))
}

fn left_out(directory: &str, names: &[String]) -> Problem {
    let shown = names.iter().take(5).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more =
        if names.len() > 5 { format!(" and {} more", names.len() - 5) } else { String::new() };
    let message = format!("left out, not a data file by its name: {shown}{more}");
    Problem::new(Severity::Warning, Place::file(directory), message)
        .hint("name a file itself to have it read whatever its name")
}
