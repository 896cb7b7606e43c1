//! The panes: what has the keys while nothing lies over the screen.

/// A pane that can have the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Pane {
    List,
    Reader,
    Clause,
    /// The table of all clauses.
    Clauses,
    /// How far raters agree.
    Agreement,
    /// The queues of the team.
    Queues,
    /// The last decisions.
    Decisions,
    /// Who did what.
    People,
    /// What reviewers dispute, side by side.
    Disputes,
    /// How good detectors have been.
    Track,
    /// Two records side by side.
    Sides,
    /// The outline of a record.
    Outline,
    Charts,
}

impl Pane {
    pub(crate) const ALL: [Pane; 13] = [
        Pane::List,
        Pane::Reader,
        Pane::Clause,
        Pane::Clauses,
        Pane::Agreement,
        Pane::Queues,
        Pane::Decisions,
        Pane::People,
        Pane::Disputes,
        Pane::Track,
        Pane::Sides,
        Pane::Outline,
        Pane::Charts,
    ];

    /// Whether it takes the room of all other panes.
    pub(crate) fn stands_alone(self) -> bool {
        !matches!(self, Pane::List | Pane::Reader | Pane::Clause)
    }

    /// What help and documentation call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Pane::List => "list",
            Pane::Reader => "reader",
            Pane::Clause => "clause",
            Pane::Clauses => "clause screen",
            Pane::Agreement => "agreement screen",
            Pane::Queues => "queues",
            Pane::Decisions => "last decisions",
            Pane::People => "people",
            Pane::Disputes => "disputes",
            Pane::Track => "track record",
            Pane::Sides => "side by side",
            Pane::Outline => "outline",
            Pane::Charts => "charts",
        }
    }
}
