//! The words of the command line.

mod agree;
mod destination;
mod examples;
mod queue;
mod upkeep;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use self::agree::{Agree, AgreeCommand, AgreeRate, RateMethod};
pub(crate) use self::destination::Destination;
pub(crate) use self::queue::{AllocationName, DesignName, Sample};
pub(crate) use self::upkeep::{Demo, Doctor, Init};

/// Read what language models think, against the clauses of the spec they were trained on.
#[derive(Debug, Parser)]
#[command(
    name = "cotscope",
    version,
    subcommand_precedence_over_arg = true, // options may stand before the command
    before_help = examples::PROGRAM,
    after_help = "PATH is a file, a directory (read recursively), a glob in quotes, or - for standard input."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// Datasets to open; none opens the built-in demo
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<String>,
    /// Work through this review queue from the start (a file, or a name beside the labels)
    #[arg(long, value_name = "QUEUE")]
    pub(crate) queue: Option<PathBuf>,
    /// One tab for each PATH, instead of all of them as one dataset
    #[arg(long)]
    pub(crate) tabs: bool,
    /// Open every tab that was open last, as it was left
    #[arg(long, conflicts_with = "paths")]
    pub(crate) resume: bool,
    /// Begin at the first record, not where the data were left
    #[arg(long, conflicts_with = "resume")]
    pub(crate) fresh: bool,
    #[command(flatten)]
    pub(crate) common: Common,
}

/// Options that every command takes.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Common {
    /// A spec to read citations against (Markdown or JSON); may be repeated
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) spec: Vec<PathBuf>,
    /// Where a field of a record comes from, as a JSON Pointer: cot=/thinking, judge.safety=/score/x
    #[arg(long, value_name = "FIELD=POINTER", global = true)]
    pub(crate) map: Vec<String>,
    /// Directory of the label logs (default: beside the dataset)
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) labels: Option<PathBuf>,
    /// Whose labels these are (default: the user's name)
    #[arg(long, value_name = "NAME", global = true)]
    pub(crate) reviewer: Option<String>,
    /// Configuration file (default: cotscope.toml, searched upwards)
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) config: Option<PathBuf>,
    /// Print one JSON object a line
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Stop after this many results
    #[arg(long, value_name = "N", global = true)]
    pub(crate) limit: Option<usize>,
    /// Colours and styles
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub(crate) color: Colour,
    /// Go on showing what is appended to the last file
    #[arg(long, global = true)]
    pub(crate) follow: bool,
    /// Refuse data with any row that cannot be read
    #[arg(long, global = true)]
    pub(crate) strict: bool,
    /// Print text as it is when the output is no terminal
    #[arg(long, global = true)]
    pub(crate) raw: bool,
    /// Write nothing: no label, no index, no log
    #[arg(long, global = true)]
    pub(crate) readonly: bool,
    /// No progress and no remarks
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Say what is done and how long it takes, on standard error and in the log file
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
}

/// When to use colours and styles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// If the output is a terminal that wants it.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// What a source is: layout, field mapping, counts, problems, one record
    Inspect(Inspect),
    /// Records that match a query
    Search(Search),
    /// One record, marked up
    Show(Show),
    /// Where clauses are cited: one, or all
    Cite(Cite),
    /// The clauses of a spec
    #[command(subcommand, before_help = examples::SPEC)]
    Spec(SpecCommand),
    /// Suggested flags with evidence: pointers to read, never verdicts
    Detect(Detect),
    /// Build or refresh the search index
    Index(Index),
    /// Labels: export, import, the log, undo
    #[command(subcommand, before_help = examples::LABEL)]
    Label(LabelCommand),
    /// Write records out with labels, notes, evidence and citations
    Export(Export),
    /// Draw a review queue, and more for it later
    Sample(Sample),
    /// Agreement between raters, and corrected rates
    Agree(Agree),
    /// One HTML file: labels, agreement, clauses, marked records
    Report(Report),
    /// Write a cotscope.toml for the data here
    Init(Init),
    /// What cotscope finds: terminal, clipboard, places, locks, index, labels
    Doctor(Doctor),
    /// Open the built-in demo with its tour
    Demo(Demo),
    /// Print a completion script
    #[command(before_help = examples::COMPLETIONS)]
    Completions {
        /// bash, zsh, fish …
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    #[command(before_help = examples::MAN)]
    Man,
}

