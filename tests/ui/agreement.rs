//! What the sample answers on the agreement screen, and that screen as its users see it.

use std::collections::HashMap;
use std::sync::Arc;

use cotscope::agreement::ratings::Item;
use cotscope::agreement::{Ratings, Summary};
use cotscope::label::Evidence;
use cotscope::record::{Field, Record};
use cotscope::session::agreement::{
    Asked, Compared, Kind, Method, Rater, Refusal, Report, Side, Study, disagreements, truth,
};
use cotscope::session::slices::{Division, Portion, slices};
use cotscope::text::Span;
use cotscope::ui::backend::AgreementDesk;

use crate::open;
use crate::sample::{Sample, sample};
use crate::screens::screens;

/// What each of three raters says about six records.
const SAID: [(&str, [&str; 6]); 3] = [
    ("ada", ["ok", "ok", "deceptive", "ok", "deceptive", ""]),
    ("kim", ["ok", "deceptive", "deceptive", "ok", "ok", "ok"]),
    ("judge.verdict", ["ok", "ok", "deceptive", "deceptive", "deceptive", "ok"]),
];

fn rater(name: &str) -> Rater {
    let said = SAID.iter().find(|(other, _)| *other == name).unwrap().1;
    let count = |label: &str| said.iter().filter(|said| **said == label).count();
    let judge = name.starts_with("judge");
    Rater {
        name: name.into(),
        path: judge.then(|| name.to_owned()),
        kind: if judge { Kind::Judge } else { Kind::Reviewer },
        rated: count("ok") + count("deceptive"),
        query: "*".into(),
        labels: ["ok", "deceptive"].map(|label| (label.to_owned(), count(label))).into(),
    }
}

fn study(between: &[String], records: &[Record]) -> Study {
    let raters: Vec<Rater> = between.iter().map(|name| rater(name)).collect();
    let label = |name: &str, at: usize| {
        let said = SAID.iter().find(|(other, _)| *other == name).unwrap().1[at];
        (!said.is_empty()).then(|| said.to_owned())
    };
    let items: Vec<Item> = (0..records.len())
        .map(|at| Item {
            name: records[at].id.clone(),
            labels: between.iter().map(|name| label(name, at)).collect(),
            weight: 1.0,
        })
        .collect();
    let said = |name: &String| {
        (0..records.len()).filter_map(|at| Some((at as u32, label(name, at)?))).collect()
    };
    Study {
        ratings: Ratings::of_items(between.to_vec(), &items, &[]),
        raters,
        ordinals: (0..records.len() as u32).collect(),
        sample: None,
        excluded: 0,
        said: between.iter().map(said).collect::<Vec<HashMap<u32, String>>>(),
        records: records.len(),
    }
}

fn compared(asked: &Asked, records: &[Record]) -> Compared {
    let between = match asked.between.as_slice() {
        [] => vec!["ada".to_owned(), "kim".to_owned()],
        named => named.to_vec(),
    };
    let study = study(&between, records);
    let portion = |value: &str, members: &[u32]| Portion {
        value: Some(value.into()),
        query: None,
        members: members.into(),
    };
    let division = Division {
        by: asked.by.clone().unwrap_or_else(|| "model".into()),
        portions: vec![portion("gull-1", &[0, 1, 2]), portion("gull-2", &[3, 4, 5])],
    };
    let label = usize::from(asked.label.as_deref() == Some("ok"));
    Compared {
        faults: false,
        summary: Summary::of(&study.ratings),
        truths: Method::ALL.map(|method| (method, truth(&study, "deceptive", method))).into(),
        slices: Ok(slices(&study, &division, label)),
        disagreements: disagreements(&study),
        spans: Vec::new(),
        by: division.by,
        label,
        study,
    }
}

impl AgreementDesk for Sample {
    fn compare(&self, asked: &Asked, _: u64) -> Option<Arc<Report>> {
        if self.records.is_empty() {
            let refusal = Refusal {
                usage: false,
                what: "there are no raters to compare".into(),
                why: None,
                fix: "label some records".into(),
            };
            return Some(Arc::new(Report {
                raters: Vec::new(),
                fields: Vec::new(),
                sample: None,
                compared: Err(refusal),
            }));
        }
        let raters = SAID.iter().map(|(name, _)| rater(name)).collect();
        let fields = vec!["model".to_owned(), "len".to_owned()];
        let compared = compared(asked, &self.records);
        Some(Arc::new(Report { raters, fields, sample: None, compared: Ok(compared) }))
    }

