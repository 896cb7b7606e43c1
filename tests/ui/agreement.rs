//! What the sample answers on the agreement screen, and that screen as its users see it.

use std::sync::Arc;

use cotscope::session::agreement::{Kind, Rater, Report};
use cotscope::ui::backend::AgreementDesk;

use crate::open;
use crate::sample::{Sample, sample};
use crate::screens::screens;

impl AgreementDesk for Sample {
    fn compare(&self, _: u64) -> Option<Arc<Report>> {
        let rater = |name: &str, kind, labels: &[(&str, usize)]| Rater {
            name: name.into(),
            kind,
            query: "*".into(),
            rated: labels.iter().map(|(_, times)| times).sum(),
            labels: labels.iter().map(|(label, times)| ((*label).to_owned(), *times)).collect(),
        };
        let raters = vec![
            rater("ada", Kind::Reviewer, &[("ok", 3), ("deceptive", 2)]),
            rater("kim", Kind::Reviewer, &[("ok", 4), ("deceptive", 2)]),
            rater("judge.verdict", Kind::Judge, &[("pass", 4), ("fail", 2)]),
        ];
        Some(Arc::new(Report { raters }))
    }

    fn stop_comparing(&self) {}
}

#[test]
fn raters() {
    screens("agreement_raters", sample, "Aj");
}

#[test]
fn the_key_that_opens_it_closes_it() {
    let backend = Arc::new(sample());
    let mut screen = open(&backend, 80, 24);
    assert!(screen.keys("A").screen().contains("Agreement"));
    assert!(!screen.keys("A").screen().contains("Agreement"));
    assert!(screen.keys("A<esc>").screen().contains("harbour"));
}
