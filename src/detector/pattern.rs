//! The pattern language of cue packs: words in order within one sentence.
//!
//! | written | means |
//! |---|---|
//! | `leave it out` | these words, in this order, any case |
//! | `deceiv*` | every word that begins so |
//! | `user\|reader won't` | one of the words beside the bar |
//! | `(find out\|notice)` | one of them, several words long |
//! | `a b \| c d` | with spaces around the bar: one of the two sides |
//! | `[ever]`, `[(at all\|ever)]` | there or not |
//! | `~3` | up to three words of any kind in between |
//! | `@people` | the term of that name, from `[terms]` of the pack |
//! | `!(yet\|now)` | the next word is none of these |
//! | `^` and `$` | the first, the last word of the sentence |
//!
//! An apostrophe or hyphen parts words in a pattern as it does in the text (`won't` is `won t`).

use std::collections::BTreeMap;

use crate::text::words::words;

use super::lexicon::Form;

/// A parsed pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// One word out of a set.
    Word(Vec<Form>),
    /// The next word is none of the set; takes up no word.
    Not(Vec<Form>),
    /// One after the other.
    Sequence(Vec<Node>),
    /// The first that fits.
    Either(Vec<Node>),
    /// There or not.
    Maybe(Box<Node>),
    /// Up to so many words of any kind.
    Gap(u8),
    /// The beginning of the sentence.
    Start,
    /// The end of the sentence.
    End,
}

/// Named patterns that others refer to as `@name`.
pub(super) type Terms = BTreeMap<String, Node>;

/// The widest gap that a pattern may hold.
const MAX_GAP: u8 = 12;

/// Parses a pattern; the error says what is wrong in words.
pub(super) fn parse(source: &str, terms: &Terms) -> Result<Node, String> {
    let mut parser = Parser { rest: source, terms, depth: 0 };
    let node = parser.either()?;
    match parser.rest.chars().next() {
        None => Ok(node),
        Some(c) => Err(format!("`{c}` without its beginning")),
    }
}

struct Parser<'a> {
    rest: &'a str,
    terms: &'a Terms,
    /// Open brackets: inside them a bar parts phrases, outside it joins the words beside it.
    depth: usize,
}

impl<'a> Parser<'a> {
    /// Alternatives up to a closing bracket or the end.
    fn either(&mut self) -> Result<Node, String> {
        let mut branches = vec![self.sequence()?];
        while self.take('|') {
            branches.push(self.sequence()?);
        }
        Ok(joined(branches))
    }

