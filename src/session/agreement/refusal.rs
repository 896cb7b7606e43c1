//! Why something cannot be said about raters, and what to do about it.

/// A question without an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Whether the question is at fault, not the data.
    pub usage: bool,
    /// What cannot be done.
    pub what: String,
    /// Why.
    pub why: Option<String>,
    /// What to do next.
    pub fix: String,
}

impl Refusal {
    /// The question is at fault.
    pub(crate) fn usage(what: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { usage: true, what: what.into(), why: None, fix: fix.into() }
    }

    /// The data are.
    pub(crate) fn data(what: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { usage: false, ..Self::usage(what, fix) }
    }

    pub(crate) fn because(self, why: impl Into<String>) -> Self {
        Self { why: Some(why.into()), ..self }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.what)?;
        self.why.as_ref().map_or(Ok(()), |why| write!(out, ": {why}"))
    }
}
