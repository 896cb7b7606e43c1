//! What keys do: as strings of keys, and what follows from them.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use cotscope::record::Field;
use cotscope::ui::Settings;
use cotscope::ui::backend::{Change, News, Progress, Task};
use cotscope::ui::headless::Headless;

use crate::open;
use crate::review::Team;
use crate::sample::{Sample, sample};

/// The screen at 80x24 after some keys.
fn after(keys: &str) -> (Arc<Sample>, Headless) {
    let backend = Arc::new(sample());
    let mut screen = open(&backend, 80, 24);
    screen.keys(keys);
    (backend, screen)
}

fn line(screen: &Headless, row: usize) -> String {
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
fn results_appear_while_typing_and_the_last_query_wins() {
    let (_, mut screen) = after("/f");
    assert!(line(&screen, 22).contains("4 of 6"), "at the first letter: {}", line(&screen, 22));
    screen.keys("our");
    assert!(line(&screen, 22).contains("2 of 6"), "{}", line(&screen, 22));
    assert_eq!(screen.effects().iter().filter(|effect| *effect == "Search").count(), 4);
    screen.keys("<esc>");
    assert!(line(&screen, 1).contains("Records 1/6"));
}

#[test]
fn a_half_typed_word_is_found_and_marked() {
    let (_, mut screen) = after("/morn");
    assert!(line(&screen, 22).contains("1 of 6"), "{}", line(&screen, 22));
    screen.keys("<enter>");
    assert!(line(&screen, 22).contains("/morn*"), "no record has it whole: {}", screen.screen());
    screen.keys("<enter>");
    assert!(screen.screen().contains("hit 3 of 4"), "{}", screen.screen());
}

#[test]
fn enter_takes_a_word_whole_that_a_record_has() {
    let (_, mut screen) = after("/f<enter>");
    assert!(line(&screen, 22).contains("/f*"), "{}", screen.screen());
    screen.keys("/<ctrl-u>four");
    assert!(line(&screen, 22).contains("2 of 6"), "{}", line(&screen, 22));
    screen.keys("<enter>");
    assert!(line(&screen, 1).contains("of 6"), "{}", screen.screen());
    assert!(!screen.screen().contains("four*"), "{}", screen.screen());
    screen.keys("/");
    assert!(line(&screen, 22).starts_with(" /four "), "{}", line(&screen, 22));
}

#[test]
fn a_quotation_is_closed_while_it_is_typed() {
    let (_, mut screen) = after("/\"four kno");
    assert!(line(&screen, 22).contains("1 of 6"), "{}", screen.screen());
    screen.keys("<enter>");
    assert!(line(&screen, 22).contains("never closed"), "{}", screen.screen());
}

#[test]
fn hits_in_earlier_turns_are_reached_and_shown() {
    let (_, mut screen) = after("/morning<enter><enter>");
    let shown = screen.screen();
    assert!(shown.contains("hit 3 of 4") && !shown.contains("Good morning"), "{shown}");
    screen.keys("N");
    let shown = screen.screen();
    assert!(shown.contains("hit 2 of 4") && shown.contains("Good morning, what"), "{shown}");
    screen.keys("N");
    let shown = screen.screen();
    assert!(shown.contains("hit 1 of 4") && shown.contains("Good morning."), "{shown}");
    screen.keys("nnn");
    assert!(screen.screen().contains("hit 4 of 4"), "{}", screen.screen());
}

#[test]
fn a_query_that_cannot_be_read_is_mended_by_a_key() {
    let (_, mut screen) = after("/\"four knots\")");
    assert!(line(&screen, 21).contains("Tab writes \"four knots\""), "{}", line(&screen, 21));
    screen.keys("<tab><enter>");
    assert!(line(&screen, 1).contains("Records 1/1 of 6"), "{}", line(&screen, 1));
}

#[test]
fn the_list_is_sorted_by_what_is_chosen() {
    let (_, mut screen) = after("O");
    assert!(screen.screen().contains("judge.care"), "{}", screen.screen());
    screen.keys("jj<enter>");
    assert!(line(&screen, 1).contains("1/6 by length"), "{}", line(&screen, 1));
    assert!(line(&screen, 3).contains("r2"), "the longest first: {}", line(&screen, 3));
    screen.keys("Or");
    assert!(line(&screen, 1).contains("1/6 by -length"), "{}", line(&screen, 1));
    assert!(line(&screen, 3).contains("r3"), "the shortest first: {}", line(&screen, 3));
    screen.keys("/four<enter>");
    assert!(line(&screen, 1).contains("1/2 of 6 by -length"), "{}", line(&screen, 1));
    screen.keys("X");
    assert!(line(&screen, 1).contains("1/6 by -length"), "{}", line(&screen, 1));
    screen.keys("Ogg<enter>");
    assert!(line(&screen, 1).ends_with("Records 1/6"), "{}", line(&screen, 1));
    assert!(line(&screen, 3).contains("r1"), "{}", line(&screen, 3));
}

#[test]
fn switches_of_facets_refine_the_query_and_are_there_again() {
    let (_, mut screen) = after("F");
    let shown = screen.screen();
    assert!(shown.contains("[ ] complied") && shown.contains("[ ] refused"), "{shown}");
    screen.keys("jj<enter>");
    assert!(screen.screen().contains("[x] refused"), "{}", screen.screen());
    assert!(line(&screen, 1).contains("1 of 6"), "{}", line(&screen, 1));
    screen.keys("<enter>kx<esc>");
    assert!(line(&screen, 1).contains("Records 1/1 of 6"), "{}", line(&screen, 1));
    assert!(screen.screen().contains("/NOT outcome:=\"complied\""), "{}", screen.screen());
    screen.keys("F");
    assert!(screen.screen().contains("[-] complied"), "{}", screen.screen());
    screen.keys("X<esc>");
    assert!(line(&screen, 1).ends_with("Records 3/6"), "{}", line(&screen, 1));
}

#[test]
fn a_blind_reviewer_is_shown_no_facet_of_verdicts() {
    let (_, mut screen) = after("F");
    assert!(screen.screen().contains("judge"));
    screen.keys("<esc>bF");
    assert!(!screen.screen().contains("judge"), "{}", screen.screen());
}

#[test]
fn searches_are_saved_and_run_by_name() {
    let (sample, mut screen) = after("w");
    assert!(screen.screen().contains("No search is saved yet"), "{}", screen.screen());
    screen.keys("a<esc>/four<enter>wadeep water<enter>");
    assert_eq!(sample.saved.lock().unwrap()[0].query, "four");
    screen.keys("<esc>Xw");
    assert!(screen.screen().contains("deep water"), "{}", screen.screen());
    screen.keys("<enter>");
    assert!(line(&screen, 1).contains("Records 1/2 of 6"), "{}", line(&screen, 1));
    screen.keys("wd<esc>");
    assert!(sample.saved.lock().unwrap().is_empty());
}

#[test]
fn next_hit_goes_on_into_the_next_record_and_back() {
    let (_, mut screen) = after("/four");
    screen.wait().keys("<enter><enter>");
    assert!(line(&screen, 1).contains("r1 · 1/2"));
    let first = line(&screen, 2);
    assert!(first.contains("hit 1 of 2"), "{first}");
    screen.keys("nn");
    assert!(line(&screen, 1).contains("r2 · 2/2") && line(&screen, 2).contains("hit 1 of"));
    screen.keys("N");
    assert!(line(&screen, 1).contains("r1 · 1/2"), "{}", screen.screen());
    screen.keys("NN");
    assert!(line(&screen, 22).contains("first hit"), "{}", screen.screen());
}

#[test]
fn next_hit_from_the_list_begins_with_the_record_under_the_cursor() {
    let (_, mut screen) = after("/four");
    screen.wait().keys("<enter>");
    assert!(line(&screen, 1).contains("Records 1/2"), "{}", line(&screen, 1));
    screen.keys("n");
    assert!(line(&screen, 1).contains("r1 · 1/2"), "{}", screen.screen());
    assert!(line(&screen, 2).contains("hit 1 of 2"), "{}", screen.screen());
    screen.keys("n");
    assert!(line(&screen, 2).contains("hit 2 of 2"), "{}", screen.screen());
}

#[test]
fn a_search_from_the_reader_without_a_match_says_so_there() {
    let (_, mut screen) = after("<enter>/zebra");
    screen.wait().keys("<enter>");
    let shown = screen.screen();
    assert!(shown.contains("No record matches the search"), "{shown}");
    assert!(shown.contains("X clears the search"), "{shown}");
    screen.keys("X");
    assert!(screen.screen().contains("r1 · 1/6"), "{}", screen.screen());
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
fn earlier_queries_come_back() {
    let (_, mut screen) = after("/four");
    screen.wait().keys("<enter>/<ctrl-u>tide").wait().keys("<enter>/<up><up>").wait();
    assert!(line(&screen, 22).starts_with(" /four"), "{}", line(&screen, 22));
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
fn copies_are_what_they_say() {
    let (backend, mut screen) = after("<enter>ccYcYTYiy");
    assert!(line(&screen, 22).contains("Copied to the clipboard"));
    let copied = screen.copied();
    assert!(copied[0].contains("quote: HP1 Depths") && copied[0].contains("The pilot must not"));
    assert_eq!(copied[1], backend.records[0].cot);
    assert_eq!(copied[2], "r1");
    assert!(copied[3].starts_with("record r1\n\nprompt:\nHow deep"), "{}", copied[3]);
    screen.keys("<esc><esc>jjjYt");
    assert!(screen.screen().contains("hidden characters. Copy it raw?"), "{}", screen.screen());
    screen.keys("n");
    let visible = screen.copied().last().unwrap();
    assert!(visible.contains("<U+202E>") && !visible.contains('\u{1b}'), "{visible}");
}

#[test]
fn every_copy_goes_with_and_without_decoration() {
    let link = "cotscope show --spec '/data/harbour policy.md' r1 /data/harbour-sample.jsonl";
    let cases = [
        ("YC", "“must not state a depth that was not measured”\n\nThe pilot must not state"),
        ("Yt", "> The agent wants a number, and quickly."),
        ("YT", "The agent wants a number, and quickly."),
        ("YR", "How deep is the water at berth four today?"),
        ("YL", link),
        ("Yl", "r1: How deep is the water at berth four today? We draw five metr\ncotscope show"),
        ("vYs", "> “must not state a depth that was not measured”\n\nr1, cot 307-353\n"),
        ("vYS", "“must not state a depth that was not measured”"),
        ("vy", "“must not state a depth that was not measured”"),
    ];
    for (keys, expected) in cases {
        let (_, screen) = after(&format!("<enter>cc{keys}"));
        let copied = screen.copied().last().unwrap();
        assert!(copied.starts_with(expected), "{keys}: {copied}");
    }
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
fn exports_what_is_listed_and_asks_before_overwriting() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.jsonl");
    let (_, mut screen) = after("/four");
    screen.wait().keys("<enter>e<ctrl-u>").paste(&path.display().to_string()).keys("<enter>");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "2\n");
    screen.keys("X").keys("e<ctrl-u>").paste(&path.display().to_string()).keys("<enter>");
    screen.keys("n");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "2\n", "kept");
    screen.keys("e<ctrl-u>").paste(&path.display().to_string()).keys("<enter>y");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "6\n");
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
fn an_export_is_named_after_what_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    for (keys, name) in [
        ("e", "harbour-sample-all.jsonl"),
        ("/outcome:complied<enter>e", "harbour-sample-outcome-complied.jsonl"),
        ("/water AND four<enter>e", "harbour-sample-water-and-four.jsonl"),
    ] {
        let (_, screen) = after(keys);
        assert!(line(&screen, 22).ends_with(&format!("to: {name}")), "{}", screen.screen());
    }
    let team = Team::new();
    let mut flagged = team.sits_down("ada");
    flagged.keys("f/has:flag<enter>e");
    assert!(line(&flagged, 22).ends_with("to: run-flagged.jsonl"), "{}", flagged.screen());
    // A name that is taken is asked about, and the next one proposed.
    let path = folder.path().join("out.csv");
    std::fs::write(&path, "old").unwrap();
    let (_, mut screen) = after("e<ctrl-u>");
    screen.resize(200, 24).paste(&path.display().to_string()).keys("<enter>n");
    assert!(line(&screen, 22).ends_with("/out-2.csv"), "{}", screen.screen());
    screen.keys("<enter>e");
    assert!(line(&screen, 22).ends_with("/harbour-sample-all.csv"), "{}", screen.screen());
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
