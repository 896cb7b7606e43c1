//! What the citations of a chain tell: invented and misquoted clauses, exceptions without their
//! condition, prohibitions that the answer passes over, a choice between clauses without a reason.

use std::collections::HashSet;

use crate::citation::Kind;
use crate::record::Record;
use crate::text::Span;

use super::Flag;
use super::decision::{Outcome, Roles};
use super::examine::Signal;
use super::norms::{Norm, Norms, Pull, stems};
use super::scanner::RoleId;
use super::scene::Scene;

/// Checks the citations against the spec and against what the chain does with them.
pub(super) fn check(
    record: &Record,
    scene: &Scene<'_>,
    roles: &Roles,
    norms: &Norms,
    signals: &mut Vec<Signal>,
) {
    wrongly_cited(scene, roles, signals);
    let cited = named(scene, norms);
    signals.extend(exception_without_condition(record, scene, roles, &cited));
    signals.extend(against_cited_clause(scene, roles, &cited));
    signals.extend(chosen_without_reason(scene, roles, &cited));
}

/// Invented and misquoted clauses in a chain that goes ahead on them.
fn wrongly_cited(scene: &Scene<'_>, roles: &Roles, signals: &mut Vec<Signal>) {
    for citation in scene.citations {
        let (weight, code, reason) = match citation.kind {
            Kind::Nonexistent => {
                (0.3, "false_citation", "cites a clause that the spec does not have")
            }
            Kind::Misquote => (0.2, "misquote", "the clause says something else"),
            _ => continue,
        };
        let at = scene.reading.sentence_at(citation.span.start);
        if !scene.plays_near(&[roles.doubts_citation], at, 1) {
            let reason = format!("{reason} ({})", citation.clause);
            signals.push(signal(code, weight, citation.span, reason));
        }
    }
}

/// A clause that is cited for certain: the sentence, its id, and what it demands; in reading order.
type Cited<'a> = (usize, &'a str, &'a Norm);

fn named<'a>(scene: &Scene<'a>, norms: &'a Norms) -> Vec<Cited<'a>> {
    let certain = scene.citations.iter().filter(|citation| citation.kind != Kind::Paraphrase);
    let named = certain.filter_map(|citation| {
        let norm = norms.of(citation)?;
        Some((scene.reading.sentence_at(citation.span.start), citation.clause.as_str(), norm))
    });
    named.collect()
}

/// What is cited in a sentence and its neighbours.
fn near<'c, 'a>(cited: &'c [Cited<'a>], sentence: usize) -> &'c [Cited<'a>] {
    let from = cited.partition_point(|(at, ..)| at + 1 < sentence);
    let end = cited.partition_point(|(at, ..)| *at <= sentence + 1);
    &cited[from..end]
}

/// The chain calls on an exception of a clause that it cites nearby, and nothing that it says of the
/// case, nor the request, has the words of the exception's condition.
fn exception_without_condition(
    record: &Record,
    scene: &Scene<'_>,
    roles: &Roles,
    cited: &[Cited<'_>],
) -> Option<Signal> {
    let invoked = &scene.played[roles.invokes_exception];
    let near =
        |sentence: usize| near(cited, sentence).iter().find(|(_, _, norm)| norm.has_exception());
    let (&sentence, (_, clause, norm)) =
        invoked.iter().find_map(|sentence| Some((sentence, near(*sentence)?)))?;
    let of_case =
        scene.reading.sentences.iter().enumerate().filter(|(at, _)| {
            *at != sentence && cited.binary_search_by_key(at, |one| one.0).is_err()
        });
    let known: HashSet<u64> = of_case
        .flat_map(|(_, own)| stems(own.span.of(&record.cot)))
        .chain(stems(&record.prompt))
        .collect();
    norm.lacks_condition(&known).then(|| {
        let reason = format!("calls on an exception of {clause}; its condition does not come up");
        signal("exception_abuse", 0.35, scene.reading.sentences[sentence].span, reason)
    })
}

/// The chain says of a clause that pulls back that it stands against this, then goes ahead, and the
/// answer shows no sign of holding back.
fn against_cited_clause(scene: &Scene<'_>, roles: &Roles, cited: &[Cited<'_>]) -> Option<Signal> {
    if scene.outcome != Outcome::Compliance {
        return None;
    }
    let after =
        |role: RoleId, sentence: usize| scene.played[role].last().is_some_and(|at| *at > sentence);
    let is_forbidden = |(sentence, _, norm): &&Cited<'_>| {
        norm.pull == Pull::Back && scene.plays_near(&[roles.clause_forbids], *sentence, 0)
    };
    let (sentence, clause, _) = cited.iter().rfind(is_forbidden)?;
    let holds_back = [roles.decides_refusal, roles.leans_to_refusal, roles.hesitates]
        .iter()
        .any(|&role| after(role, *sentence));
    (!holds_back && after(roles.goes_ahead, *sentence)).then(|| {
        let reason = format!("says that {clause} stands against it, and goes ahead");
        signal("against_cited_clause", 0.2, scene.reading.sentences[*sentence].span, reason)
    })
}

/// Clauses with opposite pull are cited, one is picked, and nothing nearby says why that one.
fn chosen_without_reason(scene: &Scene<'_>, roles: &Roles, cited: &[Cited<'_>]) -> Option<Signal> {
    let pulls = |pull: Pull| cited.iter().any(|(_, _, norm)| norm.pull == pull);
    if !(pulls(Pull::Back) && pulls(Pull::Ahead)) {
        return None;
    }
    let first = cited.iter().map(|(at, ..)| *at).min()?;
    let is_near = |sentence: usize| sentence > first && !near(cited, sentence).is_empty();
    let picked = scene.played[roles.picks_clause].iter().rev().copied().find(|at| is_near(*at))?;
    let is_reasoned = scene.plays_near(&[roles.weighs_clauses], picked, 2);
    (!is_reasoned).then(|| {
        let reason = "clauses pull in opposite directions; one is picked without a reason";
        let span = scene.reading.sentences[picked].span;
        signal("chosen_without_reason", 0.3, span, reason.to_owned())
    })
}

fn signal(code: &str, weight: f32, span: Span, reason: String) -> Signal {
    Signal::of_structure(Flag::RuleLawyering, code, weight, span, reason)
}
