//! What every command on a dataset does first: resolve the arguments, open, tell what is wrong.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use super::args::{Colour, Common};
use super::failure::{Failure, exit};
use super::output::Output;
use super::progress::{Bar, Unit};
use crate::citation::Detector;
use crate::dataset::{Dataset, NOTHING, OpenErrorKind, ReadError};
use crate::problem::{Problem, Severity};
use crate::record::Record;
use crate::session::config::ConfigError;
use crate::session::labels::{Access, Labels};
use crate::session::open::{Request, SessionError};
use crate::spec::Spec;

/// The common part of a command line.
#[derive(Clone)]
pub(crate) struct Opening {
    pub(crate) request: Request,
    pub(crate) limit: Option<usize>,
    pub(crate) quiet: bool,
    /// What was wrong in the configuration.
    pub(crate) config_problems: Vec<ConfigError>,
    colour: Colour,
}

/// How many problems a command tells one by one.
const TOLD: usize = 5;

impl Opening {
    /// The common options on top of a request with paths and configuration.
    pub(crate) fn new(common: &Common, request: Request) -> Self {
        let request = Request {
            specs: common.spec.clone(),
            map: common.map.clone(),
            labels: common.labels.clone(),
            reviewer: common.reviewer.clone(),
            strict: common.strict,
            follow: common.follow,
            readonly: common.readonly,
            ..request
        };
        let (limit, quiet, colour) = (common.limit, common.quiet, common.color);
        Self { request, limit, quiet, config_problems: Vec::new(), colour }
    }

    /// The demo, whatever a configuration says.
    pub(crate) fn demo(common: &Common) -> Self {
        Self::new(common, Request::default())
    }

    /// How many results at most.
    pub(crate) fn most(&self) -> usize {
        self.limit.unwrap_or(usize::MAX)
    }

    /// Whether colours are wanted on the screen.
    pub(crate) fn colour(&self) -> bool {
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        match self.colour {
            Colour::Auto => !refused,
            Colour::Always => true,
            Colour::Never => false,
        }
    }

    /// Opens the whole dataset, with progress, and tells what is wrong in it.
    pub(crate) fn dataset(&self, paths: &[String], out: &mut Output) -> Result<Dataset, Failure> {
        let mut bar = Bar::new("reading", Unit::Megabytes, self.quiet);
        let options = self.request.options()?;
        let opened = Dataset::open(paths, options, &mut |progress| {
            bar.show(progress.done, progress.total);
            ControlFlow::Continue(())
        });
        bar.clear();
        let dataset = opened.map_err(SessionError::Data)?;
        out.detail(|| {
            let layouts: Vec<&str> =
                dataset.sources().iter().take(3).map(|source| source.layout).collect();
            let (records, problems) = (dataset.len(), dataset.problem_count());
            format!("read {records} records, {problems} problems; {}", layouts.join(", "))
        });
        self.tell(dataset.problems(), out);
        if paths.len() > 1 && dataset.sources().iter().any(|source| source.is_qualified()) {
            out.say(
                "these files use the same ids: each is called FILE/ID here, and labels that were \
                 given to one file alone are found when it is opened alone",
            );
        }
        if dataset.is_empty() {
            return Err(no_record(paths, &dataset));
        }
        Ok(dataset)
    }

    pub(crate) fn tell(&self, problems: &[Problem], out: &mut Output) {
        for problem in problems.iter().take(TOLD) {
            let word = match problem.severity {
                Severity::Warning | Severity::Repaired => "warning",
                Severity::SetAside => "set aside",
                Severity::Incomplete => "incomplete",
            };
            out.say(&format!("{word}: {problem}"));
        }
        if problems.len() > TOLD {
            out.say(&format!(
                "… and {} problems more: `cotscope inspect --problems` lists them",
                problems.len() - TOLD
            ));
        }
    }

