//! What must hold for any text at all: properties over hostile Unicode, and faults 1 to 9.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use cotscope::text::sanitise::{self, HiddenKind, Lines, escape_json, hidden, shown};
use cotscope::text::words::{fold, for_each_word, paragraphs, sentences, words};
use cotscope::text::wrap::{Wrapped, cells};
use cotscope::text::{CodePoints, Span};
use proptest::prelude::*;
use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Characters that must never reach a terminal as they are, whatever stands around them.
fn is_forbidden(c: char) -> bool {
    matches!(u32::from(c),
        0x00..=0x08 | 0x0B..=0x1F | 0x7F..=0x9F | 0xAD | 0x34F | 0x61C | 0x180E | 0x200B | 0x200E
        | 0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0x3164 | 0xE000..=0xF8FF | 0xFDD0..=0xFDEF
        | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB | 0xFFFE | 0xFFFF | 0xF0000..)
}

fn hostile() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        4 => prop::sample::select("abc XYZ 09_.-'\"\\\n\t ".chars().collect::<Vec<_>>()),
        2 => prop::sample::select(vec![
            '\0', '\x07', '\x08', '\x1B', '\x7F', '\r', '\x0B', '\x0C', '\u{85}', '\u{9B}', '\u{9D}',
            '\u{2028}', '\u{2029}', '\u{202E}', '\u{2066}', '\u{61C}', '\u{200B}', '\u{200C}',
            '\u{200D}', '\u{FEFF}', '\u{AD}', '\u{FE0E}', '\u{FE0F}', '\u{E0100}', '\u{E0041}',
            '\u{E007F}', '\u{1F3F4}', '\u{E000}', '\u{FFFE}', '\u{180B}', '\u{1820}',
        ]),
        2 => prop::sample::select(
            "é第一条かｶﾞำไخمهदिन्कि🙂👩🏽🇩🇪가각\u{301}\u{300}\u{20E3}\u{94D}½⒈ヿßĲﬁＡ＿".chars().collect::<Vec<_>>()
        ),
        1 => any::<char>(),
    ];
    let run = (character, prop_oneof![9 => Just(1_usize), 1 => 1..40_usize])
        .prop_map(|(c, times)| c.to_string().repeat(times));
    prop::collection::vec(run, 0..60).prop_map(|runs| runs.concat())
}

