//! A scheme from TOML, with errors that name line and column.

use std::fmt;

use serde::Deserialize;
use toml::Spanned;

use super::{Choice, Code, Group, KeyConflict, Label, Scheme, Target, UNSURE};

/// Why a text holds no usable scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemeError {
    /// 1-based line.
    pub line: usize,
    /// 1-based column in characters.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

impl SchemeError {
    fn at(text: &str, byte: usize, message: impl Into<String>) -> Self {
        let before = &text[..byte.min(text.len())];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message: message.into(),
        }
    }
}

impl fmt::Display for SchemeError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for SchemeError {}

/// Reads the `[scheme]` table of `text`; other tables are not looked at.
pub(super) fn scheme(text: &str) -> Result<Option<Scheme>, SchemeError> {
    let document: Document = toml::from_str(text).map_err(|error| {
        let byte = error.span().map_or(0, |span| span.start);
        SchemeError::at(text, byte, error.message())
    })?;
    let Some(wire) = document.scheme else { return Ok(None) };
    check(&wire).map_err(|(byte, message)| SchemeError::at(text, byte, message))?;
    let mut scheme = Scheme {
        name: wire.name.unwrap_or_else(|| "custom".to_owned()),
        groups: wire.group.into_iter().map(WireGroup::read).collect(),
    };
    add_unsure(&mut scheme);
    Ok(Some(scheme))
}

/// Gives a scheme without it the label "unsure", on `0` unless that key is taken.
fn add_unsure(scheme: &mut Scheme) {
    if scheme.find(UNSURE).is_some() {
        return;
    }
    let free = scheme.keys_at_hand().all(|(key, _)| key != "0");
    let first = scheme.groups.iter_mut().find(|group| group.is_at_hand());
    if let Some(group) = first {
        group.labels.push(Label {
            id: UNSURE.into(),
            name: "Unsure".into(),
            help: "You cannot tell, and would rather say so than guess.".into(),
            key: free.then(|| "0".into()),
            evidence: false,
            codes: Vec::new(),
        });
    }
}

