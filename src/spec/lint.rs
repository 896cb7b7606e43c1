//! What an author of a spec would want to know before others cite it.

use std::collections::HashMap;

use serde::Serialize;

use super::{Clause, Spec, likeness};

/// Something in a spec that deserves a look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What sort of thing.
    pub fault: Fault,
    /// Id of the clause; empty for a link before the first clause.
    pub clause: String,
    /// 1-based line.
    pub line: usize,
    /// What is wrong, in one sentence.
    pub message: String,
}

/// The sorts of finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Two clauses have the same id.
    DuplicateId,
    /// A cross-reference points to no clause.
    DanglingLink,
    /// Two clauses say nearly the same in nearly the same words.
    NearDuplicate,
    /// A clause has neither text nor clauses below it.
    Empty,
    /// A text that somebody meant to fill in.
    Placeholder,
}

/// Two clauses of which this share of word pairs is common are near duplicates.
const NEARLY_THE_SAME: f32 = 0.7;
/// Clauses with fewer words are alike by chance.
const FEWEST_WORDS: usize = 8;
/// What people write where they mean to fill something in; matched in upper case as whole words, or
/// anywhere for the last three.
const PLACEHOLDERS: [&str; 4] = ["TODO", "TBD", "FIXME", "XXX"];
const FILL_IN: [&str; 3] = ["lorem ipsum", "[insert", "[placeholder"];

/// Checks a spec; findings in the order of their lines.
#[must_use]
pub fn lint(spec: &Spec) -> Vec<Finding> {
    let mut findings = duplicates(spec);
    findings.extend(dangling(spec));
    findings.extend(near_duplicates(spec));
    findings.extend(empty(spec));
    findings.extend(spec.clauses.iter().filter_map(placeholder));
    findings.sort_by_key(|finding| (finding.line, finding.fault));
    findings
}

fn finding(fault: Fault, clause: &Clause, message: String) -> Finding {
    Finding { fault, clause: clause.id.clone(), line: clause.line, message }
}

fn duplicates(spec: &Spec) -> Vec<Finding> {
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut findings = Vec::new();
    for clause in &spec.clauses {
        let line = *first.entry(clause.id.to_lowercase()).or_insert(clause.line);
        if line != clause.line {
            let message = format!("the id {} is also used on line {line}", clause.id);
            findings.push(finding(Fault::DuplicateId, clause, message));
        }
    }
    findings
}

fn dangling(spec: &Spec) -> impl Iterator<Item = Finding> + '_ {
    let lost = spec.links.iter().filter(|link| spec.clause(&link.to).is_none());
    lost.map(|link| Finding {
        fault: Fault::DanglingLink,
        clause: link.from.map_or_else(String::new, |from| spec.clauses[from].id.clone()),
        line: link.line,
        message: format!("the link #{} leads to no clause", link.to),
    })
}

fn near_duplicates(spec: &Spec) -> Vec<Finding> {
    let texts: Vec<&str> = spec.clauses.iter().map(|clause| clause.text.as_str()).collect();
    let long = |at: usize| texts[at].split_whitespace().nth(FEWEST_WORDS - 1).is_some();
    likeness::alike(&texts, &texts)
        .into_iter()
        .filter(|&(a, b, share)| a < b && share >= NEARLY_THE_SAME && long(a) && long(b))
        .map(|(a, b, share)| {
            let (first, second) = (&spec.clauses[a], &spec.clauses[b]);
            let percent = (share * 100.0).round();
            let message = format!(
                "says nearly the same as {} on line {} ({percent} % of the word pairs)",
                first.id, first.line
            );
            finding(Fault::NearDuplicate, second, message)
        })
        .collect()
}

fn empty(spec: &Spec) -> impl Iterator<Item = Finding> + '_ {
    let bare = |(at, clause): &(usize, &Clause)| {
        clause.text.is_empty() && spec.children(*at).next().is_none()
    };
    spec.clauses
        .iter()
        .enumerate()
        .filter(bare)
        .map(|(_, clause)| finding(Fault::Empty, clause, "has no text".to_owned()))
}

fn placeholder(clause: &Clause) -> Option<Finding> {
    let word = PLACEHOLDERS.iter().find(|&&mark| {
        let mut words = clause.text.split(|c: char| !c.is_alphanumeric());
        words.any(|word| word == mark)
    });
    let folded = clause.text.to_lowercase();
    let mark = word.or_else(|| FILL_IN.iter().find(|&&mark| folded.contains(mark)))?;
    Some(finding(Fault::Placeholder, clause, format!("holds the placeholder {mark}")))
}