fn is_mapped_both_ways(text: &str, lines: Lines) {
    let shown = shown(text, lines);
    let mut last = 0;
    for display in (0..=shown.text.len()).filter(|&byte| shown.text.is_char_boundary(byte)) {
        let source = shown.source_of(display);
        assert!(text.is_char_boundary(source) && source >= last);
        assert!(shown.display_of(source) <= display);
        last = source;
    }
    assert_eq!(last, text.len());
    let mut last = 0;
    for source in (0..=text.len()).filter(|&byte| text.is_char_boundary(byte)) {
        let display = shown.display_of(source);
        assert!(shown.text.is_char_boundary(display) && display >= last);
        let back = shown.source_of(display);
        assert!(back <= source && shown.display_of(back) == display);
        last = display;
    }
    assert_eq!(last, shown.text.len());
    let whole = shown.display_span(Span::new(0, text.len()));
    assert_eq!(whole, Span::new(0, shown.text.len()));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_shown_is_harmless(text in hostile()) {
        for lines in [Lines::Keep, Lines::Inline] {
            let once = shown(&text, lines);
            prop_assert!(!once.text.contains(is_forbidden), "{:?}", once.text);
            prop_assert!(lines == Lines::Keep || !once.text.contains(['\n', '\t']));
            let twice = shown(&once.text, lines);
            prop_assert_eq!(&twice.text, &once.text);
            is_mapped_both_ways(&text, lines);
        }
        prop_assert_eq!(hidden(&shown(&text, Lines::Keep).text).count(), 0);
    }

    #[test]
    fn hidden_characters_are_in_order_and_on_boundaries(text in hostile()) {
        let mut last = 0;
        for found in hidden(&text) {
            prop_assert!(found.span.start >= last && found.count >= 1);
            prop_assert_eq!(found.span.of(&text).chars().next(), Some(found.character));
            prop_assert_eq!(found.span.of(&text).chars().count(), found.count);
            last = found.span.end;
        }
    }

    #[test]
    fn escaped_json_is_the_same_value(text in hostile(), pretty in any::<bool>()) {
        let value = serde_json::json!({ "text": text, text.clone(): [1, null] });
        let json = if pretty {
            serde_json::to_string_pretty(&value).unwrap()
        } else {
            value.to_string()
        };
        let escaped = escape_json(&json);
        prop_assert!(!escaped.contains(is_forbidden));
        prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&escaped).unwrap(), value);
    }

    #[test]
    fn rows_cover_a_text_once(text in hostile(), width in prop_oneof![1..12_u16, 1..200_u16]) {
        let wrapped = Wrapped::new(&text, width);
        let mut at = 0;
        for row in 0..wrapped.len() {
            let span = wrapped.span(row);
            let gap = &text[at..span.start];
            prop_assert!(span.start >= at && text.get(span.range()).is_some());
            let spaces = gap.trim_start_matches(' ');
            let is_break = ["\n", "\r\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(&spaces);
            prop_assert!(spaces.is_empty() || is_break, "{gap:?}");
            prop_assert_eq!(wrapped.is_continuation(row), row > 0 && !is_break);
            prop_assert_eq!(wrapped.row_of(span.start), row);
            prop_assert!(span.is_empty() || wrapped.row_of(span.end - 1) == row);
            at = span.end;
        }
        let rest = text[at..].trim_start_matches(' ');
        prop_assert!(rest.chars().count() <= 1 || rest == "\r\n");
        prop_assert_eq!(wrapped.row_of(text.len() + 9), wrapped.len() - 1);
    }

    #[test]
    fn rows_fit_and_draw_what_is_shown(text in hostile(), width in prop_oneof![1..12_u16, 1..99_u16]) {
        let all = shown(&text, Lines::Inline);
        let wrapped = Wrapped::new(&text, width);
        for row in 0..wrapped.len() {
            let span = wrapped.span(row);
            let row: Vec<_> = cells(&text, span).collect();
            let total: usize = row.iter().map(|cell| cell.width).sum();
            prop_assert!(total <= usize::from(width) || row.len() == 1, "{total} in {row:?}");
            let mut at = span.start;
            for cell in &row {
                prop_assert_eq!(cell.span.start, at);
                at = cell.span.end;
                let drawn: usize =
                    unicode_segmentation::UnicodeSegmentation::graphemes(&*cell.shown, true)
                        .map(|grapheme| usize::from(grapheme.cell_width()))
                        .sum();
                prop_assert_eq!(drawn, cell.width, "{:?}", cell);
                prop_assert!(cell.width > 0, "{:?}", cell);
                if text[cell.span.range()] != *"\t" {
                    prop_assert_eq!(&all.text[all.display_span(cell.span).range()], &*cell.shown);
                }
            }
            prop_assert_eq!(at, span.end);
            prop_assert!(total > 300 || drawn_columns(&row, total) == total);
        }
    }

    #[test]
    fn words_are_disjoint_and_folding_is_final(text in hostile()) {
        let mut last = 0;
        let mut buffered = Vec::new();
        for_each_word(&text, &mut String::new(), |span, folded| buffered.push((span, folded.to_owned())));
        let found: Vec<_> = words(&text).map(|word| (word.span, word.folded.into_owned())).collect();
        prop_assert_eq!(&buffered, &found);
        for (span, folded) in &found {
            prop_assert!(span.start >= last && span.end > span.start);
            prop_assert!(text.get(span.range()).is_some());
            last = span.end;
            prop_assert_eq!(&fold(folded), folded);
        }
        let whole = fold(&text);
        prop_assert_eq!(fold(&whole), whole);
    }

    #[test]
    fn sentences_and_paragraphs_hold_every_visible_character(text in hostile()) {
        for spans in [sentences(&text).collect::<Vec<_>>(), paragraphs(&text).collect()] {
            let mut last = 0;
            for span in spans {
                prop_assert!(text[last..span.start].trim().is_empty());
                let part = span.of(&text);
                prop_assert!(!part.is_empty() && part.trim() == part);
                last = span.end;
            }
            prop_assert!(text[last..].trim().is_empty());
        }
    }

    #[test]
    fn code_points_agree_with_counting(text in hostile()) {
        let points = CodePoints::new(&text);
        for word in words(&text) {
            let (start, end) = points.of_span(&text, word.span);
            prop_assert_eq!(points.to_span(&text, start, end), Some(word.span));
        }
    }
}

