//! Queues in the order of a ranker that has learnt from the labels so far.

use std::collections::{HashMap, HashSet};

use crate::cli::args::{DesignName, Sample};
use crate::cli::failure::{Failure, exit};
use crate::cli::opening::Opening;
use crate::cli::output::Output;
use crate::cli::progress::{Bar, Unit};
use crate::dataset::Dataset;
use crate::detector::Flag;
use crate::session::labels::Access;
use crate::session::suggestions::{Order, Ranking, verdicts};
use crate::spec::Spec;

/// What each record that nobody has decided on counts in the order; the others come last.
pub(super) fn merits(
    wish: &Sample,
    dataset: &Dataset,
    opening: &Opening,
    out: &mut Output,
) -> Result<HashMap<String, f64>, Failure> {
    let order = match wish.design {
        Some(DesignName::Likely) => Order::Likely,
        Some(_) => Order::Informative,
        // The order may have been learnt from other labels since.
        None => {
            return Err(Failure::new(exit::USAGE, "a ranked queue cannot be extended")
                .fix("draw a new one: what has been labelled since is left out by itself"));
        }
    };
    let specs = opening.specs(out)?;
    let citer = opening.detector(&specs);
    let plain: Vec<Spec> = specs.iter().map(|spec| Spec::clone(spec)).collect();
    let labels = opening.labels(&wish.paths, Access::Read, out)?;
    let (detectors, problems) = opening.request.detectors(&plain, &labels.dir);
    opening.tell(&problems, out);
    let verdicts = verdicts(&labels);
    let decided: HashSet<String> = verdicts.iter().map(|verdict| verdict.record.clone()).collect();
    let flag = wish.flag.as_deref().map_or_else(Flag::any, Flag::from_name);
    let mut bar = Bar::new("learning from labels", Unit::Records, opening.quiet);
    let ranking = Ranking::learn(dataset, verdicts, &detectors, &citer);
    bar.clear();
    let mut bar = Bar::new("ranking", Unit::Records, opening.quiet);
    let ranked =
        ranking.order(order, &flag, |id| decided.contains(id), || false, &mut |done, total| {
            bar.show(done as u64, total as u64);
        });
    bar.clear();
    let ranked = ranked.unwrap_or_default().into_iter().filter(|one| !one.labelled);
    let last = dataset.len() as f64;
    Ok(ranked
        .zip(0u32..)
        .map(|(one, place)| (dataset.id(one.ordinal).to_owned(), last - f64::from(place)))
        .collect())
}
