//! Every screen that no other test stores, at three sizes: one line a screen.

use std::sync::Arc;
use std::time::Duration;

use cotscope::label::Scheme;
use cotscope::ui::Settings;
use cotscope::ui::backend::{News, Progress, Task};
use cotscope::ui::headless::Headless;

use crate::sample::{Sample, problem, sample};
use crate::screens::{SIZES, stored};

/// A screen: its name, what is behind it, and how one gets there.
type Picture = (&'static str, fn() -> Sample, fn(&mut Headless, &Sample));

const PICTURES: &[Picture] = &[
    // the reader
    ("folded", sample, |screen, _| keys(screen, "<esc>j<enter>Z")),
    ("blind", sample, |screen, _| keys(screen, "b<enter>")),
    ("markdown", markdown, |screen, _| keys(screen, "<enter>")),
    ("markdown_raw", markdown, |screen, _| keys(screen, "<enter>tm")),
    ("hits", sample, |screen, _| keys(screen, "/water<enter>n")),
    ("clause_focused", sample, |screen, _| keys(screen, "cccss")),
    ("evidence", sample, |screen, _| keys(screen, "<enter>cccvl<enter>2")),
    ("unreadable", broken_row, |screen, _| keys(screen, "<esc>j<enter>")),
    // over the panes
    ("which_key_copy", sample, |screen, _| keys(screen, "<enter>Y")),
    ("which_key_screen", sample, |screen, _| keys(screen, "<enter>t")),
    ("prefix_count", sample, |screen, _| keys(screen, "<enter><alt-1>2")),
    ("palette_all", sample, |screen, _| keys(screen, "<esc>:")),
    ("help_list", sample, |screen, _| keys(screen, "<esc>?")),
    ("help_clauses", sample, |screen, _| keys(screen, "S?")),
    ("facets", sample, |screen, _| keys(screen, "F")),
    ("facets_switched", sample, |screen, _| keys(screen, "Fj<enter>")),
    ("orders", sample, |screen, _| keys(screen, "O")),
    ("saved", sample, |screen, _| keys(screen, "/water<enter>waharbour<enter>")),
    ("saved_none", sample, |screen, _| keys(screen, "w")),
    ("save_name", sample, |screen, _| keys(screen, "/water<enter>wa")),
    ("query_error", sample, |screen, _| keys(screen, "/water deep)")),
    ("clauses_filter", sample, |screen, _| keys(screen, "S/water")),
    ("export", sample, |screen, _| keys(screen, "e")),
    ("overwrite", sample, |screen, _| keys(screen, "e<ctrl-u>Cargo.toml<enter>")),
    ("note_unsaved", sample, |screen, _| keys(screen, "aold<esc>")),
    ("tabs", sample, |screen, _| {
        screen.tabs(&["harbour-sample.jsonl", "other.jsonl"]);
        keys(screen, "tb");
    }),
    ("mark_set", sample, |screen, _| keys(screen, "<enter>M")),
    ("mark_go", sample, |screen, _| keys(screen, "<enter>Mah'")),
    ("codes", with_codes, |screen, _| keys(screen, "<enter>2")),
    ("codes_chosen", with_codes, |screen, _| keys(screen, "<enter>22")),
    ("draw_form_end", sample, |screen, _| {
        keys(screen, "Qn<right><down><down><down><down><down><down><down><down>abc");
    }),
    ("tour", sample, |screen, _| keys(screen, "tq")),
    ("two_tabs", sample, |screen, _| {
        screen.tabs(&["harbour-sample.jsonl", "other.jsonl"]);
        keys(screen, "<esc>");
    }),
    ("lo_fi", sample, |screen, _| keys(screen, "<enter>mtl")),
    // what goes on
    ("reading", sample, |screen, sample| {
        at(sample, Task::Load, 85_000_000);
        keys(screen, "<esc>");
    }),
    ("exporting", sample, |screen, sample| {
        screen.hold();
        keys(screen, "e<enter>");
        at(sample, Task::Export, 1_200);
        keys(screen, "");
    }),
    ("counting", sample, |screen, sample| {
        screen.hold();
        keys(screen, "S");
        at(sample, Task::Count, 1_200);
        keys(screen, "");
    }),
    ("comparing", sample, |screen, sample| {
        screen.hold();
        keys(screen, "A");
        at(sample, Task::Compare, 1_200);
        keys(screen, "");
    }),
    ("pairing", sample, |screen, sample| {
        screen.hold();
        keys(screen, "|");
        at(sample, Task::Pair, 1_200);
        keys(screen, "");
    }),
    ("stop_reading", sample, |screen, sample| {
        at(sample, Task::Load, 85_000_000);
        keys(screen, "<esc><esc>");
    }),
    // nothing there, or something wrong
    ("starting", || Sample { loading: true, ..Sample::default() }, |screen, _| keys(screen, "")),
    (
        "all_rows_set_aside",
        || Sample { problems: vec![problem()], ..Sample::default() },
        |screen, _| {
            keys(screen, "");
        },
    ),
    ("no_match_of_facets", sample, |screen, _| keys(screen, "Fj<enter><esc>/<end> zebra<enter>")),
    ("no_chain", sample, |screen, _| keys(screen, "<esc>jj<enter>")),
    ("agreement_nobody", Sample::default, |screen, _| keys(screen, "A")),
    ("agreement_blind", sample, |screen, _| keys(screen, "bA")),
    ("decisions_none", sample, |screen, _| keys(screen, "D")),
    ("people_none", sample, |screen, _| keys(screen, "P")),
    ("reveal_nothing", no_judge, |screen, _| keys(screen, "<enter>1r")),
    (
        "readonly",
        || Sample {
            readonly: Some("process 4121 on pilot is writing this log".into()),
            ..sample()
        },
        |screen, _| {
            keys(screen, "<enter>1");
        },
    ),
    ("changed", sample, |screen, sample| {
        sample.tell(News::Changed("harbour-sample.jsonl".into()));
        keys(screen, "<enter>");
    }),
    ("not_indexed", sample, |screen, sample| {
        sample.tell(News::NotIndexed("read-only, and there is no index".into()));
        keys(screen, "<enter>");
    }),
    ("not_saved", sample, |screen, sample| {
        sample.disk_full.store(true, std::sync::atomic::Ordering::SeqCst);
        keys(screen, "<enter>1");
    }),
];

/// Presses keys and lets prefixes, pauses and news have their effect, but no notice go.
fn keys(screen: &mut Headless, keys: &str) {
    screen.keys(keys).pause();
}

/// A task is a quarter done after some seconds.
fn at(sample: &Sample, task: Task, rate: u64) {
    let progress = Progress {
        rate: Some(rate),
        left: Some(Duration::from_secs(83)),
        ..Progress::of(rate * 28, rate * 112)
    };
    sample.tell(News::Progress { task, progress });
}

fn markdown() -> Sample {
    let mut sample = sample();
    sample.records[0].cot = "## What is asked\n\nThe **depth** at *berth four*, so:\n\n\
        - the survey of March, which HP3 makes me name\n- the `tide` of today\n  - and its error\n\n\
        1. Read the table.\n2. Add `0.4`.\n\n```python\ndepth = 5.4 + 0.4  # metres\nprint(depth)\n```\n\n\
        > must not state a depth that was not measured\n\nA line of text with ~~nothing~~ in it.".into();
    sample
}

/// The label 2 has codes that say of which kind.
fn with_codes() -> Sample {
    let text = "[scheme]\n[[scheme.group]]\nid = 'verdict'\nname = 'Verdict'\n\
        [[scheme.group.label]]\nid = 'ok'\nname = 'ok'\nkey = '1'\n\
        [[scheme.group.label]]\nid = 'violated'\nname = 'violated'\nkey = '2'\n\
        [[scheme.group.label.codes]]\nid = 'openly'\nname = 'openly'\nkey = '1'\nhelp = 'it says so'\n\
        [[scheme.group.label.codes]]\nid = 'quietly'\nname = 'quietly'\nkey = '2'\nhelp = 'it does so'\n";
    Sample { groups: Some(Arc::new(Scheme::from_toml(text).unwrap().unwrap())), ..sample() }
}

fn broken_row() -> Sample {
    Sample { unreadable: Some(1), ..sample() }
}

fn no_judge() -> Sample {
    let mut sample = sample();
    for record in &mut sample.records {
        record.meta.remove("judge");
    }
    sample
}

#[test]
fn every_screen_at_three_sizes() {
    for (name, make, act) in PICTURES {
        for (width, height) in SIZES {
            let backend = Arc::new(make());
            let mut screen = Headless::new(backend.clone(), &Settings::default(), width, height);
            act(&mut screen, &backend);
            stored(&format!("{name}_{width}x{height}"), &screen);
        }
    }
}
