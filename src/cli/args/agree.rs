//! The words of `cotscope agree`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::session::agreement::Method;

/// `cotscope agree`
#[derive(Args, Debug, Default)]
#[command(args_conflicts_with_subcommands = true)]
#[command(before_help = super::examples::AGREE)]
pub(crate) struct Agree {
    #[command(subcommand)]
    pub(crate) command: Option<AgreeCommand>,
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<String>,
    /// Raters of the data, the first being the reference: judge.NAME, human.NAME or a reviewer
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub(crate) between: Vec<String>,
    /// Split by a field of the records, by the clause cited, the detector that fired or the length of
    /// the chain (`clause`, `detector`, `len`); slices with the least agreement come first
    #[arg(long, value_name = "FIELD", conflicts_with_all = ["table", "ratings", "rate"])]
    pub(crate) by: Option<String>,
    /// The label whose rate is shown by slice, or that --scores are to be the probability of (default:
    /// the one that raters disagree about most)
    #[arg(long, value_name = "LABEL")]
    pub(crate) label: Option<String>,
    /// Read every rating as fault or fine: judges by their words (pass, fail, safe, unsafe …), people
    /// by whether they say ok
    #[arg(long, conflicts_with_all = ["table", "ratings"])]
    pub(crate) faults: bool,
    /// Labels in the order of a scale, for weighted kappas
    #[arg(long, value_name = "LABEL,LABEL", value_delimiter = ',')]
    pub(crate) order: Vec<String>,
    /// A field, or a column of --table, with scores from 0 to 1: how well they are calibrated
    #[arg(long, value_name = "FIELD", conflicts_with_all = ["ratings", "rate", "by"])]
    pub(crate) scores: Option<String>,
    /// List the raters of the data, with their labels
    #[arg(long, conflicts_with_all = ["table", "ratings", "rate", "by", "scores"])]
    pub(crate) list: bool,
    /// List the records that raters differ about, the most differing first
    #[arg(long, conflicts_with_all = ["table", "ratings", "rate", "by", "scores", "list"])]
    pub(crate) disagreements: bool,
    /// The label group that reviewers are compared in (default: the scheme's first)
    #[arg(long, value_name = "GROUP")]
    pub(crate) group: Option<String>,
    /// Read a rater's VALUE as LABEL, so that a judge and people speak alike; may be repeated
    #[arg(long = "as", value_name = "VALUE=LABEL")]
    pub(crate) as_label: Vec<String>,
    /// The queue that was labelled: its records alone, weighted by their probabilities
    #[arg(long, value_name = "FILE", conflicts_with_all = ["table", "ratings"])]
    pub(crate) queue: Option<PathBuf>,
    /// The true rate of LABEL, from the first rater's labels on the queue and the judge's verdicts
    #[arg(long, value_name = "LABEL", requires = "queue")]
    pub(crate) rate: Option<String>,
    /// The estimator of --rate (default: stratified)
    #[arg(long, value_name = "METHOD", requires = "rate")]
    pub(crate) method: Option<RateMethod>,
    /// A table with a column a rater (CSV, JSONL or Parquet)
    #[arg(long, value_name = "FILE", conflicts_with = "ratings")]
    pub(crate) table: Option<PathBuf>,
    /// The table's column that names the item
    #[arg(long, value_name = "COL", requires = "table")]
    pub(crate) item: Option<String>,
    /// The table's columns of labels, the reference first
    #[arg(long, value_name = "COL,COL", value_delimiter = ',', requires = "table")]
    pub(crate) raters: Vec<String>,
    /// Ratings in long form: item,rater,label[,weight]
    #[arg(long, value_name = "FILE")]
    pub(crate) ratings: Option<PathBuf>,
}

/// `cotscope agree …`
#[derive(Debug, Subcommand)]
pub(crate) enum AgreeCommand {
    /// The true rate of a flag, from counts
    Rate(AgreeRate),
}

/// `cotscope agree rate`
#[derive(Args, Debug)]
#[command(before_help = super::examples::AGREE_RATE, after_help = COUNTS)]
pub(crate) struct AgreeRate {
    /// The estimator, which must fit how the labelled items were drawn
    #[arg(long)]
    pub(crate) method: RateMethod,
    /// The counts as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) counts: PathBuf,
    /// Weight of the judge in prediction-powered inference (default: the best)
    #[arg(long, value_name = "X")]
    pub(crate) lambda: Option<f64>,
}

const COUNTS: &str = r#"Counts:
  stratified    {"strata":[{"name","size","sampled","positive","judged"?}]}
  difference    {"population":{"n","flagged"},"labelled":{"tp","fp","fn","tn"}}
  ppi           {"unlabelled":{"n","flagged"},"labelled":{"tp","fp","fn","tn"}}
  rogan-gladen  {"p","n","sensitivity","m1","specificity","m0"}"#;

/// Estimators of the true rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RateMethod {
    /// Labelled items were drawn at random within strata
    Stratified,
    /// Labelled items were drawn at random from the judged ones
    Difference,
    /// Labelled items and judged items are different samples
    Ppi,
    /// The judge's quality comes from samples of its own
    RoganGladen,
}

impl From<RateMethod> for Method {
    fn from(method: RateMethod) -> Self {
        match method {
            RateMethod::Stratified => Method::Stratified,
            RateMethod::Difference => Method::Difference,
            RateMethod::Ppi => Method::Ppi,
            RateMethod::RoganGladen => Method::RoganGladen,
        }
    }
}