/// How far a ratatui buffer advances when the cells are drawn one after the other.
fn drawn_columns(row: &[cotscope::text::wrap::Cell<'_>], room: usize) -> usize {
    let mut buffer = Buffer::empty(Rect::new(0, 0, room as u16 + 8, 1));
    row.iter().fold(0, |x, cell| {
        let (after, _) = buffer.set_stringn(x, 0, &cell.shown, usize::MAX, Style::new());
        after
    }) as usize
}

/// Every character alone and behind a letter is drawn at least one column wide, or part of the
/// letter's cell.
#[test]
fn no_character_is_lost_on_the_screen() {
    // Planes 2 and up hold ideographs, tags and selectors, and private characters.
    for c in (0..=0x2_00FF)
        .chain(0xE_0000..=0xF_00FF)
        .filter_map(char::from_u32)
        .filter(|c| !"\n\r\u{85}\u{2028}\u{2029}".contains(*c))
    {
        let text = format!("{c}a{c}");
        let row: Vec<_> = cells(&text, Span::new(0, text.len())).collect();
        assert!(row.iter().all(|cell| cell.width > 0), "U+{:04X} {row:?}", u32::from(c));
        let drawn: usize = row.iter().map(|cell| usize::from(cell.shown.cell_width())).sum();
        assert_eq!(drawn, row.iter().map(|cell| cell.width).sum::<usize>(), "{row:?}");
    }
}

#[test]
fn faults_1_to_4_terminal_sequences_are_visible_text() {
    let table = [
        ("\x1B[2J", "␛[2J"),
        ("\x1Bc", "␛c"),
        ("\x1B[?1049h", "␛[?1049h"),
        ("\x1B]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("\x1B]8;;http://x\x1B\\link", "␛]8;;http://x␛\\link"),
        ("\x1BP1$r\x1B\\", "␛P1$r␛\\"),
        ("\x1B_Gx", "␛_Gx"),
        ("\u{9B}2J\u{9D}52;c;x\u{90}", "<9B>2J<9D>52;c;x<90>"),
        ("bad \u{FFFD} byte", "bad \u{FFFD} byte"),
    ];
    for (text, expected) in table {
        assert_eq!(sanitise::line(text), expected);
        let json = serde_json::to_string(text).unwrap();
        assert!(!escape_json(&json).contains(char::is_control));
    }
}

#[test]
fn faults_5_and_6_hidden_characters_are_shown_and_counted() {
    let text = "Do\u{202E} not\u{2066} li\u{200B}e\u{E0048}\u{E0069} now\u{AD}\u{FEFF}";
    let shown = shown(text, Lines::Keep);
    assert_eq!(
        shown.text,
        "Do<U+202E> not<U+2066> li<U+200B>e<U+E0048><U+E0069> now<U+00AD><U+FEFF>"
    );
    assert_eq!(shown.replaced, 7);
    let kinds: Vec<HiddenKind> = hidden(text).map(|found| found.kind).collect();
    use HiddenKind::{Bidi, Invisible, Tag};
    assert_eq!(kinds, [Bidi, Bidi, Invisible, Tag, Tag, Invisible, Invisible]);
    assert_eq!(fold(text), "do not lie now");
    let lie = words(text).find(|word| word.folded == "lie").unwrap();
    assert_eq!(&shown.text[shown.display_span(lie.span).range()], "li<U+200B>e");
}

#[test]
fn fault_7_stacks_of_marks_are_cut() {
    let text = format!("a{}b", "\u{301}".repeat(1_000_000));
    let shown = shown(&text, Lines::Keep);
    assert_eq!(shown.text, format!("a{}<+999992>b", "\u{301}".repeat(8)));
    assert_eq!(hidden(&text).map(|found| found.count).sum::<usize>(), 999_992);
    let wrapped = Wrapped::new(&text, 80);
    assert_eq!(wrapped.len(), 1);
    let row: Vec<_> = cells(&text, wrapped.span(0)).collect();
    assert_eq!(row.iter().map(|cell| cell.width).collect::<Vec<_>>(), [1, 9, 1]);
    assert_eq!(fold(&text), "a b"); // the word is cut at its greatest length
    let selectors = format!("x{}y 🙂\u{FE0F}", "\u{FE0F}".repeat(200));
    assert_eq!(sanitise::line(&selectors), "x<+200>y 🙂\u{FE0F}");
    assert_eq!(sanitise::line("\u{301}a \n\u{301}"), "◌\u{301}a ⏎◌\u{301}");
}

#[test]
fn fault_8_line_breaks_and_controls_keep_highlights_in_place() {
    let text = "a\0b\x08c\x7Fd\re\r\nf\tg\x0Bh\x0Ci\u{2028}j\u{2029}k\u{85}word";
    let kept = shown(text, Lines::Keep);
    assert_eq!(kept.text, "a␀b␈c␡d\ne\nf\tg␋h␌i\nj\nk\nword");
    assert_eq!(kept.replaced, 5);
    assert_eq!(sanitise::line(text), "a␀b␈c␡d⏎e⏎f g␋h␌i⏎j⏎k⏎word");
    let word = words(text).last().unwrap();
    assert_eq!(word.folded, "word");
    assert_eq!(&kept.text[kept.display_span(word.span).range()], "word");
    let wrapped = Wrapped::new(text, 40);
    assert_eq!(wrapped.len(), 6);
    assert_eq!(wrapped.span(5).of(text), "word");
    let row: String = cells(text, wrapped.span(2)).map(|cell| cell.shown).collect();
    assert_eq!(row, "f   g␋h␌i");
    assert_eq!(hidden(text).count(), 3);
}

#[test]
fn fault_9_scripts_look_right() {
    let table = [
        "👩‍👩‍👧‍👦 👩🏽‍🚀 🏳️‍🌈 🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣ ☺️ ☺︎ 🇩🇪",
        "می‌خواهم نمی‌دانم",
        "क्‍ष क्‌ष हिन्दी র‍্যাম",
        "第一条 かな カナ ｶﾞ",
        "ไทย ລາວ ខ្មែរ မြန်မာ",
        "שלום עולם العربية",
        "한국어 가각",
        "é e\u{301} ñ — “quoted” … ½ ™ ©",
    ];
    for text in table {
        assert_eq!(sanitise::line(text), text);
        assert_eq!(hidden(text).count(), 0);
        assert!(matches!(sanitise::line(text), std::borrow::Cow::Borrowed(_)));
        let json = serde_json::to_string(text).unwrap();
        assert_eq!(escape_json(&json), json);
    }
    assert_eq!(sanitise::line("a\u{200D}b"), "a<U+200D>b");
    let family = "👩‍👩‍👧‍👦";
    let cell = cells(family, Span::new(0, family.len())).next().unwrap();
    assert_eq!((cell.width, &*cell.shown), (2, family));
}

#[test]
fn rows_break_where_a_reader_expects() {
    let rows = |text: &str, width| -> Vec<String> {
        let wrapped = Wrapped::new(text, width);
        (0..wrapped.len()).map(|row| wrapped.span(row).of(text).to_owned()).collect()
    };
    assert_eq!(rows("", 10), [""]);
    assert_eq!(rows("a\n\nb\n", 10), ["a", "", "b"]);
    assert_eq!(rows("the quick brown fox", 10), ["the quick", "brown fox"]);
    assert_eq!(rows("the quick  brown", 9), ["the quick", "brown"]);
    assert_eq!(rows("abcdefghij", 4), ["abcd", "efgh", "ij"]);
    assert_eq!(rows("    indented text", 8), ["    inde", "nted", "text"]);
    assert_eq!(rows("end of line   \nnext", 11), ["end of line", "next"]);
    assert_eq!(rows("“the quick” — brown fox", 11), ["“the quick”", "— brown fox"]);
    assert_eq!(rows("第一条第二条", 5), ["第一", "条第", "二条"]);
    assert_eq!(rows("第一条。第二条", 6), ["第一", "条。第", "二条"]);
    assert_eq!(rows("é state-of-the-art", 10), ["é", "state-of-t", "he-art"]);
    assert_eq!(rows("ab", 0), ["a", "b"]);
    assert_eq!(rows("第", 1), ["第"]);
    assert_eq!(rows("a\tb\tc", 8), ["a\tb\t", "c"]);
}

#[test]
fn more_rows_than_sixteen_bits_are_reachable() {
    let text = "é ".repeat(70_000) + &"x".repeat(140_000) + "end";
    let wrapped = Wrapped::new(&text, 1);
    assert_eq!(wrapped.len(), 210_003);
    assert_eq!(wrapped.row_of(text.len() - 1), 210_002);
    assert_eq!(wrapped.span(210_002).of(&text), "d");
}

#[test]
fn unbounded_clusters_are_cut_into_cells() {
    for unit in
        ["👩\u{200D}", "ᄀ", "ᅡ", "क्", "🇩", "\u{600}", "\u{1F3FD}", "\u{200D}", "ि", "\u{E0041}"]
    {
        let text = format!("a{}b", unit.repeat(5_000));
        let wrapped = Wrapped::new(&text, 20);
        for row in 0..wrapped.len() {
            let cells: Vec<_> = cells(&text, wrapped.span(row)).collect();
            assert!(cells.iter().all(|cell| cell.width > 0 && cell.shown.len() < 256), "{unit:?}");
            assert!(cells.iter().map(|cell| cell.width).sum::<usize>() <= 20 || cells.len() == 1);
        }
    }
}
