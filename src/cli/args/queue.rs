//! The words of `cotscope sample`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::Destination;

/// `cotscope sample`
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
#[command(before_help = super::examples::SAMPLE)]
pub(crate) struct Sample {
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<String>,
    /// How many records to draw; with --extend, how many more
    #[arg(short, long, value_name = "N", default_value_t = 100)]
    pub(crate) n: usize,
    /// By what kind of choice (default: stratified with --by, else random)
    #[arg(long, value_name = "DESIGN")]
    pub(crate) design: Option<DesignName>,
    /// Field whose values are the strata: metadata, judge.NAME, human.NAME or len; may be repeated
    #[arg(long, value_name = "FIELD")]
    pub(crate) by: Vec<String>,
    /// The flag that the designs likely and informative are about (default: any)
    #[arg(long, value_name = "FLAG")]
    pub(crate) flag: Option<String>,
    /// How the size is divided between strata (default: proportional)
    #[arg(long, value_name = "HOW")]
    pub(crate) allocation: Option<AllocationName>,
    /// A stratum's weight for oversampling; may be repeated
    #[arg(long, value_name = "STRATUM=X")]
    pub(crate) weight: Vec<String>,
    /// A guess of the flag's rate in a stratum for optimal allocation; may be repeated
    #[arg(long, value_name = "STRATUM=X")]
    pub(crate) guess: Vec<String>,
    /// What the draw follows from (default: another each time; the queue keeps it)
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
    /// How many records every reviewer sees
    #[arg(long, value_name = "K", default_value_t = 0)]
    pub(crate) shared: usize,
    /// Between whom the others are split
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub(crate) reviewers: Vec<String>,
    /// Draw more for this queue, by its own design; nothing is drawn twice
    #[arg(
        long,
        value_name = "QUEUE",
        conflicts_with_all = ["design", "by", "allocation", "weight", "guess", "seed", "shared", "reviewers"]
    )]
    pub(crate) extend: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) to: Destination,
}

impl Sample {
    /// The file that the queue goes to; `None` is standard output.
    pub(crate) fn file(&self) -> Option<&Path> {
        let extended = self.extend.as_deref().filter(|_| self.to.is_open());
        self.to.file().or(extended)
    }
}

const EXAMPLES: &str = "\
Examples:
  cotscope sample run7.jsonl --n 200 -o queue.json
  cotscope sample run7.jsonl --n 200 --by judge.verdict --allocation equal --seed 7 -o queue.json
  cotscope sample run7.jsonl --design oversample --by judge.verdict --weight deceptive=5 -o queue.json
  cotscope sample run7.jsonl --design informative --flag deceptive --n 50 -o queue.json
  cotscope sample run7.jsonl --extend queue.json --n 50";

/// Kinds of choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DesignName {
    /// Every sample of that size is as likely as any other
    Random,
    /// The same within each stratum of --by
    Stratified,
    /// Stratified, with more from the strata that --weight names
    Oversample,
    /// The records that reviewers disagree on most come first: gives no rates
    Disputed,
    /// Those that most likely carry --flag come first, as the labels so far tell: gives no rates
    Likely,
    /// Those whose label would teach the ranker most come first: gives no rates
    Informative,
}

/// How the size is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AllocationName {
    /// The same for each stratum
    Equal,
    /// By its size
    Proportional,
    /// By its size and the spread of the flag in it, see --guess
    Optimal,
}
