//! Reading: Markdown, long texts, panes and the mouse.

use std::sync::Arc;

use cotscope::record::Record;
use cotscope::ui::headless::Headless;

use crate::open;
use crate::sample::{Sample, sample};
use crate::screens::screens;

/// One record with a chain, open in the reader.
fn reading(cot: &str, width: u16, height: u16) -> Headless {
    let record = Record { id: "r1".into(), cot: cot.into(), ..Record::default() };
    let backend = Arc::new(Sample { records: vec![record], ..sample() });
    let mut screen = open(&backend, width, height);
    screen.keys("<enter>");
    screen
}

fn line(screen: &Headless, row: usize) -> String {
    screen.screen().lines().nth(row).unwrap_or_default().to_owned()
}

#[test]
fn markdown_is_shown_lightly_and_raw_on_a_key() {
    let text = "## Plan\n\n- **first** go _there_ and then come back again, as it was agreed upon \
                before the tide\n\nuse `2*3*4`";
    let mut screen = reading(text, 60, 20);
    let shown = screen.screen();
    assert!(shown.contains("- first go there and then come back again"), "{shown}");
    assert!(shown.contains("        agreed upon before the tide"), "hangs below its text: {shown}");
    assert!(shown.contains("## Plan") && shown.contains("`2*3*4`"), "{shown}");
    screen.keys("tm");
    let raw = screen.screen();
    assert!(raw.contains("- **first** go _there_ and"), "{raw}");
}

#[test]
fn what_is_found_in_markdown_is_marked_where_it_stands() {
    let mut screen = reading("Some **HP3 words** stand here, and _that rule_ too.", 80, 20);
    screen.keys("cc");
    assert!(line(&screen, 2).contains("citation 2 of 2"), "{}", screen.screen());
    screen.keys("vy");
    assert_eq!(screen.copied(), ["that rule"]);
}

#[test]
fn any_place_of_a_long_text_is_reached_and_left_again() {
    let paragraph = "A line of the chain that is long enough to be wrapped, and says little.\n\n";
    let mut text = paragraph.repeat(40_000);
    text.push_str("The very end of it: HP3.");
    let mut screen = reading(&text, 60, 16);
    screen.keys("G");
    assert!(screen.screen().contains("The very end of it: HP3."), "{}", screen.screen());
    screen.keys("kkk");
    let up = screen.screen();
    screen.keys("jjjkkk");
    assert_eq!(screen.screen(), up);
    screen.keys("g");
    assert!(line(&screen, 3).contains("Prompt"), "{}", screen.screen());
    screen.keys("c");
    assert!(screen.screen().contains("The very end of it: HP3."), "{}", screen.screen());
    screen.keys("gG");
    screen.resize(80, 24);
    assert!(screen.screen().contains("end of it: HP3."), "{}", screen.screen());
}

#[test]
fn scrolling_up_into_what_was_never_seen_goes_row_by_row() {
    let text: String = (0..60_000).map(|word| format!("{word} ")).collect();
    let mut screen = reading(&text, 60, 16);
    screen.keys("G");
    let mut below = first_number(&screen);
    for _ in 0..600 {
        screen.keys("k");
        let here = first_number(&screen);
        assert!(here < below && below - here < 12, "from {below} to {here}");
        below = here;
    }
}

/// The first number in the first row of text.
fn first_number(screen: &Headless) -> usize {
    line(screen, 3).split_whitespace().next().unwrap().parse().unwrap()
}

#[test]
fn the_last_of_very_many_rows_is_reached() {
    let mut screen = reading(&format!("{}last", "x\n".repeat(200_000)), 60, 16);
    screen.keys("G").keys("k");
    assert!(line(&screen, 1).contains("r1"));
    assert!(screen.screen().contains("last"), "{}", screen.screen());
}

#[test]
fn panes_grow_and_shrink() {
    let backend = Arc::new(sample());
    let mut screen = open(&backend, 120, 40);
    let wall = |screen: &Headless| line(screen, 1).chars().position(|c| c == '│').unwrap();
    let before = wall(&screen);
    screen.keys("<lt>");
    assert!(wall(&screen) > before, "the reader gives room to the list");
    screen.keys("<tab><lt><lt><lt>");
    assert!(wall(&screen) < before, "{}", screen.screen());
    let mut narrow = open(&backend, 80, 24);
    narrow.keys(">");
    assert!(line(&narrow, 22).contains("no other pane"), "{}", narrow.screen());
    let height = |screen: &Headless| {
        screen.screen().lines().position(|line| line.starts_with(" Clause")).unwrap()
    };
    narrow.keys("<enter>cs");
    let before = height(&narrow);
    narrow.keys(">>");
    assert!(height(&narrow) > before, "{}", narrow.screen());
}

