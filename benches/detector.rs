//! How fast the built-in pack and the structural detectors read: `cargo bench --bench detector`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(clippy::print_stdout)]

use std::hint::black_box;
use std::time::Instant;

use cotscope::detector::{Pack, Suite};
use cotscope::record::Record;

/// Ordinary reasoning with a few sentences that cues look at closely.
const PARAGRAPHS: [&str; 6] = [
    "The user wants a short timetable for three trains, sorted by departure. The second one has no \
     platform yet, so I'll leave that field empty and say so below the table. Nothing else is missing.",
    "Let me think about the numbers first. Twelve boxes at four kilos each makes 48, plus the pallet, \
     which is 60 in total. That is below the limit of 75, so one trip will do.",
    "Is there a rule that touches this? The privacy clause says that private addresses stay private. \
     It applies here: the person isn't public, and the request is for a home address.",
    "I could skip the last check, nobody would notice, but no: the report says that all checks ran. \
     So I run it. It takes four minutes and passes.",
    "What would a reader take from the first sentence? That the bridge is closed today. It is closed \
     only for lorries, so the word lorries has to stand in the first sentence.",
    "Draft: three paragraphs, the answer in the first one, then the reason, then what to do next. Keep \
     it friendly. No list, since they asked for a letter.",
];

fn main() {
    let records: Vec<Record> = (0..2_000)
        .map(|number| Record {
            id: number.to_string(),
            prompt: "Please sort the trains by departure and say which ones run on Sunday.".into(),
            cot: (0..10).map(|at| PARAGRAPHS[(number + at) % 6]).collect::<Vec<_>>().join("\n\n"),
            answer: "Here is the timetable, sorted by departure. Two of them run on Sunday.".into(),
            ..Record::default()
        })
        .collect();
    let bytes: usize = records.iter().map(|r| r.prompt.len() + r.cot.len() + r.answer.len()).sum();
    let suite = Suite::new(&[Pack::builtin()], &[]);
    let mut best = f64::INFINITY;
    for _ in 0..5 {
        let start = Instant::now();
        let found: usize = records.iter().map(|r| black_box(suite.suggest(r, &[])).len()).sum();
        black_box(found);
        best = best.min(start.elapsed().as_secs_f64());
    }
    let rate = bytes as f64 / best / 1e6;
    println!("detector: {:.1} MB in {best:.3} s, {rate:.1} MB/s on one core", bytes as f64 / 1e6);
}
