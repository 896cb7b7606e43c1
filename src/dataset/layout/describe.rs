//! Telling people which field became what.

use serde_json::Value;

use super::{Mapper, fields::Fields, raters::Rater, sides::Side};
use crate::dataset::mapping::{Mapped, Mapping, Pointer};

/// Collects what is mapped.
struct Listing<'o> {
    found: Vec<Mapped>,
    overrides: &'o [(String, String)],
}

impl Listing<'_> {
    fn add(&mut self, field: impl Into<String>, pointer: Option<&Pointer>, note: Option<&str>) {
        let Some(pointer) = pointer.cloned() else {
            return;
        };
        let field = field.into();
        let explicit = self.overrides.iter().any(|(name, _)| *name == field);
        self.found.push(Mapped { field, pointer, note: note.map(str::to_owned), explicit });
    }
}

impl Mapper {
    /// Writes down the mapping as [`Mapping`].
    pub(super) fn describe(
        &mut self,
        fields: &Fields,
        rows: &[Value],
        overrides: &[(String, String)],
    ) {
        let mut listing = Listing { found: Vec::new(), overrides };
        listing.add("id", self.id.as_ref(), None);
        listing.add("system", self.system.as_ref(), None);
        listing.add("messages", self.messages.as_ref(), None);
        listing.add("prompt", self.prompt.as_ref(), None);
        listing.add("context", self.context.as_ref(), None);
        self.list_conversation(fields, &mut listing);
        for side in &self.sides {
            self.list_side(side, fields, &mut listing);
        }
        listing.add("calls", self.calls.as_ref(), None);
        for rating in &self.raters {
            let rater = if rating.rater == Rater::Judge { "judge" } else { "human" };
            listing.add(format!("{rater}.{}", rating.name), Some(&rating.pointer), None);
        }
        let mut found = listing.found;
        if !self.finds_chains(rows) {
            let is_cot = |field: &str| field == "cot" || field.ends_with(".cot");
            found.retain(|mapped| mapped.note.is_none() || !is_cot(&mapped.field));
        }
        let used: Vec<Pointer> = self.used().cloned().collect();
        let used: Vec<&Pointer> = used.iter().collect();
        self.mapping = Mapping { fields: found, seen: fields.seen(&used) };
    }

    /// What the list of messages gives that no field of its own does.
    fn list_conversation(&self, fields: &Fields, listing: &mut Listing<'_>) {
        let messages = self.messages.as_ref();
        let side = self.sides.first();
        if self.prompt.is_none() {
            let spoken =
                messages.or_else(|| side.and_then(|side| self.conversation_of(fields, side)));
            listing.add("prompt", spoken, Some("last user message"));
        }
        if self.sides.len() == 1 && side.is_some_and(|side| side.cot.is_none()) {
            listing.add("cot", messages, Some("reasoning of what followed"));
        }
        if self.sides.len() == 1 && side.is_some_and(|side| side.answer.is_none()) {
            listing.add("answer", messages, Some("text of what followed"));
        }
    }

    /// The field of a side that is a whole conversation, prompt and all.
    fn conversation_of<'s>(&self, fields: &Fields, side: &'s Side) -> Option<&'s Pointer> {
        side.answer
            .as_ref()
            .filter(|pointer| fields.get(pointer).is_some_and(|field| field.conversations > 0))
    }

    fn list_side(&self, side: &Side, fields: &Fields, listing: &mut Listing<'_>) {
        let name = |part: &str| {
            side.name.as_ref().map_or(part.to_owned(), |side| format!("{side}.{part}"))
        };
        match (&side.cot, self.cot_inside(fields, side)) {
            (None, Some(note)) => listing.add(name("cot"), side.answer.as_ref(), Some(note)),
            (cot, _) => listing.add(name("cot"), cot.as_ref(), None),
        }
        listing.add(name("answer"), side.answer.as_ref(), None);
        for (judge, pointer) in &side.judges {
            listing.add(format!("judge.{}", name(judge)), Some(pointer), None);
        }
    }

    /// Whether any of the sampled rows has a chain.
    fn finds_chains(&self, rows: &[Value]) -> bool {
        let fitting = rows.iter().filter(|row| self.fits(row));
        fitting
            .flat_map(|row| self.build(row.clone(), None))
            .any(|draft| draft.record.has_cot() || draft.record.redacted_blocks > 0)
    }

    /// How the chain is cut out of the answer's field, when it is.
    fn cot_inside(&self, fields: &Fields, side: &Side) -> Option<&'static str> {
        let field = fields.get(side.answer.as_ref()?)?;
        if field.tagged > 0 {
            return Some("text inside its reasoning tags");
        }
        if field.templated > 0 || field.conversations > 0 || field.count("object") > 0 {
            return Some("reasoning in it");
        }
        self.marked.then_some("text under its reasoning heading")
    }
}