/// `cotscope inspect`
#[derive(Args, Debug)]
#[command(before_help = examples::INSPECT)]
pub(crate) struct Inspect {
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<String>,
    /// List every problem with file, line and reason
    #[arg(long)]
    pub(crate) problems: bool,
}

/// `cotscope search`
#[derive(Args, Debug)]
#[command(before_help = examples::SEARCH, after_help = super::language::help())]
pub(crate) struct Search {
    /// The query; `*` matches everything
    #[arg(required_unless_present = "syntax", default_value = "", hide_default_value = true)]
    pub(crate) query: String,
    #[arg(value_name = "PATH", required_unless_present = "syntax")]
    pub(crate) paths: Vec<String>,
    /// Print the query language
    #[arg(long)]
    pub(crate) syntax: bool,
    /// Print the number of matching records alone
    #[arg(long, conflicts_with = "ids")]
    pub(crate) count: bool,
    /// Print ids alone
    #[arg(short = 'l', long = "ids")]
    pub(crate) ids: bool,
    /// relevance, position, length, citations, or judge.NAME; a leading - turns the order round
    #[arg(long, value_name = "ORDER", allow_hyphen_values = true)]
    pub(crate) sort: Option<String>,
    /// Count the values of a field over the matches instead of listing them
    #[arg(long, value_name = "FIELD")]
    pub(crate) facet: Option<String>,
    /// Lines of context around each hit, as `id:field:line:text`
    #[arg(short = 'C', long, value_name = "N")]
    pub(crate) context: Option<usize>,
    /// Lines of context before each hit
    #[arg(short = 'B', long, value_name = "N")]
    pub(crate) before: Option<usize>,
    /// Lines of context after each hit
    #[arg(short = 'A', long, value_name = "N")]
    pub(crate) after: Option<usize>,
    /// Answer by reading the data, without an index
    #[arg(long)]
    pub(crate) scan: bool,
}

/// `cotscope show`
#[derive(Args, Debug)]
#[command(before_help = examples::SHOW)]
pub(crate) struct Show {
    /// The record's id
    pub(crate) id: String,
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<String>,
}

/// `cotscope cite`
#[derive(Args, Debug)]
#[command(before_help = examples::CITE)]
pub(crate) struct Cite {
    /// A clause id, then datasets; without a clause id, all clauses
    #[arg(value_name = "[CLAUSE] PATH", required = true)]
    pub(crate) words: Vec<String>,
    /// Only citations of this kind; may be repeated
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Vec<String>,
    /// Print `clause<TAB>count`
    #[arg(long)]
    pub(crate) count: bool,
    /// Split the counts by a field of the records
    #[arg(long, value_name = "FIELD")]
    pub(crate) by: Option<String>,
    /// Add possible paraphrases
    #[arg(long)]
    pub(crate) paraphrase: bool,
}

/// `cotscope detect`
#[derive(Args, Debug)]
#[command(before_help = examples::DETECT)]
pub(crate) struct Detect {
    #[arg(value_name = "PATH", required_unless_present = "check")]
    pub(crate) paths: Vec<String>,
    /// Only this flag; may be repeated
    #[arg(long, value_name = "FLAG")]
    pub(crate) flag: Vec<String>,
    /// A cue pack (TOML) besides the built-in one; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) pack: Vec<PathBuf>,
    /// Switch a cue or detector off by its id; may be repeated
    #[arg(long, value_name = "ID")]
    pub(crate) without: Vec<String>,
    /// Suggest a flag of a record from this score on, 0 to 1; what else speaks for such a flag is
    /// printed too, with less
    #[arg(long, value_name = "SCORE", value_parser = share)]
    pub(crate) threshold: Option<f32>,
    /// Run the examples of the packs' cues instead: of PATHs, of --pack, else of the built-in one
    #[arg(long)]
    pub(crate) check: bool,
    /// Order the records by what people's labels so far tell: the most likely to carry --flag (any
    /// flag without it), or those whose label would teach the most
    #[arg(long, value_enum, value_name = "ORDER", conflicts_with = "check")]
    pub(crate) rank: Option<RankName>,
    /// With --rank, also the records that are labelled already
    #[arg(long, requires = "rank")]
    pub(crate) labelled: bool,
}

