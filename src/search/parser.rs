//! Reads a query: operators, parentheses, and what stands between them (`term`).

use super::error::QueryError;
use super::mention::Mention;
use super::query::Node;
use super::term::{self, Field};

/// How deep parentheses may nest: the reader is recursive, and so are those who walk the tree.
const DEEPEST: usize = 64;

/// How many faults are repaired one after the other for a suggestion.
const MOST_REPAIRS: usize = 8;

/// Reads the whole text; also gives the names that it mentions, in the order of the text.
pub(super) fn parse(text: &str) -> Result<(Node, Vec<Mention>), QueryError> {
    parse_repaired(text, 0)
}

fn parse_repaired(text: &str, repairs: usize) -> Result<(Node, Vec<Mention>), QueryError> {
    let mut parser = Parser { text, at: 0, depth: 0, repairs, mentions: Vec::new() };
    parser.skip_space();
    if parser.rest().is_empty() {
        return Ok((Node::All, Vec::new()));
    }
    let node = parser.any(None)?;
    match parser.peek() {
        None => Ok((node, parser.mentions)),
        Some(_) => Err(parser.stray_parenthesis()),
    }
}

/// A place in the text of a query.
pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    /// Byte offset of what comes next.
    pub(super) at: usize,
    depth: usize,
    /// How many repairs have led to this text.
    repairs: usize,
    /// The names of fields, clauses, labels … that have been read.
    pub(super) mentions: Vec<Mention>,
}

/// Operators are words in capitals.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    And,
    Or,
    Not,
}