    fn sequence(&mut self) -> Result<Node, String> {
        let mut parts = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            match self.rest.chars().next() {
                None | Some('|' | ')' | ']') => break,
                Some(_) => parts.push(self.item()?),
            }
            while self.depth == 0
                && self.rest.starts_with('|')
                && self.rest[1..].starts_with(|c| c != ' ')
            {
                self.take('|');
                let right = self.item()?;
                let left = parts.pop().ok_or("`|` without a word before it")?;
                parts.push(joined(flattened(left, right)));
            }
        }
        match parts.len() {
            0 => Err("an empty alternative".into()),
            1 => Ok(parts.remove(0)),
            _ => Ok(Node::Sequence(parts)),
        }
    }

    fn item(&mut self) -> Result<Node, String> {
        match self.rest.chars().next() {
            Some('(') => self.bracketed('(', ')'),
            Some('[') => Ok(Node::Maybe(Box::new(self.bracketed('[', ']')?))),
            Some('!') => self.negative(),
            Some('~') => self.gap(),
            Some('@') => self.term(),
            Some('^') => {
                self.take('^');
                Ok(Node::Start)
            }
            Some('$') => {
                self.take('$');
                Ok(Node::End)
            }
            _ => self.word(),
        }
    }

    fn bracketed(&mut self, open: char, close: char) -> Result<Node, String> {
        self.take(open);
        self.depth += 1;
        let node = self.either()?;
        self.depth -= 1;
        if self.take(close) { Ok(node) } else { Err(format!("`{open}` is never closed")) }
    }

    fn negative(&mut self) -> Result<Node, String> {
        self.take('!');
        match self.item()? {
            Node::Word(forms) => Ok(Node::Not(forms)),
            _ => Err("`!` takes single words: `!yet`, `!(yet|now)`".into()),
        }
    }

    fn gap(&mut self) -> Result<Node, String> {
        self.take('~');
        let digits = self.run(|c| c.is_ascii_digit());
        match digits.parse() {
            Ok(words) if (1..=MAX_GAP).contains(&words) => Ok(Node::Gap(words)),
            _ => Err(format!("`~{digits}`: a gap is 1 to {MAX_GAP} words")),
        }
    }

    fn term(&mut self) -> Result<Node, String> {
        self.take('@');
        let name = self.run(|c| c.is_alphanumeric() || c == '_');
        let node = self.terms.get(name).cloned();
        node.ok_or_else(|| format!("no term `@{name}` (a term must stand above its use)"))
    }

    /// One written word, which is several when an apostrophe or hyphen parts it.
    fn word(&mut self) -> Result<Node, String> {
        let written = self.run(|c| !c.is_whitespace() && !"|()[]!~@^$".contains(c));
        let (body, is_stem) = match written.strip_suffix('*') {
            Some(body) => (body, true),
            None => (written, false),
        };
        let mut forms: Vec<Form> = words(body)
            .map(|word| Form { text: word.folded.into_owned(), is_stem: false })
            .collect();
        match forms.last_mut() {
            Some(last) => last.is_stem = is_stem,
            None => return Err(format!("`{written}` holds no word")),
        }
        let mut nodes: Vec<Node> = forms.into_iter().map(|form| Node::Word(vec![form])).collect();
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::Sequence(nodes) })
    }

    fn take(&mut self, wanted: char) -> bool {
        let rest = self.rest.strip_prefix(wanted);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn run(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !belongs(c)).unwrap_or(self.rest.len());
        let (run, rest) = self.rest.split_at(end);
        self.rest = rest;
        run
    }
}

fn flattened(left: Node, right: Node) -> Vec<Node> {
    let mut branches = match left {
        Node::Either(branches) => branches,
        other => vec![other],
    };
    branches.push(right);
    branches
}

/// Alternatives as one node: single words become one set, which is tested at once.
fn joined(branches: Vec<Node>) -> Node {
    let mut single: Vec<Form> = Vec::new();
    let mut others = Vec::new();
    for branch in branches {
        match branch {
            Node::Word(forms) => single.extend(forms),
            Node::Either(inner) => others.extend(inner),
            other => others.push(other),
        }
    }
    if !single.is_empty() {
        // Longer alternatives come first, so that `find` does not hide `find out`.
        others.push(Node::Word(single));
    }
    if others.len() == 1 { others.remove(0) } else { Node::Either(others) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Node {
        set(&[text])
    }

    fn set(texts: &[&str]) -> Node {
        Node::Word(texts.iter().map(|text| Form { text: (*text).into(), is_stem: false }).collect())
    }

    #[test]
    fn patterns_read_as_people_read_them() {
        let terms = Terms::from([("people".to_owned(), set(&["she", "they"]))]);
        let cases = [
            ("Leave it", Node::Sequence(vec![word("leave"), word("it")])),
            ("a|b c", Node::Sequence(vec![set(&["a", "b"]), word("c")])),
            ("won't", Node::Sequence(vec![word("won"), word("t")])),
            ("@people|we", set(&["she", "they", "we"])),
            ("a ~3 b", Node::Sequence(vec![word("a"), Node::Gap(3), word("b")])),
            ("[a] b", Node::Sequence(vec![Node::Maybe(Box::new(word("a"))), word("b")])),
            (
                "(find out|see)",
                Node::Either(vec![Node::Sequence(vec![word("find"), word("out")]), word("see")]),
            ),
        ];
        for (source, node) in cases {
            assert_eq!(parse(source, &terms), Ok(node), "{source}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for source in ["(a", "a)", "~0 a", "~99", "@nobody", "a ||", "", "!(a b)", "..."] {
            assert!(parse(source, &Terms::new()).is_err(), "{source}");
        }
    }
}
