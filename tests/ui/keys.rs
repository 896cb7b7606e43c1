//! What keys do: as strings of keys, and what follows from them.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use cotscope::record::Field;
use cotscope::ui::Settings;
use cotscope::ui::backend::{Change, News, Progress, Task};
use cotscope::ui::headless::Headless;

use crate::open;
use crate::sample::{Sample, sample};

/// The screen at 80x24 after some keys.
pub(crate) fn after(keys: &str) -> (Arc<Sample>, Headless) {
    let backend = Arc::new(sample());
    let mut screen = open(&backend, 80, 24);
    screen.keys(keys);
    (backend, screen)
}

pub(crate) fn line(screen: &Headless, row: usize) -> String {
    screen.screen().lines().nth(row).unwrap_or_default().to_owned()
}

#[test]
fn the_main_path_in_five_keys() {
    let (backend, screen) = after("jjc1u");
    let commands = backend.commands();
    assert_eq!(commands.len(), 1);
    assert_eq!(commands[0].ordinal, 2);
    assert_eq!(commands[0].change, Change::Label { id: "ok".into(), evidence: None });
    assert_eq!(backend.labels(2).labels, Vec::<String>::new(), "undone");
    assert!(line(&screen, 22).contains("undone on r3"), "{}", screen.screen());
}

#[test]
fn counts_repeat_where_digits_label_nothing() {
    let cases = [
        ("5j", "Records 6/6"),       // the scheme ends at 3
        ("<alt-2>j", "Records 3/6"), // Alt makes any digit a count
        ("<alt-1>0j", "Records 6/6"),
        ("5jg", "Records 1/6"),
        ("<alt-4>g", "Records 4/6"),
        ("Gk", "Records 5/6"),
        ("<ctrl-d>", "Records 6/6"),
    ];
    for (keys, expected) in cases {
        let (_, screen) = after(keys);
        assert!(line(&screen, 1).contains(expected), "{keys}: {}", line(&screen, 1));
    }
}

#[test]
fn the_tick_is_shown_only_for_what_is_saved() {
    let backend = Arc::new(sample());
    let mut screen = open(&backend, 80, 24);
    backend.disk_full.store(true, Ordering::SeqCst);
    screen.keys("<enter>2");
    assert!(!line(&screen, 1).contains('✓'), "{}", screen.screen());
    assert!(line(&screen, 22).contains("NOT SAVED (1): no space left"), "{}", screen.screen());
    backend.disk_full.store(false, Ordering::SeqCst);
    screen.keys("2");
    assert!(line(&screen, 1).contains("✓ [V] violated"), "{}", screen.screen());
    assert!(!screen.screen().contains("NOT SAVED"));
}

#[test]
fn the_store_says_when_waiting_changes_are_saved() {
    let backend = Arc::new(sample());
    backend.disk_full.store(true, Ordering::SeqCst);
    let mut screen = open(&backend, 80, 24);
    screen.keys("f");
    backend.tell(News::Saved);
    screen.wait();
    assert!(!screen.screen().contains("NOT SAVED"), "{}", screen.screen());
}

#[test]
fn quitting_asks_only_when_something_is_not_on_disk() {
    let (_, screen) = after("1q");
    assert!(screen.has_quit());
    let backend = Arc::new(sample());
    backend.disk_full.store(true, Ordering::SeqCst);
    let mut screen = open(&backend, 80, 24);
    screen.keys("1q");
    assert!(!screen.has_quit() && screen.screen().contains("not on disk. Quit"));
    assert!(!screen.keys("n").has_quit());
    assert!(screen.keys("qy").has_quit());
}

#[test]
fn labels_flags_notes_and_redo() {
    let (backend, screen) = after("<enter>1f0aread twice<ctrl-s>uU");
    let labels = backend.labels(0);
    assert_eq!(labels.labels, ["ok"]);
    assert!(labels.flagged && labels.unsure);
    assert_eq!(labels.note.as_deref(), Some("read twice"));
    let header = line(&screen, 1);
    for mark in ["✓ [O] ok", "? unsure", "! flag", "* note"] {
        assert!(header.contains(mark), "{header}");
    }
}

#[test]
fn a_label_goes_on_to_the_next_record_only_if_that_is_set() {
    for (advance, expected) in [(None, "1/6"), (Some(true), "2/6")] {
        let settings = Settings { advance, ..Settings::default() };
        let mut screen = Headless::new(Arc::new(sample()), &settings, 80, 24);
        screen.keys("1");
        assert!(line(&screen, 1).contains(expected), "{advance:?}");
    }
}

