//! `cotscope detect --rank`: what to read next, as the labels so far tell.

use std::collections::HashSet;

use serde_json::json;

use crate::citation::Detector;
use crate::cli::args::{Detect, RankName};
use crate::cli::failure::{Failure, exit};
use crate::cli::opening::Opening;
use crate::cli::output::Output;
use crate::cli::progress::{Bar, Unit};
use crate::dataset::Dataset;
use crate::detector::Flag;
use crate::session::labels::Labels;
use crate::session::suggestions::{Detectors, Learnt, Order, Ranked, Ranking, verdicts};

/// Words for and against that are named, of each kind.
const WORDS: usize = 4;

pub(super) fn run(
    wish: &Detect,
    dataset: &Dataset,
    detectors: &Detectors,
    citer: &Detector,
    labels: &Labels,
    opening: &Opening,
    out: &mut Output,
) -> Result<u8, Failure> {
    let flag = match wish.flag.as_slice() {
        [] => Flag::any(),
        [one] => Flag::from_name(one),
        _ => {
            return Err(Failure::new(exit::USAGE, "--rank orders by one flag")
                .fix("give --flag once, or leave it out to rank by any flag"));
        }
    };
    let verdicts = verdicts(labels);
    let decided: HashSet<String> = verdicts.iter().map(|verdict| verdict.record.clone()).collect();
    let mut bar = Bar::new("learning from labels", Unit::Records, opening.quiet);
    let ranking = Ranking::learn(dataset, verdicts, detectors, citer);
    bar.clear();
    ranking.learnt().iter().for_each(|learnt| out.say(&said(learnt)));
    if ranking.labelled() == 0 {
        out.say("nobody has labelled these records: ranked by the packs alone");
    }
    let order = match wish.rank {
        Some(RankName::Informative) => Order::Informative,
        _ => Order::Likely,
    };
    let mut bar = Bar::new("ranking", Unit::Records, opening.quiet);
    let ranked =
        ranking.order(order, &flag, |id| decided.contains(id), || false, &mut |done, total| {
            bar.show(done as u64, total as u64);
        });
    bar.clear();
    let unread =
        ranked.unwrap_or_default().into_iter().filter(|one| wish.labelled || !one.labelled);
    let mut printed = 0;
    for one in unread.take(opening.most()) {
        let Some(record) = opening.readable(dataset.record(one.ordinal), out)? else { continue };
        print(&ranking.explain(&record, &flag, WORDS), &record.id, &one, &flag, out)?;
        printed += 1;
    }
    Ok(if printed == 0 { exit::NOTHING } else { exit::OK })
}

/// How much was learnt about a flag, and how well.
fn said(learnt: &Learnt) -> String {
    let quality = &learnt.quality;
    let test = match (quality.auroc, quality.pack_auroc) {
        (Some(ranker), Some(packs)) => {
            format!("out of fold AUROC {ranker:.3}, the packs alone {packs:.3}")
        }
        _ => "too few of either kind for a test".to_owned(),
    };
    format!("{}: {} labels, {} of them yes; {test}", learnt.flag, quality.labels, quality.positives)
}

fn print(
    words: &[(String, f32)],
    id: &str,
    one: &Ranked,
    flag: &Flag,
    out: &mut Output,
) -> Result<(), Failure> {
    let named = |speaks_for: bool| -> Vec<&str> {
        let chosen = words.iter().filter(|(_, part)| (*part > 0.0) == speaks_for);
        chosen.map(|(word, _)| word.as_str()).collect()
    };
    if out.json {
        return out.object(&json!({
            "record": id,
            "flag": flag.name(),
            "probability": one.probability,
            "labelled": one.labelled,
            "for": named(true),
            "against": named(false),
        }));
    }
    out.columns(&format!(
        "{id}\t{}\t{:.2}\tfor: {}\tagainst: {}",
        flag.name(),
        one.probability,
        named(true).join(", "),
        named(false).join(", ")
    ))
}
