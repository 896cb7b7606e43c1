//! `cotscope inspect`: what a source is, before anyone reads it.

use std::ops::ControlFlow;

use serde_json::{Map, Value, json};

use super::args::Inspect;
use super::failure::{Failure, exit};
use super::opening::{Bar, Opening};
use super::output::Output;
use crate::dataset::{self, SourceReport};
use crate::session::open::SessionError;

pub(crate) fn run(wish: &Inspect, opening: &Opening, out: &mut Output) -> Result<u8, Failure> {
    let options = opening.request.options()?;
    let mut bar = Bar::new("reading", opening.quiet);
    let reports = dataset::inspect(&wish.paths, options, &mut |progress| {
        bar.show(progress.done, progress.total);
        ControlFlow::Continue(())
    });
    bar.clear();
    let reports = reports.map_err(SessionError::Data)?;
    for report in &reports {
        match (wish.problems, out.json) {
            (true, _) => print_problems(report, out)?,
            (false, true) => out.object(&object(report))?,
            (false, false) => print(report, out)?,
        }
    }
    let usable = reports.iter().any(|report| report.records > 0);
    Ok(if usable { exit::OK } else { exit::BAD_DATA })
}
