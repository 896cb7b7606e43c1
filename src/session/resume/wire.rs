//! A state as it is written: JSON with a version. What a newer version wrote, or what is damaged,
//! is not read.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::record::Field;

use super::{Owner, Place, Spot, State};

const VERSION: u32 = 1;

#[derive(Debug, Deserialize, Serialize)]
struct WireState {
    version: u32,
    /// The dataset, as absolute paths.
    paths: Vec<String>,
    /// Hash of the text of its first record.
    first: Option<String>,
    #[serde(default)]
    reviewer: String,
    #[serde(default)]
    place: Option<WirePlace>,
    #[serde(default)]
    query: String,
    #[serde(default)]
    history: Vec<String>,
    #[serde(default)]
    marks: BTreeMap<char, WirePlace>,
    #[serde(default)]
    view: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize, Serialize)]
struct WirePlace {
    record: String,
    ordinal: usize,
    hash: Option<String>,
    field: Option<String>,
    #[serde(default)]
    byte: usize,
    #[serde(default)]
    below: usize,
}

/// The state in a file, and whose it is.
pub(super) fn read(path: &Path) -> Option<(State, Owner)> {
    let wire = parsed(path)?;
    let state = State {
        place: wire.place.map(Place::from),
        query: wire.query,
        history: wire.history,
        marks: wire.marks.into_iter().map(|(letter, place)| (letter, place.into())).collect(),
        view: wire.view,
    };
    Some((state, Owner { first: wire.first, reviewer: wire.reviewer }))
}

fn parsed(path: &Path) -> Option<WireState> {
    let wire: WireState = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
    (wire.version == VERSION).then_some(wire)
}

/// What goes into the file.
pub(super) fn written(state: &State, paths: &[String], owner: Owner) -> String {
    let wire = WireState {
        version: VERSION,
        paths: paths.to_vec(),
        first: owner.first,
        reviewer: owner.reviewer,
        place: state.place.as_ref().map(WirePlace::from),
        query: state.query.clone(),
        history: state.history.clone(),
        marks: state.marks.iter().map(|(letter, place)| (*letter, place.into())).collect(),
        view: state.view.clone(),
    };
    serde_json::to_string_pretty(&wire).unwrap_or_default() // strings and numbers always can be
}

impl From<WirePlace> for Place {
    fn from(wire: WirePlace) -> Self {
        let field =
            Field::ALL.into_iter().find(|field| Some(field.name()) == wire.field.as_deref());
        Self {
            record: wire.record,
            ordinal: wire.ordinal,
            hash: wire.hash,
            at: field.map(|field| Spot { field, byte: wire.byte, below: wire.below }),
        }
    }
}

impl From<&Place> for WirePlace {
    fn from(place: &Place) -> Self {
        Self {
            record: place.record.clone(),
            ordinal: place.ordinal,
            hash: place.hash.clone(),
            field: place.at.map(|spot| spot.field.name().to_owned()),
            byte: place.at.map_or(0, |spot| spot.byte),
            below: place.at.map_or(0, |spot| spot.below),
        }
    }
}
