//! What `inspect` says: every source read in full, counted exactly.

use super::{Dataset, Mapped, OnProgress, OpenError, OpenOptions, SeenField, plan};
use crate::{
    problem::{Problem, Severity},
    record::Record,
};

/// How long the chains are, in code points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CotChars {
    /// Half of them are no longer.
    pub median: usize,
    /// 95 % of them are no longer.
    pub p95: usize,
    /// The longest.
    pub max: usize,
}

/// One source, read in full.
#[derive(Clone, Debug)]
pub struct SourceReport {
    /// The file as the user named it.
    pub path: String,
    /// What kind of file it is.
    pub format: &'static str,
    /// How its rows are laid out.
    pub layout: &'static str,
    /// What each part of a record comes from.
    pub mapping: Vec<Mapped>,
    /// The same for `inspect --json`: part of the record, and its origin in words.
    pub origins: Vec<(&'static str, Option<String>)>,
    /// Records.
    pub records: usize,
    /// Records whose chain is missing or empty.
    pub without_cot: usize,
    /// What was wrong.
    pub problems: Vec<Problem>,
    /// How many problems there were, also those that are not listed.
    pub problem_count: usize,
    /// Lengths of the chains that there are.
    pub cot_chars: CotChars,
    /// Fields that stay metadata, with types and share of the sampled rows.
    pub seen: Vec<SeenField>,
    /// The first record that has a chain, or else the first.
    pub example: Option<Record>,
}

/// Reads everything that `paths` name and reports each source. Problems that concern no single source
/// stand in the first report.
pub fn inspect(
    paths: &[String],
    options: OpenOptions,
    progress: OnProgress<'_>,
) -> Result<Vec<SourceReport>, OpenError> {
    let mut options = options;
    options.limits.validate_below = u64::MAX;
    let _ = plan(paths, options.clone())?;
    let dataset = Dataset::open(paths, options, progress)?;
    Ok(report(&dataset))
}

/// Reports the sources of a dataset by reading all of its records.
fn report(dataset: &Dataset) -> Vec<SourceReport> {
    let mut reports: Vec<SourceReport> =
        dataset.sources().iter().map(|source| blank(source)).collect();
    let mut lengths: Vec<Vec<usize>> = vec![Vec::new(); reports.len()];
    for (index, record) in dataset.records().enumerate() {
        let place = dataset.source_index(index);
        let report = &mut reports[place];
        match record {
            Ok(record) => {
                report.records += 1;
                if record.has_cot() {
                    lengths[place].push(record.cot.chars().count());
                } else {
                    report.without_cot += 1;
                }
                let better =
                    report.example.as_ref().is_none_or(|held| !held.has_cot() && record.has_cot());
                if better {
                    report.example = Some(record);
                }
            }
            Err(error) => {
                report.problems.push(Problem::new(
                    Severity::SetAside,
                    crate::problem::Place::file(&report.path),
                    error.to_string(),
                ));
            }
        }
    }
    for (report, lengths) in reports.iter_mut().zip(lengths) {
        report.cot_chars = CotChars::of(lengths);
    }
    distribute(dataset, &mut reports);
    reports
}

fn blank(source: &super::Source) -> SourceReport {
    let parts = ["id", "prompt", "cot", "answer", "system", "messages", "calls"];
    SourceReport {
        path: source.path.clone(),
        format: source.format.name(),
        layout: source.layout,
        mapping: source.mapping.fields.clone(),
        origins: parts.iter().map(|part| (*part, source.mapping.origin(part))).collect(),
        records: 0,
        without_cot: 0,
        problems: Vec::new(),
        problem_count: 0,
        cot_chars: CotChars::default(),
        seen: source.mapping.seen.clone(),
        example: None,
    }
}

/// Gives each problem to its source.
fn distribute(dataset: &Dataset, reports: &mut [SourceReport]) {
    for problem in dataset.problems() {
        let place =
            reports.iter().position(|report| report.path == problem.place.path).unwrap_or(0);
        if let Some(report) = reports.get_mut(place) {
            report.problems.push(problem.clone());
        }
    }
    for report in reports.iter_mut() {
        report.problem_count = report.problems.len();
    }
    let listed: usize = reports.iter().map(|report| report.problem_count).sum();
    if let (true, Some(first)) = (dataset.problem_count() > listed, reports.first_mut()) {
        first.problem_count += dataset.problem_count() - listed;
    }
}

impl CotChars {
    fn of(mut lengths: Vec<usize>) -> Self {
        lengths.sort_unstable();
        let rank = |share: f64| {
            let place = (share * lengths.len() as f64).ceil() as usize;
            lengths.get(place.saturating_sub(1)).copied().unwrap_or(0)
        };
        Self { median: rank(0.5), p95: rank(0.95), max: lengths.last().copied().unwrap_or(0) }
    }
}
