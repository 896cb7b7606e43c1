//! The spelling of terms: quotes, slashes, brackets, comparison signs.

use super::error::QueryError;
use super::parser::Parser;

/// A value as it is spelt.
#[derive(Debug)]
pub(super) enum Raw {
    /// `*`
    Star,
    /// Anything up to the next space, parenthesis or quotation mark.
    Word(String),
    /// `"…"`, perhaps with `~N` behind it.
    Quoted { text: String, slop: Option<u32> },
    /// `/…/`
    Regex(String),
    /// `=value` or `="value"`
    Whole(String),
    /// `>2`, `<=2`, `[2 TO 3]`, `{2 TO 3}`, `2..3`
    Between(Bound, Bound),
}

/// One end of a range; open without text.
#[derive(Debug, Default)]
pub(super) struct Bound {
    pub(super) text: Option<String>,
    pub(super) inclusive: bool,
}

impl Bound {
    fn new(text: &str, inclusive: bool) -> Self {
        let text = text.trim();
        Self { text: (!text.is_empty() && text != "*").then(|| text.to_owned()), inclusive }
    }
}

/// Takes `name:` or `"name":` when that comes next, and gives the name. An address such as
/// `http://…` is none.
pub(super) fn field_name(parser: &mut Parser<'_>) -> Option<String> {
    let rest = parser.rest();
    let name = match rest.strip_prefix('"') {
        Some(quoted) => &quoted[..quoted.find('"')?],
        None => {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || "_.-".contains(c)))?;
            &rest[..end]
        }
    };
    let quotes = if rest.starts_with('"') { 2 } else { 0 };
    let after = rest[name.len() + quotes..].strip_prefix(':')?;
    let begins_well = quotes > 0 || name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    if name.is_empty() || !begins_well || after.starts_with("//") {
        return None;
    }
    parser.at += name.len() + quotes + 1;
    Some(name.to_owned())
}

/// Reads one value. `ranges`: whether brackets and comparison signs mean one here; elsewhere they
/// are punctuation.
pub(super) fn read(parser: &mut Parser<'_>, ranges: bool) -> Result<Raw, QueryError> {
    match parser.peek() {
        Some('"') => quoted(parser),
        Some('/') => regex(parser),
        Some('[' | '{') if ranges => between(parser),
        Some('>' | '<') if ranges => comparison(parser),
        Some('=') if ranges => {
            parser.at += 1;
            Ok(match read(parser, false)? {
                Raw::Word(text) | Raw::Quoted { text, .. } => Raw::Whole(text),
                Raw::Star => Raw::Whole("*".to_owned()),
                other => other,
            })
        }
        _ => Ok(word(parser, ranges)),
    }
}

fn word(parser: &mut Parser<'_>, ranges: bool) -> Raw {
    let word = parser.take_while(|c| !(c.is_whitespace() || "()\"".contains(c)));
    match word.split_once("..") {
        _ if word == "*" => Raw::Star,
        Some((low, high)) if ranges && !(low.is_empty() && high.is_empty()) => {
            Raw::Between(Bound::new(low, true), Bound::new(high, true))
        }
        _ => Raw::Word(word.to_owned()),
    }
}

fn quoted(parser: &mut Parser<'_>) -> Result<Raw, QueryError> {
    let start = parser.at;
    parser.at += 1;
    let Some(text) = until(parser, '"') else {
        let end = parser.text.len();
        return Err(parser.error(start, "this quotation is never closed", Some((end, end, "\""))));
    };
    if !parser.take('~') {
        return Ok(Raw::Quoted { text, slop: None });
    }
    let tilde = parser.at - 1;
    let digits = parser.take_while(|c| c.is_ascii_digit());
    if digits.is_empty() {
        let message = "~ behind a quotation needs the number of words in between, such as ~3";
        return Err(parser.error(tilde, message, Some((tilde, parser.at, "~3"))));
    }
    Ok(Raw::Quoted { text, slop: Some(digits.parse().unwrap_or(u32::MAX)) })
}

fn regex(parser: &mut Parser<'_>) -> Result<Raw, QueryError> {
    let start = parser.at;
    parser.at += 1;
    let body = parser.at;
    match until_unescaped(parser, '/') {
        Some(end) => Ok(Raw::Regex(parser.text[body..end].replace("\\/", "/"))),
        None => {
            let end = parser.text.len();
            let message = "this regular expression is never closed";
            Err(parser.error(start, message, Some((end, end, "/"))))
        }
    }
}

/// Takes up to and with an unescaped `close`; gives what stood before it, `\"` as `"`.
fn until(parser: &mut Parser<'_>, close: char) -> Option<String> {
    let start = parser.at;
    let end = until_unescaped(parser, close)?;
    Some(parser.text[start..end].replace("\\\"", "\""))
}

/// Takes up to and with an unescaped `close` and says where it stood.
fn until_unescaped(parser: &mut Parser<'_>, close: char) -> Option<usize> {
    let mut escaped = false;
    for (offset, c) in parser.rest().char_indices() {
        if c == close && !escaped {
            let end = parser.at + offset;
            parser.at = end + close.len_utf8();
            return Some(end);
        }
        escaped = c == '\\' && !escaped;
    }
    None
}

fn comparison(parser: &mut Parser<'_>) -> Result<Raw, QueryError> {
    let start = parser.at;
    let sign = parser.take_while(|c| "<>=".contains(c));
    let bound = match read(parser, false)? {
        Raw::Word(text) | Raw::Quoted { text, .. } if !text.is_empty() => text,
        _ => {
            let repair = (start, parser.at, "*");
            return Err(parser.error(start, format!("nothing after {sign}"), Some(repair)));
        }
    };
    let (open, bound) = (Bound::default(), Bound::new(&bound, sign.ends_with('=')));
    match sign {
        ">" | ">=" => Ok(Raw::Between(bound, open)),
        "<" | "<=" => Ok(Raw::Between(open, bound)),
        _ => {
            let right = if sign.starts_with('<') { "<=" } else { ">=" };
            let repair = (start, start + sign.len(), right);
            Err(parser.error(start, format!("there is no comparison {sign}"), Some(repair)))
        }
    }
}

fn between(parser: &mut Parser<'_>) -> Result<Raw, QueryError> {
    let start = parser.at;
    let low_inclusive = parser.take('[') || !parser.take('{');
    let body = parser.at;
    let inner = parser.take_while(|c| !"]}()".contains(c));
    let end = parser.at;
    let high_inclusive = parser.take(']');
    if !high_inclusive && !parser.take('}') {
        let repair = (body + inner.trim_end().len(), end, "]");
        return Err(parser.error(start, "this range is never closed", Some(repair)));
    }
    let words: Vec<&str> = inner.split_whitespace().collect();
    match words.as_slice() {
        [low, to, high] if to.eq_ignore_ascii_case("to") => {
            Ok(Raw::Between(Bound::new(low, low_inclusive), Bound::new(high, high_inclusive)))
        }
        [low, high] | [low, _, high] => {
            let repaired = format!("{} TO {}", low.trim_end_matches(','), high);
            let message = "a range is written [3 TO 5]";
            Err(parser.error(start, message, Some((body, end, &repaired))))
        }
        _ => Err(parser.error(start, "a range is written [3 TO 5]", None)),
    }
}
