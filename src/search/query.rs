//! A query as a tree. What each leaf means on a record stands in `scan`, on the index in `compile`.

use std::fmt;
use std::str::FromStr;

use super::error::QueryError;
use super::facts::LiveField;
use super::mention::Mention;
use super::name::Name;
use super::parser;
use super::pattern::Pattern;
use super::range::Interval;
use crate::citation::Kind;
use crate::record::Field;

/// A query that has been read. The language is described by [`super::HELP`].
#[derive(Clone, Debug)]
pub struct Query {
    text: String,
    pub(super) root: Node,
    pub(super) mentions: Vec<Mention>,
}

impl Query {
    /// Reads a query. An empty one matches everything, as `*` does.
    ///
    /// # Errors
    /// Says at which column what is wrong, and how it was probably meant.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let (root, mentions) = parser::parse(text)?;
        Ok(Self { text: text.to_owned(), root, mentions })
    }

    /// The query as it was typed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it matches every record whatever the record is.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        matches!(self.root, Node::All)
    }

    /// Both this query and `other`: how a facet refines what was typed.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        match (self.is_everything(), other.is_everything()) {
            (true, _) => return other.clone(),
            (_, true) => return self.clone(),
            _ => {}
        }
        let text = format!("({}) ({})", self.text, other.text);
        let root = Node::all_of(vec![self.root.clone(), other.root.clone()]);
        let second = self.text.len() + "() (".len();
        let mine = self.mentions.iter().map(|mention| mention.shifted("(".len()));
        let theirs = other.mentions.iter().map(|mention| mention.shifted(second));
        Self { text, root, mentions: mine.chain(theirs).collect() }
    }

    /// Whether it asks for anything that changes while one works (labels, flags, notes …), so that
    /// its result must be found again when they do.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.leaves().any(|leaf| matches!(leaf, Leaf::Live(..)))
    }

    /// Whether it asks for citations.
    #[must_use]
    pub fn needs_citations(&self) -> bool {
        self.leaves().any(Leaf::asks_citations)
    }

    /// Whether it asks for several words at certain places, which takes looking up each record that
    /// has the words.
    #[must_use]
    pub fn has_phrase(&self) -> bool {
        self.leaves().any(|leaf| match leaf {
            Leaf::Text(_, pattern) | Leaf::Value(_, ValueTest::Words(pattern, _)) => {
                pattern.single().is_none()
            }
            _ => false,
        })
    }

    /// The names of metadata fields that it asks for, as typed.
    pub fn metadata(&self) -> impl Iterator<Item = &str> {
        self.leaves().filter_map(|leaf| match leaf {
            Leaf::Value(path, _) => Some(path.as_str()),
            _ => None,
        })
    }

    pub(super) fn leaves(&self) -> impl Iterator<Item = &Leaf> {
        let mut waiting = vec![&self.root];
        std::iter::from_fn(move || {
            loop {
                match waiting.pop()? {
                    Node::All => {}
                    Node::Leaf(leaf) => return Some(leaf),
                    Node::Not(node) => waiting.push(node),
                    Node::And(nodes) | Node::Or(nodes) => waiting.extend(nodes.iter().rev()),
                }
            }
        })
    }
}

impl FromStr for Query {
    type Err = QueryError;

    fn from_str(text: &str) -> Result<Self, QueryError> {
        Self::parse(text)
    }
}

impl fmt::Display for Query {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

/// Queries joined by operators.
#[derive(Clone, Debug)]
pub(super) enum Node {
    All,
    Leaf(Leaf),
    Not(Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
}

impl Node {
    /// All of `nodes`; nested ones are flattened.
    pub(super) fn all_of(nodes: Vec<Node>) -> Node {
        let mut flat = Vec::with_capacity(nodes.len());
        for node in nodes {
            match node {
                Node::All => {}
                Node::And(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        one_or(flat, Node::And)
    }

    /// Any of `nodes` (at least one).
    pub(super) fn any_of(nodes: Vec<Node>) -> Node {
        one_or(nodes, Node::Or)
    }
}

fn one_or(mut nodes: Vec<Node>, many: fn(Vec<Node>) -> Node) -> Node {
    match nodes.len() {
        0 => Node::All,
        1 => nodes.swap_remove(0),
        _ => many(nodes),
    }
}

/// One thing that is asked for.
#[derive(Clone, Debug)]
pub(super) enum Leaf {
    /// Words in one or all of the texts.
    Text(Scope, Pattern),
    /// The record's id.
    Id(Name),
    /// A value of metadata, of a judge (`judge.NAME`) or of a person (`human.NAME`), by its path.
    Value(String, ValueTest),
    /// The chain's length in code points.
    Length(Interval),
    /// The number of citations, possible ones not counted.
    Citations(Interval),
    /// A clause that is cited, possible citations not counted.
    Clause(Name),
    /// A kind of citation.
    Cite(Kind),
    HasCitation,
    /// The record has a chain of thought.
    HasCot,
    /// A text holds invisible or direction-changing characters.
    HasHidden,
    /// What people and detectors said, which changes while one works.
    Live(LiveField, Name),
}

impl Leaf {
    /// Whether citations answer it.
    pub(super) fn asks_citations(&self) -> bool {
        matches!(self, Leaf::Clause(_) | Leaf::Cite(_) | Leaf::Citations(_) | Leaf::HasCitation)
    }
}

/// How a value of metadata is tested.
#[derive(Clone, Debug)]
pub(super) enum ValueTest {
    /// There is one.
    Exists,
    /// The whole value, exactly.
    Whole(String),
    /// Words in it; also the number that was typed, however the source writes it.
    Words(Pattern, Option<f64>),
    /// A number or a date in these bounds.
    Within(Interval),
}

/// The texts that words are looked for in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    All,
    One(Field),
}

impl Scope {
    /// The fields it covers.
    pub(super) fn fields(self) -> impl Iterator<Item = Field> {
        Field::ALL.into_iter().filter(move |&field| self.covers(field))
    }

    /// Whether `field` belongs to it.
    pub(super) fn covers(self, field: Field) -> bool {
        match self {
            Scope::All => true,
            Scope::One(only) => only == field,
        }
    }
}
