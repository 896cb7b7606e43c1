//! The tree of a query with its leaves numbered, so that each leaf is answered once.

use super::query::{Leaf, Node, Query};

/// The operators of a query over numbered leaves.
#[derive(Clone, Debug)]
pub(super) enum Plan {
    All,
    Leaf(usize),
    Not(Box<Plan>),
    And(Vec<Plan>),
    Or(Vec<Plan>),
}

impl Plan {
    /// The plan of a query, and its leaves by number.
    pub(super) fn of(query: &Query) -> (Self, Vec<&Leaf>) {
        let mut leaves = Vec::new();
        let plan = Self::number(&query.root, &mut leaves);
        (plan, leaves)
    }

    fn number<'q>(node: &'q Node, leaves: &mut Vec<&'q Leaf>) -> Self {
        let mut many = |nodes: &'q [Node]| nodes.iter().map(|n| Self::number(n, leaves)).collect();
        match node {
            Node::All => Plan::All,
            Node::And(nodes) => Plan::And(many(nodes)),
            Node::Or(nodes) => Plan::Or(many(nodes)),
            Node::Not(node) => Plan::Not(Box::new(Self::number(node, leaves))),
            Node::Leaf(leaf) => {
                leaves.push(leaf);
                Plan::Leaf(leaves.len() - 1)
            }
        }
    }

    /// Whether it holds, given what each leaf says; leaves that cannot matter are not asked.
    pub(super) fn holds(&self, leaf: &mut dyn FnMut(usize) -> bool) -> bool {
        match self {
            Plan::All => true,
            Plan::Leaf(number) => leaf(*number),
            Plan::Not(plan) => !plan.holds(leaf),
            Plan::And(plans) => plans.iter().all(|plan| plan.holds(leaf)),
            Plan::Or(plans) => plans.iter().any(|plan| plan.holds(leaf)),
        }
    }

    /// The leaves that make it hold: those of alternatives that fail and those under a NOT are left
    /// out. `None` when it does not hold. Under a NOT nothing is asked: there everything may be so.
    pub(super) fn reasons(&self, leaf: &dyn Fn(usize) -> bool) -> Option<Vec<usize>> {
        match self {
            Plan::All | Plan::Not(_) => Some(Vec::new()),
            Plan::Leaf(number) => leaf(*number).then(|| vec![*number]),
            Plan::And(plans) => {
                let all: Option<Vec<_>> = plans.iter().map(|plan| plan.reasons(leaf)).collect();
                all.map(|reasons| reasons.concat())
            }
            Plan::Or(plans) => {
                let held: Vec<_> = plans.iter().filter_map(|plan| plan.reasons(leaf)).collect();
                (!held.is_empty()).then(|| held.concat())
            }
        }
    }

    /// The leaves that stand under no NOT.
    pub(super) fn positive(&self) -> Vec<usize> {
        match self {
            Plan::All | Plan::Not(_) => Vec::new(),
            Plan::Leaf(number) => vec![*number],
            Plan::And(plans) | Plan::Or(plans) => plans.iter().flat_map(Self::positive).collect(),
        }
    }

    /// Whether it never holds unless one of those leaves does that `which` picks.
    pub(super) fn needs(&self, which: &dyn Fn(usize) -> bool) -> bool {
        match self {
            Plan::All | Plan::Not(_) => false,
            Plan::Leaf(number) => which(*number),
            Plan::And(plans) => plans.iter().any(|plan| plan.needs(which)),
            Plan::Or(plans) => plans.iter().all(|plan| plan.needs(which)),
        }
    }
}
