//! Searching by keys: while typing, orders, facets, saved searches, from hit to hit.

use crate::keys::{after, line};

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
fn earlier_queries_come_back() {
    let (_, mut screen) = after("/four");
    screen.wait().keys("<enter>/<ctrl-u>tide").wait().keys("<enter>/<up><up>").wait();
    assert!(line(&screen, 22).starts_with(" /four"), "{}", line(&screen, 22));
}