impl<'a> Parser<'a> {
    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += if found { wanted.len_utf8() } else { 0 };
        found
    }

    pub(super) fn take_while(&mut self, accept: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !accept(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    pub(super) fn skip_space(&mut self) {
        self.take_while(char::is_whitespace);
    }

    /// An error at byte `at`, with the query's text up to `at`, `repair` and the text from `until`
    /// on as the suggestion, provided that it can be read.
    pub(super) fn error(
        &self,
        at: usize,
        message: impl Into<String>,
        repair: Option<(usize, usize, &str)>,
    ) -> QueryError {
        let column = self.text[..at].chars().count() + 1;
        let suggestion = repair.filter(|_| self.repairs < MOST_REPAIRS).and_then(|repair| {
            let (from, until, with) = repair;
            let text = format!("{}{with}{}", &self.text[..from], &self.text[until..]);
            // Faults are repaired one after the other; what is proposed can be read.
            match parse_repaired(text.trim(), self.repairs + 1) {
                Ok(_) => Some(text.trim().to_owned()),
                Err(next) => next.suggestion,
            }
        });
        QueryError { column, message: message.into(), suggestion }
    }

    /// Alternatives.
    fn any(&mut self, field: Option<&Field>) -> Result<Node, QueryError> {
        let mut nodes = vec![self.all(field)?];
        while self.take_operator(Operator::Or).is_some() {
            nodes.push(self.all(field)?);
        }
        Ok(Node::any_of(nodes))
    }

    /// Terms side by side, or joined by AND.
    fn all(&mut self, field: Option<&Field>) -> Result<Node, QueryError> {
        let mut nodes = vec![self.unary(field)?];
        loop {
            let joined = self.take_operator(Operator::And).is_some();
            let over =
                matches!(self.peek(), None | Some(')')) || self.operator() == Some(Operator::Or);
            if over && !joined {
                return Ok(Node::all_of(nodes));
            }
            nodes.push(self.unary(field)?);
        }
    }

    fn unary(&mut self, field: Option<&Field>) -> Result<Node, QueryError> {
        if let Some(at) = self.take_operator(Operator::Not) {
            return self.negated(field, at);
        }
        self.skip_space();
        let start = self.at;
        let after = self.rest().chars().nth(1);
        if self.peek() == Some('-') && after.is_some_and(|c| !c.is_whitespace() && c != '-') {
            self.at += 1;
            return self.negated(field, start);
        }
        self.primary(field)
    }

    fn negated(&mut self, field: Option<&Field>, at: usize) -> Result<Node, QueryError> {
        self.skip_space();
        if self.rest().is_empty() {
            let message = "NOT needs something to exclude after it";
            return Err(self.error(at, message, Some((at, self.text.len(), ""))));
        }
        self.deeper(at, |parser| Ok(Node::Not(Box::new(parser.unary(field)?))))
    }

    fn primary(&mut self, field: Option<&Field>) -> Result<Node, QueryError> {
        self.skip_space();
        let start = self.at;
        match self.peek() {
            None => Err(self.nothing_more()),
            Some(')') => Err(self.empty_before_parenthesis()),
            Some('(') => {
                self.at += 1;
                self.group(start, field)
            }
            _ if self.operator().is_some() => Err(self.misplaced_operator()),
            _ => self.deeper(start, |parser| parser.term(field)),
        }
    }

    /// A term, which may be a field with a group behind it.
    fn term(&mut self, outer: Option<&Field>) -> Result<Node, QueryError> {
        let start = self.at;
        let Some(field) = term::field(self)? else {
            return term::value(self, outer.unwrap_or(&Field::Texts));
        };
        if self.take('(') { self.group(start, Some(&field)) } else { term::value(self, &field) }
    }

    /// What stands between parentheses, the opening one taken already.
    fn group(&mut self, start: usize, field: Option<&Field>) -> Result<Node, QueryError> {
        self.deeper(start, |parser| {
            let node = parser.any(field)?;
            parser.skip_space();
            if parser.take(')') {
                return Ok(node);
            }
            let end = parser.text.len();
            Err(parser.error(start, "this parenthesis is never closed", Some((end, end, ")"))))
        })
    }

    fn deeper(
        &mut self,
        at: usize,
        read: impl FnOnce(&mut Self) -> Result<Node, QueryError>,
    ) -> Result<Node, QueryError> {
        if self.depth == DEEPEST {
            return Err(QueryError {
                column: self.text[..at].chars().count() + 1,
                message: format!("nested more than {DEEPEST} deep"),
                suggestion: None,
            });
        }
        self.depth += 1;
        let node = read(self);
        self.depth -= 1;
        node
    }

    /// The operator that comes next, if one does.
    fn operator(&mut self) -> Option<Operator> {
        self.skip_space();
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(rest.len());
        let alone =
            rest[end..].chars().next().is_none_or(|c| c.is_whitespace() || "()".contains(c));
        match &rest[..end] {
            "AND" if alone => Some(Operator::And),
            "OR" if alone => Some(Operator::Or),
            "NOT" if alone => Some(Operator::Not),
            _ => None,
        }
    }

    /// Takes that operator, if it comes next, and says where it stood.
    fn take_operator(&mut self, wanted: Operator) -> Option<usize> {
        (self.operator() == Some(wanted)).then(|| {
            let at = self.at;
            self.take_while(|c| c.is_ascii_uppercase());
            at
        })
    }

    fn stray_parenthesis(&self) -> QueryError {
        let repair = Some((self.at, self.at + 1, ""));
        self.error(self.at, "this parenthesis closes nothing", repair)
    }

    fn empty_before_parenthesis(&self) -> QueryError {
        if self.text[..self.at].trim_end().ends_with('(') {
            let open = self.text[..self.at].rfind('(').unwrap_or(0);
            let repair = Some((open, self.at + 1, ""));
            return self.error(open, "nothing between the parentheses", repair);
        }
        match self.operator_before() {
            Some(start) => {
                let message = "this operator needs something on both sides";
                self.error(start, message, Some((start, self.at, "")))
            }
            None => self.stray_parenthesis(),
        }
    }

    fn misplaced_operator(&self) -> QueryError {
        let end = self.at
            + self.rest().find(|c: char| !c.is_ascii_uppercase()).unwrap_or(self.rest().len());
        let message = format!(
            "{} needs something on both sides; to search for the word, write it small",
            &self.text[self.at..end]
        );
        self.error(self.at, message, Some((self.at, end, "")))
    }

    fn nothing_more(&self) -> QueryError {
        match self.operator_before() {
            Some(start) => {
                let message = format!("nothing after {}", self.text[start..].trim());
                self.error(start, message, Some((start, self.text.len(), "")))
            }
            None => {
                let open = self.text.trim_end().len().saturating_sub(1);
                self.error(
                    open,
                    "nothing after this parenthesis",
                    Some((open, self.text.len(), "")),
                )
            }
        }
    }

    /// Where the operator right before this place stands.
    fn operator_before(&self) -> Option<usize> {
        let before = self.text[..self.at].trim_end();
        let start = before
            .rfind(|c: char| !c.is_ascii_uppercase())
            .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        matches!(&before[start..], "AND" | "OR" | "NOT").then_some(start)
    }
}
