//! The one analyser as search uses it: words of a text, folded, without the absurdly long ones.

use std::ops::ControlFlow;

use crate::text::Span;
use crate::text::sanitise::hidden;
use crate::text::words::{fold, for_each_word, words};

/// Changes whenever the analyser splits or folds differently: older indexes are rebuilt.
pub(super) const VERSION: u32 = 1;

/// Folded words longer than this many bytes (base64, a wall of one letter) are not searched: they
/// would fill the dictionary, and nobody types them. They still take up a position.
pub(super) const LONGEST: usize = 256;

/// Calls `each` with the position, the place and the folded form of every searchable word.
pub(super) fn each_word(text: &str, buffer: &mut String, mut each: impl FnMut(u32, Span, &str)) {
    let mut position = 0;
    for_each_word(text, buffer, |span, folded| {
        if folded.len() <= LONGEST {
            each(position, span, folded);
        }
        position += 1;
    });
}

/// The same until `each` breaks off. What is read is borrowed where it is folded already.
pub(super) fn some_words(text: &str, mut each: impl FnMut(u32, Span, &str) -> ControlFlow<()>) {
    for (position, word) in (0..).zip(words(text)) {
        if word.folded.len() <= LONGEST && each(position, word.span, &word.folded).is_break() {
            break;
        }
    }
}

/// The folded words of a text.
pub(super) fn folded(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for_each_word(text, &mut String::new(), |_, folded| words.push(folded.to_owned()));
    words
}

/// How names (ids, labels, flags, reviewers) are compared: case aside.
pub(super) fn fold_name(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Adds a character to a regular expression as it looks in a folded word.
pub(super) fn push_folded(c: char, out: &mut String) {
    let folded = fold(c.encode_utf8(&mut [0; 4]));
    if folded.is_empty() { out.push(c) } else { out.push_str(&folded) }
}

/// Whether a text holds characters that a reader cannot see.
pub(super) fn has_hidden(text: &str) -> bool {
    // Most texts are plain ASCII, which is told from the rest at the speed of memory.
    let plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t' | b'\r');
    let ordinary = text.as_bytes().chunks(64).all(|chunk| chunk.iter().all(plain));
    !ordinary && hidden(text).next().is_some()
}
