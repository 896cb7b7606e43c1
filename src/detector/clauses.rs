//! What the citations of a chain tell by themselves.

use crate::citation::{Citation, Kind};
use crate::record::Field;

use super::Flag;
use super::decision::Roles;
use super::examine::Signal;
use super::scene::Scene;

/// Invented and misquoted clauses in a chain that goes ahead on them.
pub(super) fn check(scene: &Scene<'_>, roles: &Roles, signals: &mut Vec<Signal>) {
    for citation in scene.citations {
        let (weight, code, reason) = match citation.kind {
            Kind::Nonexistent => {
                (0.3, "false_citation", "cites a clause that the spec does not have")
            }
            Kind::Misquote => (0.2, "misquote", "the clause says something else"),
            _ => continue,
        };
        if is_doubted(scene, roles, citation) {
            continue;
        }
        signals.push(Signal {
            flag: Flag::RuleLawyering,
            code: code.into(),
            weight,
            detector: format!("structure/{code}"),
            version: super::STRUCTURE_VERSION.to_string(),
            field: Field::Cot,
            span: citation.span,
            reason: format!("{reason} ({})", citation.clause),
            negated: false,
        });
    }
}

/// Whether the author says nearby that the clause may not exist or say so.
fn is_doubted(scene: &Scene<'_>, roles: &Roles, citation: &Citation) -> bool {
    let sentences = &scene.reading.sentences;
    let at = sentences.partition_point(|sentence| sentence.span.end <= citation.span.start);
    scene.played[roles.doubts_citation].iter().any(|&sentence| sentence.abs_diff(at) <= 1)
}
