//! Reads what stands between operators: a field, and the word, phrase, expression or range it asks for.

mod bounds;

use super::error::{QueryError, nearest};
use super::facts::LiveField;
use super::mention::{Mention, NameSort};
use super::name::{Name, Test};
use super::parser::Parser;
use super::pattern::{MOST_SLOP, MOST_SLOTS, Pattern, Slot, WordRegex};
use super::query::{Leaf, Node, Scope, ValueTest};
use super::raw::{self, Raw};
use super::word_regex;
use super::words::{fold_name, folded};
use crate::citation::Kind;
use crate::record;
use crate::text::Span;

/// What a term is about.
#[derive(Clone, Debug)]
pub(super) enum Field {
    /// No field: prompt, chain and answer.
    Texts,
    Text(record::Field),
    Id,
    Clause,
    Cite,
    Length,
    Citations,
    Has,
    Live(LiveField),
    /// Metadata, judges (`judge.NAME`), people (`human.NAME`) by folded path.
    Value(String),
}

const HAS: [&str; 7] = ["citation", "flag", "note", "label", "hidden", "problem", "cot"];

/// Takes `name:`, if that comes next.
pub(super) fn field(parser: &mut Parser<'_>) -> Result<Option<Field>, QueryError> {
    let start = parser.at;
    let Some(name) = raw::field_name(parser) else { return Ok(None) };
    if parser.peek().is_none_or(|c| c.is_whitespace() || c == ')') {
        let message = format!("nothing after {name}:");
        let colon = parser.at - 1;
        return Err(parser.error(start, message, Some((colon, parser.at, ""))));
    }
    let field = named(&name).map_err(|message| {
        let repair = (start, parser.at, "judge.NAME:");
        parser.error(start, message, Some(repair))
    })?;
    if let Field::Value(path) = &field {
        let span = Span::new(start, parser.at - 1);
        let sort = NameSort::Value;
        parser.mentions.push(Mention { sort, name: path.clone(), span });
    }
    Ok(Some(field))
}

fn named(name: &str) -> Result<Field, String> {
    let folded = fold_name(name);
    Ok(match folded.as_str() {
        "text" => Field::Texts,
        "prompt" => Field::Text(record::Field::Prompt),
        "cot" => Field::Text(record::Field::Cot),
        "answer" => Field::Text(record::Field::Answer),
        "id" => Field::Id,
        "clause" => Field::Clause,
        "cite" => Field::Cite,
        "len" => Field::Length,
        "citations" => Field::Citations,
        "has" => Field::Has,
        "judge" | "human" => return Err(format!("which one? {folded}.NAME:value")),
        _ => match LiveField::ALL.into_iter().find(|field| field.name() == folded) {
            Some(LiveField::Problem) | None => {
                Field::Value(folded.strip_prefix("meta.").unwrap_or(&folded).to_owned())
            }
            Some(field) => Field::Live(field),
        },
    })
}

/// The path that a query means by `name`, where it means a value of the record.
pub(super) fn value_field(name: &str) -> Option<String> {
    match named(name) {
        Ok(Field::Value(path)) => Some(path),
        _ => None,
    }
}

/// Reads the value of a term about `field`.
pub(super) fn value(parser: &mut Parser<'_>, field: &Field) -> Result<Node, QueryError> {
    let ranges = matches!(field, Field::Length | Field::Citations | Field::Value(_));
    let start = parser.at;
    if field.is_name() && parser.peek().is_some_and(|c| "[{<>".contains(c)) {
        let message = "this field holds names, which have no range; a beginning is written name*";
        return Err(parser.error(start, message, None));
    }
    let raw = raw::read(parser, ranges)?;
    let span = Span::new(start, parser.at);
    let node = Term { start, raw, end: parser.at, parser }.about(field)?;
    if let Node::Leaf(leaf) = &node {
        parser.mentions.extend(leaf.whole_name().map(|(sort, name)| Mention { sort, name, span }));
    }
    Ok(node)
}

impl Field {
    /// Whether it holds names, of which one is asked for.
    fn is_name(&self) -> bool {
        match self {
            Field::Id | Field::Clause | Field::Cite | Field::Has => true,
            Field::Live(field) => *field != LiveField::Note,
            _ => false,
        }
    }
}

impl Leaf {
    /// The one name that it asks for, folded.
    fn whole_name(&self) -> Option<(NameSort, String)> {
        match self {
            Leaf::Clause(Name(Test::Whole(name))) => Some((NameSort::Clause, name.clone())),
            Leaf::Live(field, Name(Test::Whole(name))) => {
                Some((NameSort::Live(*field), name.clone()))
            }
            _ => None,
        }
    }
}

/// A value as it was read, and where.
struct Term<'p, 'a> {
    start: usize,
    raw: Raw,
    end: usize,
    parser: &'p Parser<'a>,
}

