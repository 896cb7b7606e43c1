//! Whatever is in the data: the screen shows it and obeys none of it.

use std::sync::Arc;

use cotscope::record::{Record, Turn};
use cotscope::spec::{Clause, Spec};
use cotscope::ui::Settings;
use cotscope::ui::headless::Headless;
use proptest::prelude::*;

use crate::sample::{Sample, sample};

/// Keys that lead over every screen.
pub(crate) const TOUR: [&str; 20] = [
    "",
    "<enter>",
    "cs",
    "<tab>jG",
    "<esc>Z",
    "G",
    "vlljps",
    "<esc>?",
    "<esc>:x",
    "<esc>ax<enter>y",
    "<esc>n/a",
    "<esc><esc>e",
    "<esc>!",
    "<esc>tl",
    "Sll<tab>G",
    "oo%/x<esc>?",
    "<esc>g<enter>",
    "<esc><esc><esc>gt|j|nx<tab>",
    "<esc>tojnG",
    "<esc>KjG",
];

/// Characters that a cell must never hold: controls, bidi, invisible ones.
fn foreign(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
            | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{AD}' | '\u{61C}')
}

fn check(screen: &mut Headless, what: &str) {
    for cell in screen.buffer().content() {
        assert!(!cell.symbol().chars().any(foreign), "{what}: {:?}", cell.symbol());
    }
    let sent = String::from_utf8(screen.sent()).unwrap();
    let foreign = without_ours(&sent).chars().find(|letter| foreign(*letter));
    assert_eq!(foreign, None, "{what}: on the wire");
}

/// What is sent without the sequences that the program itself uses: places, looks, one clearing, the
/// cursor, the beginning and end of a frame.
fn without_ours(sent: &str) -> String {
    let ours =
        regex::Regex::new("\u{1b}\\[(?:[0-9]+;[0-9]+H|0(?:;[0-9]+)*m|2J|\\?25[hl]|\\?2026[hl])");
    ours.unwrap().replace_all(sent, "").into_owned()
}

#[test]
fn the_check_of_the_wire_sees_what_is_not_ours() {
    let ours = "\u{1b}[?2026h\u{1b}[3;12H\u{1b}[0;1;38;2;1;2;3mtext\u{1b}[0m\u{1b}[?2026l";
    assert_eq!(without_ours(ours), "text");
    for theirs in ["\u{1b}[3A", "\u{1b}]52;c;x\u{7}", "\u{1b}[?1049l", "\u{9b}2J", "\u{1b}c"] {
        assert!(without_ours(theirs).chars().any(foreign), "{theirs:?}");
    }
}

/// A sample with the same text everywhere that text can come from outside.
fn everywhere(text: &str) -> Sample {
    let clause = Clause {
        id: text.into(),
        title: text.into(),
        path: vec![text.into(), text.into()],
        text: text.into(),
        attributes: [(text.to_owned(), text.to_owned())].into(),
        ..Clause::default()
    };
    let mut meta = serde_json::Map::new();
    meta.insert("judge".into(), text.into());
    meta.insert("outcome".into(), text.into());
    meta.insert(text.into(), text.into());
    let record = Record {
        id: text.into(),
        system: Some(text.into()),
        turns: vec![Turn { role: text.into(), text: text.into() }],
        prompt: text.into(),
        cot: format!("{text} HP9 {text}"),
        answer: text.into(),
        meta,
        ..Record::default()
    };
    // A second record, so that fields have values to divide by.
    let other = Record { id: "other".into(), ..Record::default() };
    let spec = Spec { name: "harbour-policy".into(), clauses: vec![clause], ..Spec::default() };
    Sample { records: vec![record, other], spec: Some(Arc::new(spec)), ..Sample::default() }
}

fn tour(text: &str, width: u16, height: u16) {
    let mut screen = Headless::new(Arc::new(everywhere(text)), &Settings::default(), width, height);
    for keys in TOUR {
        screen.keys(keys);
        check(&mut screen, keys);
        screen.wait();
        check(&mut screen, keys);
    }
    screen.paste(text);
    check(&mut screen, "paste");
}

#[test]
fn known_attacks_are_shown() {
    let attacks = [
        "\u{1b}[2J\u{1b}c\u{1b}[?1049h",
        "\u{1b}]52;c;aGk=\u{7}",
        "\u{1b}]8;;http://x\u{1b}\\link",
        "\u{9b}2J\u{9d}0;t\u{9c}\u{90}q",
        "\u{202e}abc\u{2066}\u{200b}\u{feff}\u{ad}",
        "a\0b\u{8}c\u{7f}\rd\r\ne\tf\u{b}\u{c}\u{85}\u{2028}",
        "\u{301}\u{301}x\u{fe0f}\u{fe0f}\u{e0001}",
    ];
    for attack in attacks {
        tour(attack, 80, 24);
    }
    let letter = format!("x{}", "\u{301}".repeat(10_000));
    tour(&letter, 80, 24);
}

#[test]
fn every_size_can_be_drawn() {
    let mut screen = Headless::new(Arc::new(sample()), &Settings::default(), 1, 1);
    for keys in TOUR {
        screen.resize(80, 24).keys(keys);
        for (width, height) in [(1, 1), (10, 3), (59, 16), (60, 15), (60, 16), (99, 17), (100, 16)]
        {
            screen.resize(width, height);
        }
        for (width, height) in [(149, 30), (150, 30), (200, 60), (300, 100), (60, 100), (300, 16)] {
            screen.resize(width, height);
        }
    }
}

#[test]
fn without_colour_no_cell_has_one() {
    use ratatui::style::Color;
    let settings = Settings { colour: false, ..Settings::default() };
    let mut screen = Headless::new(Arc::new(sample()), &settings, 120, 40);
    for keys in TOUR {
        screen.keys(keys);
        for cell in screen.buffer().content() {
            assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset), "{keys}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_text_on_any_screen_at_any_size(
        text in prop::collection::vec(any::<char>(), 0..60),
        width in 1_u16..200,
        height in 1_u16..60,
    ) {
        tour(&text.into_iter().collect::<String>(), width, height);
    }

    #[test]
    fn any_keys_on_any_size(
        keys in prop::collection::vec(prop::sample::select(KEYS.to_vec()), 0..60),
        width in 1_u16..200,
        height in 1_u16..60,
    ) {
        let mut screen = Headless::new(Arc::new(sample()), &Settings::default(), width, height);
        for key in keys {
            screen.keys(key);
        }
        screen.wait();
    }
}

const KEYS: [&str; 48] = [
    "j",
    "k",
    "<ctrl-d>",
    "<ctrl-u>",
    "g",
    "G",
    "l",
    "h",
    "L",
    "H",
    "<enter>",
    "<esc>",
    "<tab>",
    "<shift-tab>",
    "/",
    "n",
    "N",
    "X",
    "S",
    "o",
    "%",
    "x",
    "c",
    "C",
    "s",
    "1",
    "3",
    "0",
    "<space>",
    "u",
    "U",
    "v",
    "a",
    "f",
    "y",
    "Y",
    "b",
    "r",
    "z",
    "Z",
    "t",
    "m",
    "!",
    ":",
    "?",
    "<ctrl-s>",
    "<backspace>",
    "7",
];
