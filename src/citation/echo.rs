//! Words that the chain only repeats from what it was given.

use std::collections::HashSet;

use super::lexicon::{Lexicon, Token, Word};
use crate::record::Record;

/// The prompt's, the system text's and the earlier turns' wording, by three neighbouring words. Made
/// when it is first asked for: most records need none.
pub(super) struct Echo<'a> {
    record: &'a Record,
    lexicon: &'a Lexicon,
    heard: Option<HashSet<[Word; 3]>>,
}

/// A quotation of which this share stands in the prompt is an echo.
const SHARE: f32 = 0.8;

impl<'a> Echo<'a> {
    pub(super) fn new(record: &'a Record, lexicon: &'a Lexicon) -> Self {
        Self { record, lexicon, heard: None }
    }

    /// Whether the words `tokens` stand in the prompt as well.
    pub(super) fn repeats(&mut self, tokens: &[Token]) -> bool {
        let (record, lexicon) = (self.record, self.lexicon);
        let heard = self.heard.get_or_insert_with(|| listen(record, lexicon));
        if heard.is_empty() || tokens.len() < 3 {
            return false;
        }
        let known = tokens.windows(3).filter(|three| heard.contains(&words(three))).count();
        known as f32 >= SHARE * (tokens.len() - 2) as f32
    }
}

fn words(three: &[Token]) -> [Word; 3] {
    [three[0].word, three[1].word, three[2].word]
}

fn listen(record: &Record, lexicon: &Lexicon) -> HashSet<[Word; 3]> {
    let texts = record
        .system
        .iter()
        .chain(record.turns.iter().map(|turn| &turn.text))
        .chain(std::iter::once(&record.prompt));
    let mut heard = HashSet::new();
    let mut tokens = Vec::new();
    for text in texts {
        tokens.clear();
        lexicon.read(text, &mut tokens);
        heard.extend(tokens.windows(3).map(words));
    }
    heard
}