impl Term<'_, '_> {
    fn about(&self, field: &Field) -> Result<Node, QueryError> {
        match field {
            Field::Texts if matches!(self.raw, Raw::Star) => Ok(Node::All),
            Field::Texts => self.text(Scope::All),
            Field::Text(record::Field::Cot) if matches!(self.raw, Raw::Star) => {
                Ok(Node::Leaf(Leaf::HasCot))
            }
            Field::Text(field) => self.text(Scope::One(*field)),
            Field::Id => Ok(Node::Leaf(Leaf::Id(self.name()?))),
            Field::Clause => Ok(Node::Leaf(Leaf::Clause(self.name()?))),
            Field::Cite => self.kind(),
            Field::Length => Ok(Node::Leaf(Leaf::Length(self.count()?))),
            Field::Citations => Ok(Node::Leaf(Leaf::Citations(self.count()?))),
            Field::Has => self.has(),
            Field::Live(field) => self.live(*field),
            Field::Value(path) => self.about_value(path),
        }
    }

    fn error<T>(&self, message: impl Into<String>, repair: Option<&str>) -> Result<T, QueryError> {
        let repair = repair.map(|with| (self.start, self.end, with));
        Err(self.parser.error(self.start, message, repair))
    }

    fn text(&self, scope: Scope) -> Result<Node, QueryError> {
        Ok(Node::Leaf(Leaf::Text(scope, self.pattern()?)))
    }

    /// Words, a phrase, a near phrase, a prefix, an expression, a misspelt word.
    fn pattern(&self) -> Result<Pattern, QueryError> {
        let pattern = match &self.raw {
            Raw::Star => Pattern::phrase(vec![Slot::Prefix(String::new())]),
            Raw::Word(text) => self.word(text)?,
            Raw::Quoted { text, slop } => {
                Pattern { slots: self.quoted(text)?, slop: self.slop(*slop)? }
            }
            Raw::Regex(source) => self.regex(source)?,
            Raw::Whole(_) | Raw::Between(..) => {
                return self.error("a range needs a field of numbers or dates, such as len:", None);
            }
        };
        match pattern.slots.len() {
            0 => self.error("there is no letter or digit to search for here", Some("")),
            1..=MOST_SLOTS => Ok(pattern),
            _ => self.error(format!("a phrase of more than {MOST_SLOTS} words"), None),
        }
    }

    fn slop(&self, slop: Option<u32>) -> Result<Option<u32>, QueryError> {
        match slop {
            Some(0) => Ok(None),
            Some(slop) if slop > MOST_SLOP => {
                let text = &self.parser.text[self.start..self.end];
                let quoted = &text[..text.rfind('~').unwrap_or(text.len())];
                let repaired = format!("{quoted}~{MOST_SLOP}");
                self.error(format!("a near phrase reaches at most ~{MOST_SLOP}"), Some(&repaired))
            }
            other => Ok(other),
        }
    }

    /// The words of a quotation; one with a star behind it is a prefix.
    fn quoted(&self, text: &str) -> Result<Vec<Slot>, QueryError> {
        let mut slots = Vec::new();
        for (index, part) in text.split('*').enumerate() {
            if index > 0 && !part.is_empty() && part.starts_with(char::is_alphanumeric) {
                return self.error("a star stands at the end of a word", None);
            }
            // The star belongs to the word right before it only.
            let starred = index > 0 && text.split('*').nth(index - 1).is_some_and(ends_in_word);
            if let (true, Some(last)) = (starred, slots.last_mut()) {
                let word: &mut Slot = last;
                if let Slot::Word(prefix) = word {
                    *word = Slot::Prefix(std::mem::take(prefix));
                }
            }
            slots.extend(folded(part).into_iter().map(Slot::Word));
        }
        Ok(slots)
    }

    fn word(&self, text: &str) -> Result<Pattern, QueryError> {
        let (word, suffix) = text.split_at(text.rfind('~').unwrap_or(text.len()));
        if let (Some(distance), false) = (suffix.strip_prefix('~'), word.is_empty()) {
            return self.fuzzy(word, distance);
        }
        let (stem, star) = match text.strip_suffix('*') {
            Some(stem) => (stem, true),
            None => (text, false),
        };
        if let Some((name, value)) = text.split_once(':').filter(|(name, _)| name.contains('*')) {
            let judges = name.split_once(".*").map(|(source, _)| format!("{source}.NAME:{value}"));
            let known =
                judges.filter(|text| text.starts_with("judge.") || text.starts_with("human."));
            return self.error("a field is named whole: which one?", known.as_deref());
        }
        if stem.contains('*') {
            let expression = stem.split('*').map(str::to_lowercase).collect::<Vec<_>>().join(".*");
            let tail = if star { "" } else { "$" };
            let message = "a star stands only at the end of a word";
            return self.error(message, Some(&format!("/^{expression}{tail}/")));
        }
        let mut slots: Vec<Slot> = folded(stem).into_iter().map(Slot::Word).collect();
        if let (true, true, Some(Slot::Word(last))) = (star, ends_in_word(stem), slots.last_mut()) {
            let prefix = std::mem::take(last);
            slots.pop();
            slots.push(Slot::Prefix(prefix));
        }
        Ok(Pattern::phrase(slots))
    }