    fn voices(&self, study: &Study, ordinal: usize) -> Result<(Arc<Record>, Vec<Side>), String> {
        let record = self.records.get(ordinal).ok_or("no such record")?.clone();
        let mut sides: Vec<Side> = study
            .raters
            .iter()
            .enumerate()
            .map(|(at, rater)| Side {
                name: rater.name.clone(),
                label: study
                    .ratings
                    .label_of(ordinal, at)
                    .map(|label| study.ratings.labels()[label].clone()),
                ..Side::default()
            })
            .collect();
        let end = record.cot.char_indices().nth(12).map_or(record.cot.len(), |(end, _)| end);
        sides[0].evidence.push(Evidence::new(Field::Cot, &record.cot, Span::new(0, end)));
        sides[0].words.push("says it and does not do it".into());
        sides.push(Side {
            name: "judge.reason".into(),
            words: vec!["The chain weighs the rule and follows it.".into()],
            ..Side::default()
        });
        Ok((Arc::new(record), sides))
    }
}

#[test]
fn raters() {
    screens("agreement_raters", sample, "A<shift-tab>jj");
}

#[test]
fn matrix_of_two() {
    screens("agreement_matrix", sample, "Al");
}

#[test]
fn kappas_of_three() {
    screens("agreement_pairs", sample, "A<shift-tab>jj <tab>l");
}

#[test]
fn statistics() {
    screens("agreement_statistics", sample, "A<tab>");
}

#[test]
fn true_rate_that_is_refused() {
    screens("agreement_rate", sample, "A<tab><tab>");
}

#[test]
fn slices_with_a_chart() {
    screens("agreement_slices", sample, "A<tab><tab><tab>");
}

#[test]
fn disagreements_listed() {
    screens("agreement_disagreements", sample, "A<tab><tab><tab><tab>");
}

#[test]
fn side_by_side() {
    screens("agreement_sides", sample, "A<tab><tab><tab><tab><enter>");
}

#[test]
fn the_key_that_opens_it_closes_it() {
    let backend = Arc::new(sample());
    let mut screen = open(&backend, 80, 24);
    assert!(screen.keys("A").screen().contains("Agreement"));
    assert!(!screen.keys("A").screen().contains("Agreement"));
    assert!(screen.keys("A<esc>").screen().contains("harbour"));
}

#[test]
fn a_cell_leads_to_its_records() {
    let backend = Arc::new(sample());
    let mut screen = open(&backend, 120, 40);
    // The reference says deceptive, the other says ok: record 5 alone.
    let shown = screen.keys("Al<enter>").screen();
    assert!(shown.contains("1 record: ada says deceptive, kim says ok"), "{shown}");
    let id = &backend.records[4].id;
    assert!(shown.contains(&format!(" {id} ")), "{shown}");
    let all = screen.keys("<esc>").screen();
    assert!(all.contains("6"), "Esc lists every record again: {all}");
}

#[test]
fn a_kappa_of_three_raters_leads_to_the_matrix_of_two_and_back() {
    let backend = Arc::new(sample());
    let mut screen = open(&backend, 120, 40);
    let pair = screen.keys("A<shift-tab>jj <tab>jll<enter>").screen();
    assert!(pair.contains("\n kim, judge.verdict: 6 rated twice"), "{pair}");
    let three = screen.keys("<esc>").screen();
    assert!(three.contains("ada, kim, judge.verdict"), "{three}");
}

#[test]
fn disagreements_are_gone_through_and_left() {
    let backend = Arc::new(sample());
    let mut screen = open(&backend, 80, 24);
    let first = screen.keys("A<tab><tab><tab><tab><enter>").screen();
    assert!(first.contains(&backend.records[1].id), "{first}");
    let second = screen.keys("L").screen();
    assert!(second.contains(&backend.records[4].id), "{second}");
    assert!(screen.keys("L").screen().contains("last disagreement"));
    assert!(screen.keys("<esc>").screen().contains("[disagreements]"));
}

#[test]
fn whoever_reads_blind_sees_no_verdict() {
    let backend = Arc::new(sample());
    let mut screen = open(&backend, 80, 24);
    let blind = screen.keys("bA").screen();
    assert!(blind.contains("read blind") && !blind.contains("judge.verdict"), "{blind}");
    assert!(screen.keys("b").screen().contains("deceptive"));
}
