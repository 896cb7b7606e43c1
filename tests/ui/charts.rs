//! The screen of charts, and what the sample answers there.

use cotscope::session::charts::{Charts, Unit};
use cotscope::ui::backend::ChartsDesk;

use crate::sample::{Sample, sample};
use crate::screens::screens;

impl ChartsDesk for Sample {
    fn charts(&self) -> Charts {
        let (lengths, without_chain) =
            Charts::lengths(self.records.iter().map(|record| record.cot.chars().count()));
        let pairs = |pairs: &[(&str, usize)]| {
            pairs.iter().map(|(name, number)| ((*name).to_owned(), *number)).collect()
        };
        if self.records.is_empty() {
            return Charts { lengths, without_chain, ..Charts::default() };
        }
        Charts {
            lengths,
            without_chain,
            labels: pairs(&[("ok", 41), ("violated", 7)]),
            unit: Unit::Characters,
            hours: pairs(&[("11-25 16h", 12), ("11-25 17h", 33), ("11-26 05h", 3)]),
        }
    }
}

#[test]
fn charts() {
    screens("charts", sample, "K");
    screens("charts_empty", Sample::default, "K");
}