#[derive(Deserialize)]
struct Document {
    scheme: Option<WireScheme>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireScheme {
    name: Option<String>,
    group: Vec<WireGroup>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireGroup {
    id: Spanned<String>,
    name: Option<String>,
    #[serde(default)]
    help: String,
    #[serde(default)]
    choice: WireChoice,
    #[serde(default)]
    ordered: bool,
    #[serde(default)]
    on: WireTarget,
    key: Option<Spanned<String>>,
    #[serde(default)]
    when: Vec<Spanned<String>>,
    label: Vec<WireLabel>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WireChoice {
    #[default]
    Single,
    Multi,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WireTarget {
    #[default]
    Record,
    Clause,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireLabel {
    id: Spanned<String>,
    name: Option<String>,
    #[serde(default)]
    help: String,
    key: Option<Spanned<String>>,
    #[serde(default)]
    evidence: bool,
    #[serde(default)]
    codes: Vec<WireCode>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireCode {
    id: Spanned<String>,
    name: Option<String>,
    #[serde(default)]
    help: String,
    key: Option<Spanned<String>>,
}

impl WireGroup {
    fn is_at_hand(&self) -> bool {
        self.key.is_none() && self.when.is_empty() && matches!(self.on, WireTarget::Record)
    }

    fn read(self) -> Group {
        let id = self.id.into_inner();
        Group {
            name: self.name.unwrap_or_else(|| spoken(&id)),
            help: self.help,
            choice: match self.choice {
                WireChoice::Single => Choice::Single,
                WireChoice::Multi => Choice::Multi,
            },
            ordered: self.ordered,
            target: match self.on {
                WireTarget::Record => Target::Record,
                WireTarget::Clause => Target::Clause,
            },
            key: self.key.map(Spanned::into_inner),
            when: self.when.into_iter().map(Spanned::into_inner).collect(),
            labels: self.label.into_iter().map(WireLabel::read).collect(),
            id,
        }
    }
}

impl WireLabel {
    fn read(self) -> Label {
        let id = self.id.into_inner();
        Label {
            name: self.name.unwrap_or_else(|| spoken(&id)),
            help: self.help,
            key: self.key.map(Spanned::into_inner),
            evidence: self.evidence,
            codes: self.codes.into_iter().map(WireCode::read).collect(),
            id,
        }
    }
}

impl WireCode {
    fn read(self) -> Code {
        let id = self.id.into_inner();
        Code {
            name: self.name.unwrap_or_else(|| spoken(&id)),
            help: self.help,
            key: self.key.map(Spanned::into_inner),
            id,
        }
    }
}

/// `rule_lawyering` as people write it.
fn spoken(id: &str) -> String {
    let text = id.replace(['_', '-'], " ");
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A byte of the text and what is wrong there.
type Wrong = (usize, String);

fn check(scheme: &WireScheme) -> Result<(), Wrong> {
    distinct(scheme.group.iter().map(|group| &group.id), "group")?;
    for group in &scheme.group {
        distinct(group.label.iter().map(|label| &label.id), "label of the group")?;
        for label in &group.label {
            distinct(label.codes.iter().map(|code| &code.id), "code of the label")?;
        }
        for asked in &group.when {
            let has =
                |group: &WireGroup| group.label.iter().any(|l| l.id.as_ref() == asked.as_ref());
            if !scheme.group.iter().any(has) {
                let message =
                    format!("`when` names `{}`, and no group has that label", asked.as_ref());
                return Err((asked.span().start, message));
            }
        }
    }
    check_keys(scheme)
}

/// Ids are used in queries and in CSV cells, so they are plain words, each used once.
fn distinct<'a>(ids: impl Iterator<Item = &'a Spanned<String>>, what: &str) -> Result<(), Wrong> {
    let mut seen: Vec<&str> = Vec::new();
    for id in ids {
        let text = id.as_ref().as_str();
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        if text.is_empty() || !text.chars().all(plain) {
            let message = format!("`{text}`: an id holds letters, digits, `_` and `-` only");
            return Err((id.span().start, message));
        }
        if seen.contains(&text) {
            return Err((id.span().start, format!("a second {what} with the id `{text}`")));
        }
        seen.push(text);
    }
    Ok(())
}

/// No two things on one key in one menu: what is at hand, one opened group, one label's codes.
fn check_keys(scheme: &WireScheme) -> Result<(), Wrong> {
    let mut at_hand = Menu::default();
    for group in &scheme.group {
        if let Some(key) = &group.key {
            at_hand.add(Some(key), || format!("group {}", group.id.as_ref()))?;
        }
        let mut opened = Menu::default();
        let menu = if group.is_at_hand() { &mut at_hand } else { &mut opened };
        for label in &group.label {
            let name = || format!("label {}/{}", group.id.as_ref(), label.id.as_ref());
            menu.add(label.key.as_ref(), name)?;
        }
        for label in &group.label {
            let mut codes = Menu::default();
            for code in &label.codes {
                codes.add(code.key.as_ref(), || format!("code {}", code.id.as_ref()))?;
            }
        }
    }
    Ok(())
}

/// The keys of one menu and what is on them.
#[derive(Default)]
struct Menu(Vec<(String, String)>);

impl Menu {
    fn add(
        &mut self,
        key: Option<&Spanned<String>>,
        name: impl Fn() -> String,
    ) -> Result<(), Wrong> {
        let Some(key) = key else { return Ok(()) };
        if let Some((_, first)) = self.0.iter().find(|(taken, _)| taken == key.as_ref()) {
            let conflict =
                KeyConflict { key: key.as_ref().clone(), first: first.clone(), second: name() };
            return Err((key.span().start, conflict.to_string()));
        }
        self.0.push((key.as_ref().clone(), name()));
        Ok(())
    }
}

impl fmt::Display for KeyConflict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "key `{}` is on {} and on {}", self.key, self.first, self.second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::scheme::BUILTIN;

    #[test]
    fn the_built_in_scheme_is_complete() {
        let scheme = Scheme::builtin();
        assert_eq!(Some(&scheme), scheme_of(BUILTIN).as_ref());
        let ids = |group: &str| -> Vec<String> {
            scheme.group(group).unwrap().labels.iter().map(|label| label.id.clone()).collect()
        };
        assert_eq!(
            ids("verdict").join(" "),
            "ok deceptive rule_lawyering eval_awareness sandbagging contradiction spec_problem unsure"
        );
        assert_eq!(ids("outcome").join(" "), "complied safe_completion refused escalated");
        assert_eq!(
            ids("spec_use").join(" "),
            "right irrelevant_clause missing_key_clause named_only misquoted invented"
        );
        let codes = |label: &str| scheme.find(label).unwrap().1.codes.len();
        assert_eq!((codes("deceptive"), codes("rule_lawyering"), codes("ok")), (3, 12, 0));
        for label in scheme.groups.iter().flat_map(|group| &group.labels) {
            assert!(label.help.contains("e.g. ") || label.id == "unsure", "{}", label.id);
            assert!(label.key.is_some(), "{}", label.id);
        }
        assert!(scheme.lacks_evidence("verdict", "deceptive", 0));
        assert!(!scheme.lacks_evidence("verdict", "deceptive", 1));
        assert_eq!(
            scheme.follow_ups("deceptive").map(|g| &*g.id).collect::<Vec<_>>(),
            ["severity"]
        );
    }

    fn scheme_of(text: &str) -> Option<Scheme> {
        scheme(text).unwrap()
    }

    #[test]
    fn errors_name_line_and_column() {
        let group = "[scheme]\n[[scheme.group]]\nid = \"g\"\n";
        let label = |id: &str, key: &str| {
            format!("[[scheme.group.label]]\nid = \"{id}\"\nkey = \"{key}\"\n")
        };
        for (text, line, column, part) in [
            ("[scheme\n".to_owned(), 1, 8, ""),
            ("x = 1\n[scheme]\nname = 3\n".to_owned(), 3, 8, "string"),
            (format!("{group}typo = 1\n"), 4, 1, "typo"),
            (group.to_owned() + &label("a", "1") + &label("a", "2"), 8, 6, "second label"),
            (
                group.to_owned() + &label("a", "1") + &label("b", "1"),
                9,
                7,
                "key `1` is on label g/a",
            ),
            (group.to_owned() + &label("a b", "1"), 5, 6, "an id holds"),
            (format!("{group}when = [\"no\"]\n{}", label("a", "1")), 4, 9, "`when` names `no`"),
        ] {
            let error = scheme(&text).unwrap_err();
            assert_eq!((error.line, error.column), (line, column), "{text}\n{error}");
            assert!(error.message.contains(part), "{error}");
        }
    }

    #[test]
    fn a_scheme_of_ones_own_gets_unsure_and_keeps_other_tables_apart() {
        let text = "[data]\nx = 1\n[scheme]\n[[scheme.group]]\nid = \"tone\"\n\
                    [[scheme.group.label]]\nid = \"too_warm\"\nkey = \"1\"\n";
        let scheme = scheme_of(text).unwrap();
        let tone = scheme.group("tone").unwrap();
        assert_eq!((tone.name.as_str(), tone.labels[0].name.as_str()), ("Tone", "Too warm"));
        assert_eq!(tone.labels[1].key.as_deref(), Some("0"));
        assert_eq!(scheme_of("[data]\nx = 1\n"), None);
        let conflicts = scheme.conflicts_with([("j", "down"), ("0", "something")]);
        assert_eq!(conflicts.len(), 1);
        assert_eq!(conflicts[0].to_string(), "key `0` is on something and on label tone/unsure");
    }
}
