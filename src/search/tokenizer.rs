//! The one analyser in the form that the index asks for.

use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use super::pattern::GAP;
use super::schema::{GAPPED, KEYED, WORDS};
use super::words::each_word;

/// Registers the analysers under the names that the schema uses.
pub(super) fn register(manager: &TokenizerManager) {
    let analyser = |first, keyed| TextAnalyzer::from(Words { first, keyed });
    manager.register(WORDS, analyser(0, false));
    // Several values a record: no phrase may run from one into the next.
    manager.register(GAPPED, analyser(GAP, false));
    manager.register(KEYED, analyser(GAP, true));
}

/// Splits a text into its folded words.
#[derive(Clone, Copy, Debug)]
struct Words {
    /// Position of the first word.
    first: u32,
    /// The text begins with a key and a NUL, which then stand before every word.
    keyed: bool,
}

impl Tokenizer for Words {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        let key_end = if self.keyed { text.find('\0').map_or(0, |end| end + 1) } else { 0 };
        let (key, text) = text.split_at(key_end);
        Stream { key, text, first: self.first, token: Token::default(), waiting: None }
    }
}

/// The words of one text.
struct Stream<'a> {
    key: &'a str,
    text: &'a str,
    first: u32,
    token: Token,
    /// Only for callers that pull word by word.
    waiting: Option<std::vec::IntoIter<Token>>,
}

impl TokenStream for Stream<'_> {
    /// The indexer's way: words are handed over as they are read, nothing is collected.
    fn process(&mut self, sink: &mut dyn FnMut(&Token)) {
        let (token, mut buffer) = (&mut self.token, String::new());
        each_word(self.text, &mut buffer, |position, span, word| {
            token.text.clear();
            token.text.push_str(self.key);
            token.text.push_str(word);
            token.position = (self.first + position) as usize;
            (token.offset_from, token.offset_to) = (span.start, span.end);
            sink(token);
        });
    }

    fn advance(&mut self) -> bool {
        if self.waiting.is_none() {
            let mut tokens = Vec::new();
            self.process(&mut |token| tokens.push(token.clone()));
            self.waiting = Some(tokens.into_iter());
        }
        match self.waiting.as_mut().and_then(Iterator::next) {
            Some(token) => {
                self.token = token;
                true
            }
            None => false,
        }
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