#[test]
fn skipping_goes_on() {
    let (backend, screen) = after("<space>");
    assert!(backend.labels(0).skipped);
    assert!(line(&screen, 1).contains("2/6"));
}

#[test]
fn a_selection_becomes_evidence_of_the_next_label() {
    let (backend, screen) = after("<enter>ccv<enter>");
    assert!(line(&screen, 22).contains("Evidence for the next label"), "{}", screen.screen());
    let (backend2, _) = after("<enter>ccv<enter>1");
    let (backend3, _) = after("<enter>ccv1");
    let quote = "“must not state a depth that was not measured”";
    let start = backend.records[0].cot.find(quote).unwrap();
    for backend in [backend2, backend3] {
        let evidence = &backend.labels(0).evidence;
        assert_eq!(evidence.len(), 1);
        assert_eq!(evidence[0].field, Field::Cot);
        assert_eq!(evidence[0].label.as_deref(), Some("ok"));
        assert_eq!((evidence[0].span.start, evidence[0].span.len()), (start, quote.len()));
    }
}

#[test]
fn a_selection_becomes_evidence_of_the_last_label() {
    let (backend, _) = after("<enter>2cvlv");
    let evidence = &backend.labels(0).evidence;
    assert_eq!(evidence[0].label.as_deref(), Some("violated"));
    assert_eq!(evidence[0].span.of(&backend.records[0].cot), "HP3 says");
}

#[test]
fn selections_grow_by_words_lines_sentences_and_paragraphs() {
    let cases = [
        ("v", "HP3"),
        ("vll", "HP3 says that"),
        ("vllh", "HP3 says"),
        ("vs", "only want the number."),
        ("vp", "nobody has measured it."),
        ("vj", "The policy also says the pilot"),
        ("voh", "HP3"),
    ];
    for (keys, end) in cases {
        let (_, mut screen) = after(&format!("<enter>c{keys}"));
        screen.keys("y");
        let copied = screen.copied().last().unwrap();
        assert!(copied.ends_with(end) && !copied.contains('\u{1b}'), "{keys}: {copied:?}");
    }
}

#[test]
fn escape_goes_back_one_step_at_a_time() {
    let (_, mut screen) = after("/four<enter>");
    screen.wait();
    screen.keys("<enter>csv");
    assert!(line(&screen, 23).contains("Enter take"), "selecting");
    screen.keys("<esc>");
    assert!(line(&screen, 23).contains("c/C cite"), "reading");
    assert!(screen.screen().contains("Clause"), "{}", screen.screen());
    screen.keys("<esc>");
    assert!(!screen.screen().contains(" Clause"), "clause closed");
    screen.keys("<esc>");
    assert!(line(&screen, 1).contains("of 6"), "the list, still filtered");
    screen.keys("<esc>");
    assert!(line(&screen, 1).contains("Records 1/6") && !line(&screen, 1).contains("of"));
}

#[test]
fn a_number_of_the_clause_screen_leads_to_its_records() {
    let cases = [
        ("S<enter>", "/clause:\"HP3\"", "Records 1/4 of 6"),
        ("Sj<enter>", "/clause:\"HP2\"", "Records 1/2 of 6"),
        ("Sl<enter>", "/clause:\"HP3\" AND outcome:=", "Records 1/4 of 6"),
        ("Sk<enter>", "/NOT has:citation", "Records 1/2 of 6"),
        ("S0", "/NOT has:citation", "Records 1/2 of 6"),
        ("Skll<enter>", "/NOT has:citation AND outcome", "Records 1/1 of 6"),
        ("S/quiet<enter><enter>", "/clause:\"HP2\"", "Records 1/2 of 6"),
    ];
    for (keys, query, listed) in cases {
        let (_, mut screen) = after(keys);
        screen.wait();
        assert!(line(&screen, 22).contains(query), "{keys}: {}", screen.screen());
        assert!(line(&screen, 1).contains(listed), "{keys}: {}", screen.screen());
    }
}

#[test]
fn the_clause_screen_goes_back_to_where_it_was_opened() {
    let (_, mut screen) = after("<enter>S/depth<enter>");
    assert!(line(&screen, 1).contains("Clauses 1/4"), "{}", screen.screen());
    screen.keys("<esc>");
    assert!(line(&screen, 1).contains("Clauses 4"), "the filter goes first");
    screen.keys("<esc>");
    assert!(line(&screen, 1).contains("r1 · 1/6"), "{}", screen.screen());
    screen.keys("S<enter>");
    screen.keys("S");
    assert!(line(&screen, 1).contains("Clauses"), "it opens from the list that it led to");
}