/// A number from 0 to 1.
fn share(word: &str) -> Result<f32, String> {
    let number: Option<f32> = word.parse().ok().filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| "a number from 0 to 1".to_owned())
}

/// What `detect --rank` orders by.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum RankName {
    /// The most likely to carry the flag first.
    Likely,
    /// Those first where the ranker is least sure.
    Informative,
}

/// `cotscope spec …`
#[derive(Debug, Subcommand)]
pub(crate) enum SpecCommand {
    /// Every clause with its id, title and line
    #[command(before_help = examples::SPEC_LIST)]
    List {
        /// The spec; without it, the one of --spec or the demo's
        file: Option<PathBuf>,
    },
    /// One clause
    #[command(before_help = examples::SPEC_SHOW)]
    Show {
        /// Its id
        id: String,
        /// The spec
        file: Option<PathBuf>,
    },
    /// What is wrong in a spec: duplicate ids, links to nowhere, empty and nearly equal clauses
    #[command(before_help = examples::SPEC_LINT)]
    Lint {
        /// The spec
        file: Option<PathBuf>,
    },
    /// What changed between two versions
    #[command(before_help = examples::SPEC_DIFF)]
    Diff {
        /// The older one
        old: PathBuf,
        /// The newer one
        new: PathBuf,
    },
}

/// `cotscope index`
#[derive(Args, Debug)]
#[command(before_help = examples::INDEX)]
pub(crate) struct Index {
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<String>,
    /// Say what is there without building
    #[arg(long)]
    pub(crate) status: bool,
    /// Build anew even if it is fresh
    #[arg(long, conflicts_with = "status")]
    pub(crate) force: bool,
}

/// `cotscope label …`
#[derive(Debug, Subcommand)]
pub(crate) enum LabelCommand {
    /// One label event a line, of the logs that belong to the data
    #[command(before_help = examples::LABEL_EXPORT)]
    Export {
        #[arg(value_name = "PATH", required = true)]
        paths: Vec<String>,
    },
    /// Take labels from another log, CSV or JSONL (record, label, reviewer, spans)
    #[command(before_help = examples::LABEL_IMPORT)]
    Import {
        /// What to take
        file: PathBuf,
        #[arg(value_name = "PATH", required = true)]
        paths: Vec<String>,
    },
    /// The last decisions, newest first
    #[command(before_help = examples::LABEL_LOG)]
    Log {
        #[arg(value_name = "PATH", required = true)]
        paths: Vec<String>,
    },
    /// Take back the last decision
    #[command(before_help = examples::LABEL_UNDO)]
    Undo {
        #[arg(value_name = "PATH", required = true)]
        paths: Vec<String>,
    },
}

impl LabelCommand {
    /// The datasets that it concerns.
    pub(crate) fn paths(&self) -> &[String] {
        match self {
            Self::Export { paths }
            | Self::Import { paths, .. }
            | Self::Log { paths }
            | Self::Undo { paths } => paths,
        }
    }
}

/// `cotscope export`
#[derive(Args, Debug)]
#[command(before_help = examples::EXPORT)]
pub(crate) struct Export {
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<String>,
    /// Which records (default: those with a flag or a label)
    #[arg(long, value_name = "QUERY")]
    pub(crate) query: Option<String>,
    #[command(flatten)]
    pub(crate) to: Destination,
    /// The format (default: by the file's ending, else jsonl)
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<ExportFormat>,
}

/// `cotscope report`
#[derive(Args, Debug)]
#[command(before_help = examples::REPORT)]
pub(crate) struct Report {
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<String>,
    #[command(flatten)]
    pub(crate) to: Destination,
}

/// Export formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// One JSON object a line
    Jsonl,
    /// A spreadsheet
    Csv,
}