#[test]
fn dragging_selects_what_the_pointer_passes() {
    let backend = Arc::new(sample());
    let mut screen = open(&backend, 80, 24);
    screen.keys("<enter>").drag((6, 8), (20, 8)).keys("y");
    screen.drag((13, 9), (6, 8)).keys("y");
    let copied = screen.copied();
    assert_eq!(copied[0], "The agent wants");
    assert_eq!(copied[1].lines().count(), 1);
    assert!(copied[1].starts_with("The agent") && copied[1].ends_with(" The last"), "{copied:?}");
}

#[test]
fn dragging_over_the_edge_scrolls() {
    let text: String = (0..400).map(|word| format!("word {word}\n\n")).collect();
    let mut screen = reading(&text, 80, 24);
    screen.drag((8, 10), (8, 23));
    screen.keys("y");
    assert!(screen.copied()[0].lines().count() > 12, "{:?}", screen.copied());
}

#[test]
fn a_click_folds_goes_to_a_citation_or_along_the_scrollbar() {
    let backend = Arc::new(sample());
    let mut screen = open(&backend, 80, 24);
    screen.keys("j<enter>");
    screen.click(8, 3);
    assert!(screen.screen().contains("You are the pilot"), "{}", screen.screen());
    screen.click(8, 3);
    assert!(!screen.screen().contains("You are the pilot"), "{}", screen.screen());
    screen.click(79, 21);
    assert!(line(&screen, 22).trim_end().ends_with("end"), "{}", screen.screen());
    screen.click(79, 3);
    assert!(line(&screen, 22).trim_end().ends_with("top"), "{}", screen.screen());
    let row = screen.screen().lines().position(|line| line.contains("the Quiet water")).unwrap();
    screen.click(15, u16::try_from(row).unwrap());
    assert!(line(&screen, 2).contains("citation 1 of 3"), "{}", screen.screen());
}

#[test]
fn evidence_is_on_the_scrollbar() {
    let backend = Arc::new(sample());
    let mut screen = open(&backend, 80, 24);
    screen.keys("<enter>2vv");
    let bar: String = screen.screen().lines().filter_map(|line| line.chars().nth(79)).collect();
    assert!(bar.contains('◆'), "{}", screen.screen());
}

#[test]
fn the_outline_lists_paragraphs_with_what_is_in_them() {
    screens("outline", sample, "<enter>to");
}

#[test]
fn the_outline_leads_to_paragraphs() {
    let backend = Arc::new(sample());
    let mut screen = open(&backend, 60, 16);
    screen.keys("/four").wait().keys("<enter><enter>tog");
    assert!(line(&screen, 1).contains("Outline  r1  4 paragraphs"), "{}", screen.screen());
    screen.keys("nn<enter>");
    assert!(line(&screen, 3).contains("  2§  HP3 says"), "{}", screen.screen());
    screen.keys("to");
    let chosen = screen.screen().lines().find(|line| line.starts_with('▌')).unwrap().to_owned();
    assert!(chosen.contains("HP3 says"), "where the eye is: {chosen}");
    screen.keys("NN");
    assert!(line(&screen, 14).contains("Nothing is marked"), "{}", screen.screen());
    screen.keys("<esc>");
    assert!(line(&screen, 1).contains("r1 ·"), "{}", screen.screen());
}

#[test]
fn a_record_is_printed_as_plain_text_and_any_key_comes_back() {
    let backend = Arc::new(sample());
    let mut screen = open(&backend, 80, 24);
    screen.keys("jjj<enter>tf");
    let printed = &screen.printed()[0];
    assert!(printed.starts_with("## Record\n\nж-第4\n\n## Prompt\n\nKönnen Sie"), "{printed}");
    assert!(printed.contains("<U+202E>override") && printed.contains("␛[2J"), "{printed}");
    assert!(!printed.contains('\u{1b}'));
    screen.keys("q");
    assert!(!screen.has_quit(), "the key only comes back");
    assert!(screen.keys("q").has_quit());
}
