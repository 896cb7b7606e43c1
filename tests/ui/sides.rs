//! Two records side by side, and what the sample answers there.

use std::sync::Arc;

use cotscope::record::Record;
use cotscope::session::sides::{Counterpart, Sides, Why};
use cotscope::ui::backend::SidesDesk;
use cotscope::ui::headless::Headless;

use crate::open;
use crate::sample::{Sample, sample};
use crate::screens::screens;

impl SidesDesk for Sample {
    fn counterparts(&self, ordinal: usize, _: u64) -> Result<Vec<Counterpart>, String> {
        let same =
            |at: &usize| *at != ordinal && self.records[*at].prompt == self.records[ordinal].prompt;
        let found = (0..self.records.len()).filter(same);
        Ok(found.map(|ordinal| Counterpart { ordinal, why: Why::SamePrompt }).collect())
    }

    fn sides(&self, left: usize, right: usize) -> Result<Sides, String> {
        let record = |at: usize| Arc::new(self.records[at].clone());
        Sides::new(record(left), record(right))
    }
}

/// The sample with two more answers to the prompt of its first record.
fn rivals() -> Sample {
    let mut sample = sample();
    let first = sample.records[0].clone();
    let mut second = Record { id: "r1-b".into(), ..first.clone() };
    second.cot = second.cot.replace("5.4 metres", "5.1 metres").replace(
        "Also, the Quiet water rule has nothing to do with depth. ",
        "Nobody has asked about the wind.\n\n",
    );
    second.meta.insert("outcome".into(), "violated".into());
    let third = Record { id: "r1-c".into(), cot: "Short.".into(), ..first };
    sample.records.extend([second, third]);
    sample
}

fn after(keys: &str) -> Headless {
    let mut screen = open(&Arc::new(rivals()), 80, 24);
    screen.keys(keys);
    screen
}

fn line(screen: &Headless, row: usize) -> String {
    screen.screen().lines().nth(row).unwrap_or_default().to_owned()
}

#[test]
fn the_same_prompt_elsewhere() {
    screens("sides", rivals, "|");
    screens("sides_difference", rivals, "|n");
}

#[test]
fn nothing_belongs_beside_it() {
    screens("sides_nothing", rivals, "jjj|");
}

#[test]
fn differences_are_gone_through_and_back() {
    let mut screen = after("|");
    let first = screen.screen();
    assert!(first.contains("5.1 metres"), "{first}");
    screen.keys("nnnnnn");
    assert!(line(&screen, 22).contains("No difference further down"), "{}", screen.screen());
    screen.keys("NNNNNN");
    assert!(line(&screen, 22).contains("No difference further up"), "{}", screen.screen());
}

#[test]
fn others_take_the_right_side_and_sides_are_swapped() {
    let mut screen = after("|");
    assert!(line(&screen, 1).contains("r1-b  same prompt, 1 of 2"), "{}", line(&screen, 1));
    screen.keys("<tab>");
    assert!(line(&screen, 1).contains("r1-c  same prompt, 2 of 2"), "{}", line(&screen, 1));
    screen.keys("x");
    assert!(line(&screen, 1).trim_start().starts_with("r1-c"), "{}", line(&screen, 1));
    screen.keys("x<enter>");
    assert!(line(&screen, 1).contains("r1-c · 8/8"), "the right one, in the reader");
}

#[test]
fn any_two_records_can_be_compared() {
    let mut screen = after("jt|");
    assert!(line(&screen, 22).contains("| on another record"), "{}", screen.screen());
    screen.keys("jj|");
    assert!(line(&screen, 1).contains("r2") && line(&screen, 1).contains("ж-第4  chosen"));
    screen.keys("<esc>");
    assert!(line(&screen, 1).contains("4/8"), "back where it was opened: {}", screen.screen());
}