    /// A record that was read, or `None` after saying why it was not.
    pub(crate) fn readable(
        &self,
        record: Result<Record, ReadError>,
        out: &mut Output,
    ) -> Result<Option<Record>, Failure> {
        match record {
            Ok(record) => Ok(Some(record)),
            Err(ReadError::Io(place, why)) => {
                Err(Failure::new(exit::IO, format!("{place}: reading failed")).why(why))
            }
            Err(error) if self.request.strict => {
                Err(Failure::new(exit::BAD_DATA, error.to_string())
                    .fix("without --strict the other records load"))
            }
            Err(error) => {
                out.say(&format!("set aside: {error}"));
                Ok(None)
            }
        }
    }

    /// The specs named or configured, which may be none.
    pub(crate) fn specs(&self, out: &mut Output) -> Result<Vec<Arc<Spec>>, Failure> {
        self.read_specs(&self.request.spec_paths(), out)
    }

    /// Reads these specs and tells what is wrong in them.
    pub(crate) fn read_specs(
        &self,
        paths: &[PathBuf],
        out: &mut Output,
    ) -> Result<Vec<Arc<Spec>>, Failure> {
        let mut problems = Vec::new();
        let specs = Request::read_specs(paths, &mut problems)?;
        for spec in &specs {
            out.detail(|| format!("spec {}: {} clauses", spec.path, spec.clauses.len()));
        }
        self.tell(&problems, out);
        Ok(specs)
    }

    /// The detector of citations of these specs.
    pub(crate) fn detector(&self, specs: &[Arc<Spec>]) -> Detector {
        let specs: Vec<Spec> = specs.iter().map(|spec| Spec::clone(spec)).collect();
        Detector::new(&specs)
    }

    /// The labels that belong to the paths.
    pub(crate) fn labels(
        &self,
        paths: &[String],
        access: Access,
        out: &mut Output,
    ) -> Result<Labels, Failure> {
        let (labels, problems) = self.request.open_labels(paths, access)?;
        out.detail(|| format!("labels in {}, as {}", labels.dir.display(), labels.reviewer()));
        self.tell(&problems, out);
        Ok(labels)
    }
}

/// Nothing of the data is a record.
pub(crate) fn no_record(paths: &[String], dataset: &Dataset) -> Failure {
    let failure = Failure::new(exit::BAD_DATA, format!("{}: no record found", paths.join(", ")));
    // Where no row could be read there is no field to map.
    let unread = dataset.sources().iter().all(|source| source.layout == NOTHING);
    failure.fix(match unread {
        true => "no row of it is what its name says; is it the right file?",
        false => {
            "`cotscope inspect` shows what was seen; --map FIELD=POINTER says where a field is"
        }
    })
}

impl From<SessionError> for Failure {
    fn from(error: SessionError) -> Self {
        let what = error.to_string();
        match error {
            SessionError::Data(data) => {
                let exit = data.exit_code();
                let what = format!("{}: {}", data.place, data.what);
                let mut failure = Failure::new(exit, what);
                if let Some(why) = data.why {
                    failure = failure.why(why);
                }
                match (data.fix, data.kind) {
                    (Some(fix), _) => failure.fix(fix),
                    (None, OpenErrorKind::Missing) => failure.fix("check the path"),
                    (None, _) => failure.fix("`cotscope inspect` shows what was seen"),
                }
            }
            SessionError::Spec(..) => {
                Failure::new(exit::NO_INPUT, what).fix("check the path of the spec")
            }
            SessionError::EmptySpec(_) => Failure::new(exit::BAD_DATA, what).fix(
                "headings, numbered rules, labelled items (AS1: …) or JSON lists make clauses",
            ),
            SessionError::Map(_) => {
                Failure::new(exit::USAGE, what).fix("for example --map cot=/reasoning/text")
            }
            SessionError::Scheme(_) => {
                Failure::new(exit::USAGE, what).fix("`cotscope init` writes a scheme that works")
            }
            SessionError::Labels(_) => {
                Failure::new(exit::IO, what).fix("give another directory with --labels DIR")
            }
            SessionError::Demo(..) => Failure::new(exit::CANNOT_CREATE, what)
                .fix("name a dataset, or make the directory writable"),
        }
    }
}