    fn fuzzy(&self, word: &str, distance: &str) -> Result<Pattern, QueryError> {
        let words = folded(word);
        let distance = if distance.is_empty() { Some(1) } else { distance.parse().ok() };
        match (words.as_slice(), distance) {
            ([word], Some(distance @ 1..=2)) => {
                Ok(Pattern::phrase(vec![Slot::Fuzzy(word.clone(), distance)]))
            }
            ([_], _) => {
                self.error("a word may be misspelt by ~1 or ~2", Some(&format!("{word}~2")))
            }
            ([], _) => self.error("there is no letter or digit to search for here", Some("")),
            (words, _) => {
                let phrase = format!("\"{}\"~{}", words.join(" "), distance.unwrap_or(1));
                self.error("~ after a bare word is for one word; quote several", Some(&phrase))
            }
        }
    }

    fn regex(&self, source: &str) -> Result<Pattern, QueryError> {
        match word_regex::slots(source) {
            Ok(slots) => Ok(Pattern::phrase(slots)),
            Err(fault) => {
                let at = self.start + 1 + fault.at;
                let repair = fault.repair.as_deref().map(|with| (self.start, self.end, with));
                Err(self.parser.error(at.min(self.end), fault.message, repair))
            }
        }
    }

    fn name(&self) -> Result<Name, QueryError> {
        Ok(Name(match &self.raw {
            Raw::Star => Test::Any,
            Raw::Word(text) => match text.strip_suffix('*') {
                Some(prefix) => Test::Prefix(fold_name(prefix)),
                None => Test::Whole(fold_name(text)),
            },
            Raw::Quoted { text, .. } | Raw::Whole(text) => Test::Whole(fold_name(text)),
            Raw::Regex(source) => match WordRegex::new(source) {
                Ok(regex) => Test::Regex(Box::new(regex)),
                Err(error) => return self.error(word_regex::reason(&error), None),
            },
            Raw::Between(..) => return self.error("a name has no range", None),
        }))
    }

    fn plain(&self) -> String {
        match &self.raw {
            Raw::Word(text) | Raw::Quoted { text, .. } | Raw::Whole(text) => text.to_lowercase(),
            Raw::Star | Raw::Regex(_) | Raw::Between(..) => {
                self.parser.text[self.start..self.end].to_owned()
            }
        }
    }

    /// One of a fixed list of words, else an error with the nearest of them.
    fn choice<T>(&self, what: &str, known: &[&str]) -> Result<T, QueryError> {
        let message = format!("{what}: {}", known.join(", "));
        self.error(message, nearest(&self.plain(), known.iter().copied()))
    }

    fn kind(&self) -> Result<Node, QueryError> {
        if matches!(self.raw, Raw::Star) {
            return Ok(Node::Leaf(Leaf::HasCitation));
        }
        match Kind::from_name(&self.plain().replace('-', "_")) {
            Some(kind) => Ok(Node::Leaf(Leaf::Cite(kind))),
            None => self.choice("the kinds of citation are", &Kind::ALL.map(Kind::name)),
        }
    }

    fn has(&self) -> Result<Node, QueryError> {
        let any = |field| Leaf::Live(field, Name(Test::Any));
        Ok(Node::Leaf(match self.plain().as_str() {
            "citation" => Leaf::HasCitation,
            "hidden" => Leaf::HasHidden,
            "cot" => Leaf::HasCot,
            "flag" => any(LiveField::Flag),
            "note" => any(LiveField::Note),
            "label" => any(LiveField::Label),
            "problem" => any(LiveField::Problem),
            _ => return self.choice("has: takes one of", &HAS),
        }))
    }

    fn live(&self, field: LiveField) -> Result<Node, QueryError> {
        let name = match field {
            LiveField::Note if !matches!(self.raw, Raw::Star) => Name(Test::Words(self.pattern()?)),
            LiveField::Agree => match self.plain().as_str() {
                answer @ ("yes" | "no") => Name::exactly(answer),
                _ => return self.choice("agree: takes one of", &["yes", "no"]),
            },
            _ => self.name()?,
        };
        Ok(Node::Leaf(Leaf::Live(field, name)))
    }

    fn test(&self) -> Result<ValueTest, QueryError> {
        Ok(match &self.raw {
            Raw::Star => ValueTest::Exists,
            Raw::Whole(text) => ValueTest::Whole(text.clone()),
            Raw::Between(low, high) => ValueTest::Within(self.interval(low, high)?),
            Raw::Word(text) if folded(text).is_empty() => ValueTest::Whole(text.clone()),
            Raw::Word(text) => {
                let number = text.parse().ok().filter(|number: &f64| number.is_finite());
                ValueTest::Words(self.pattern()?, number)
            }
            _ => ValueTest::Words(self.pattern()?, None),
        })
    }
}

fn ends_in_word(text: &str) -> bool {
    text.ends_with(|c: char| c.is_alphanumeric() || c == '_')
}