#[test]
fn a_blind_reviewer_sees_no_field_of_verdicts() {
    let (_, mut screen) = after("S<tab>");
    assert!(line(&screen, 1).contains("by meta.judge"), "{}", screen.screen());
    screen.keys("b");
    assert!(line(&screen, 1).contains("by outcome (1/1)"), "{}", screen.screen());
}

#[test]
fn a_table_of_a_part_says_so() {
    let backend = Arc::new(Sample { counted: Some(4), ..sample() });
    let mut screen = open(&backend, 80, 24);
    backend.tell(News::Progress { task: Task::Load, progress: Progress::of(4, 6) });
    screen.wait().keys("S");
    assert!(line(&screen, 1).contains("in the first 4 records"), "{}", screen.screen());
    backend.tell(News::Progress { task: Task::Load, progress: Progress::of(6, 6) });
    screen.wait();
    let counts = screen.effects().iter().filter(|effect| *effect == "Count").count();
    assert_eq!(counts, 2, "once more when all is read, and not for ever");
}

#[test]
fn expected_clauses_must_be_configured() {
    let (_, screen) = after("Sx");
    assert!(line(&screen, 22).contains("[expected"), "{}", screen.screen());
}

#[test]
fn help_filters_and_runs() {
    let (_, mut screen) = after("<enter>?");
    assert!(screen.screen().contains("Keys: reader"));
    screen.keys("next citation");
    screen.keys("<enter>");
    assert!(line(&screen, 2).contains("citation 1 of 6"), "{}", screen.screen());
    screen.keys("?<esc>");
    assert!(!screen.screen().contains("Keys: reader"));
}

#[test]
fn the_palette_reaches_actions_by_name() {
    let (_, mut screen) = after(":flag<enter>");
    assert!(line(&screen, 22).contains("✓ flag"), "{}", screen.screen());
    screen.keys("<ctrl-p>next-theme<enter>");
    assert!(line(&screen, 22).contains("Theme: dark"), "{}", screen.screen());
}

#[test]
fn help_and_palette_know_what_works_elsewhere() {
    for open in ["?", ":"] {
        let (_, mut screen) = after(open);
        screen.keys("uncited");
        assert!(screen.screen().contains("clause screen: List the records"), "{}", screen.screen());
        screen.keys("<enter>");
        let said = line(&screen, 22);
        assert!(said.contains("uncited does nothing here; it works in: clause screen"), "{said}");
    }
}

#[test]
fn a_note_is_never_lost_by_escape() {
    let (backend, mut screen) = after("<enter>aimportant<esc>");
    assert!(screen.screen().contains("The note is not saved. Save it?"));
    screen.keys("<esc>");
    assert!(screen.screen().contains("important"), "back in the editor");
    screen.keys("<esc>y");
    assert_eq!(backend.labels(0).note.as_deref(), Some("important"));
    screen.keys("a<esc>");
    assert!(!screen.screen().contains("not saved"), "nothing changed, nothing asked");
    screen.keys("a more<esc>n");
    assert_eq!(backend.labels(0).note.as_deref(), Some("important"), "thrown away");
}

#[test]
fn blind_hides_the_judge_until_it_is_revealed() {
    let settings = Settings { blind: true, ..Settings::default() };
    let backend = Arc::new(sample());
    let mut screen = Headless::new(backend.clone(), &settings, 80, 24);
    assert!(!screen.screen().contains("9/10"), "{}", screen.screen());
    screen.keys("<enter>");
    assert!(line(&screen, 1).contains("judge hidden"));
    screen.keys("1r");
    assert!(screen.screen().contains("judge j: 9/10"), "{}", screen.screen());
    screen.keys("<esc>");
    assert!(line(&screen, 1).contains("judge 9/10"));
    screen.keys("L");
    assert!(line(&screen, 1).contains("judge hidden"), "only the one record");
}

#[test]
fn read_only_changes_nothing() {
    let backend = Arc::new(Sample { readonly: Some("opened so".into()), ..sample() });
    let mut screen = open(&backend, 80, 24);
    screen.keys("faf<space>u");
    assert_eq!(backend.commands(), []);
    assert!(line(&screen, 22).contains("Read-only: opened so"), "{}", screen.screen());
    assert!(line(&screen, 0).contains("read-only"));
}

