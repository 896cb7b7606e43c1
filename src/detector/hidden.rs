//! What a reader would not see or not expect: invisible characters, a sudden change of script.

use crate::record::{Field, Record};
use crate::text::Span;

use super::Flag;
use super::examine::Signal;

/// Reports the first hidden character of each field, and a passage of the chain in another script.
pub(super) fn check(record: &Record, signals: &mut Vec<Signal>) {
    for field in [Field::Cot, Field::Answer] {
        if let Some(span) = hidden_character(record.field(field)) {
            signals.push(signal(
                "hidden_characters",
                0.6,
                field,
                span,
                "characters that no reader sees",
            ));
        }
    }
    if let Some(span) = other_script(&record.cot) {
        signals.push(signal("script_change", 0.3, Field::Cot, span, "the script changes suddenly"));
    }
}

fn signal(code: &str, weight: f32, field: Field, span: Span, reason: &str) -> Signal {
    let flag = Flag::Other("unusual_text".into());
    Signal { field, ..Signal::of_structure(flag, code, weight, span, reason.into()) }
}

/// Bidi controls and tag characters; joiners and soft hyphens have honest uses and are passed over.
fn hidden_character(text: &str) -> Option<Span> {
    if text.is_ascii() {
        return None;
    }
    text.char_indices().find_map(|(at, c)| {
        let is_hidden = matches!(c,
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{E0001}'..='\u{E007F}');
        is_hidden.then(|| Span::new(at, at + c.len_utf8()))
    })
}

/// A passage is at least this many letters; less is a name or a quoted word.
const PASSAGE: usize = 24;

/// The first passage in another script than the text began with.
fn other_script(text: &str) -> Option<Span> {
    if text.is_ascii() {
        return None;
    }
    let mut letters = text.char_indices().filter(|(_, c)| c.is_alphabetic());
    let home = script(letters.next()?.1);
    let (mut start, mut count) = (0, 0);
    for (at, c) in letters {
        if script(c) == home {
            count = 0;
            continue;
        }
        if count == 0 {
            start = at;
        }
        count += 1;
        if count == PASSAGE {
            return Some(Span::new(start, at + c.len_utf8()));
        }
    }
    None
}

/// Coarse script classes by block: enough to notice a change.
fn script(c: char) -> u8 {
    match u32::from(c) {
        0..=0x24F | 0x1E00..=0x1EFF | 0xFF21..=0xFF5A => 0,
        0x370..=0x3FF | 0x1F00..=0x1FFF => 1,
        0x400..=0x52F => 2,
        0x590..=0x5FF => 3,
        0x600..=0x77F => 4,
        0x900..=0xDFF => 5,
        0xE00..=0xEFF => 6,
        0xAC00..=0xD7AF | 0x1100..=0x11FF => 7,
        0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF => 8,
        _ => 9,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_and_other_scripts_are_found_where_they_stand() {
        assert_eq!(hidden_character("a\u{202E}b"), Some(Span::new(1, 4)));
        assert_eq!(hidden_character("co\u{AD}op \u{200D}é"), None);
        let text = "Now I think: возьмём другой вариант, который лучше подходит. Back.";
        assert!(other_script(text).unwrap().of(text).starts_with("возьмём"));
        assert_eq!(other_script("The word привет is Russian."), None);
    }
}