#[test]
fn keys_can_be_changed() {
    let keys = [("search".to_owned(), "F".to_owned()), ("note".to_owned(), "j".to_owned())];
    let settings = Settings { keys: keys.into(), ..Settings::default() };
    let mut screen = Headless::new(Arc::new(sample()), &settings, 80, 24);
    assert!(line(&screen, 23).contains("F search"), "{}", line(&screen, 23));
    screen.keys("!");
    assert!(screen.screen().contains("note takes j from down"), "{}", screen.screen());
}

#[test]
fn what_is_wrong_with_the_configuration_is_kept_among_the_messages() {
    let warnings = vec!["cotscope.toml:2:6: unclosed table".to_owned()];
    let settings = Settings { warnings, ..Settings::default() };
    let mut screen = Headless::new(Arc::new(sample()), &settings, 80, 24);
    screen.keys("!");
    assert!(screen.screen().contains("unclosed table"), "{}", screen.screen());
}

#[test]
fn folds_open_and_close() {
    let (_, mut screen) = after("j<enter>");
    assert!(screen.screen().contains("▸ System") && screen.screen().contains("opens]"));
    screen.keys("<enter>");
    assert!(screen.screen().contains("You are the pilot"), "{}", screen.screen());
    screen.keys("Z");
    assert!(!screen.screen().contains('▸'), "{}", screen.screen());
    screen.keys("Z");
    assert!(screen.screen().contains("▸ System"));
}

/// Folding behind the list used to look for rows that were not laid out yet.
#[test]
fn every_key_works_before_the_reader_was_ever_shown() {
    for keys in ["z", "Z", "n", "N", "c", "C", "s", "v", "y", "Yc", "r", "L", "<tab>"] {
        for (width, height) in [(60, 16), (80, 24), (120, 40), (20, 5)] {
            open(&Arc::new(sample()), width, height).keys(keys);
        }
    }
}

#[test]
fn the_mouse_clicks_and_scrolls() {
    let backend = Arc::new(sample());
    let mut screen = open(&backend, 120, 20);
    screen.click(5, 5);
    assert!(line(&screen, 1).contains("3/6"), "{}", screen.screen());
    screen.keys("H").wheel(true, 80, 10);
    assert!(line(&screen, 4).contains("Turn 2"), "{}", screen.screen());
    screen.wheel(false, 80, 10);
    assert!(line(&screen, 3).contains("System"));
}

#[test]
fn the_text_under_the_eye_stays_when_the_window_changes() {
    let backend = Arc::new(sample());
    let mut screen = open(&backend, 80, 24);
    screen.keys("j<enter>").keys("lllllll");
    let top = line(&screen, 3);
    screen.resize(70, 24).resize(60, 20).resize(80, 24);
    assert_eq!(line(&screen, 3), top);
}

#[test]
fn unknown_keys_say_where_help_is() {
    let (_, screen) = after("W");
    assert!(line(&screen, 22).contains("W does nothing here; ? shows the keys"));
}

#[test]
fn more_records_appear_as_they_load() {
    let backend = Arc::new(sample());
    let mut screen = open(&backend, 80, 24);
    backend.tell(News::RowsGrew { records: 4, labelled: 0 });
    screen.wait().keys("G");
    assert!(line(&screen, 1).contains("4/4"));
}

#[test]
fn long_ids_in_the_list_are_told_apart_by_their_ends() {
    let mut sample = sample();
    for (number, record) in sample.records.iter_mut().enumerate() {
        record.id = format!("long-common-beginning/海{number}");
    }
    let screen = Headless::new(Arc::new(sample), &Settings::default(), 120, 40);
    let shown = screen.screen();
    for number in 0..3 {
        assert!(shown.contains(&format!("…ginning/海{number} ")), "{shown}");
    }
}

#[test]
fn what_was_said_goes_with_the_screen_it_was_said_on() {
    let (_, mut screen) = after("<esc>u");
    assert!(line(&screen, 22).contains("Nothing to undo"), "{}", screen.screen());
    screen.keys("S");
    assert!(!screen.screen().contains("Nothing to undo"), "{}", screen.screen());
    screen.keys("<esc>1");
    assert!(line(&screen, 22).contains("✓ label ok"), "{}", screen.screen());
    screen.keys("j");
    assert!(line(&screen, 22).contains("✓ label ok"), "it stays while one goes on");
    screen.keys("K");
    assert!(!screen.screen().contains("✓ label ok"), "{}", screen.screen());
}
