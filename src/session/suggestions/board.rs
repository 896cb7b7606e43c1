//! Which detector suggests which flag for which record: kept small, for filters and track records.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::detector::track::Fired;
use crate::detector::{Flag, Suggestion};
use crate::search::Name;

/// What fired, by ordinal of the record.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Board {
    detectors: Vec<Detector>,
    #[serde(skip)]
    numbers: HashMap<Detector, u32>,
    /// For each record, the numbers of the detectors that fired; `None` before it was looked at.
    rows: Vec<Option<Box<[u32]>>>,
    /// What detectors had found that are switched off now.
    #[serde(skip)]
    retired: Vec<(usize, Detector)>,
}

/// A version of a detector and what it suggests.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Detector {
    flag: String,
    id: String,
    version: String,
}

impl Board {
    /// A board that was [saved](Self::save); `None` when there is none that can be read.
    #[must_use]
    pub fn load(path: &Path) -> Option<Self> {
        let mut board: Self = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
        let known = board.detectors.len();
        if board.rows.iter().flatten().flatten().any(|&number| number as usize >= known) {
            return None;
        }
        let numbered = (0..).zip(&board.detectors).map(|(number, one)| (one.clone(), number));
        board.numbers = numbered.collect();
        Some(board)
    }

    /// Writes the board so that a reader sees the old one or the new one, never a part.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let unfinished = path.with_extension(format!("{}.unfinished", std::process::id()));
        fs::write(&unfinished, serde_json::to_vec(self)?)?;
        fs::rename(&unfinished, path)
    }

    /// Takes over what another board knows and this one does not.
    pub fn take_over(&mut self, other: Self) {
        if self.rows.iter().flatten().next().is_none() {
            let retired = std::mem::take(&mut self.retired);
            *self = Self { retired, ..other };
        }
    }

    /// Keeps what was suggested for a record.
    pub fn put(&mut self, ordinal: usize, found: &[Suggestion]) {
        if ordinal >= self.rows.len() {
            self.rows.resize(ordinal + 1, None);
        }
        let numbers: BTreeSet<u32> = found.iter().map(|one| self.number(one)).collect();
        self.rows[ordinal] = Some(numbers.into_iter().collect());
    }

    fn number(&mut self, suggestion: &Suggestion) -> u32 {
        let detector = Detector {
            flag: suggestion.flag.name().to_owned(),
            id: suggestion.detector.clone(),
            version: suggestion.version.clone(),
        };
        if let Some(&number) = self.numbers.get(&detector) {
            return number;
        }
        let number = u32::try_from(self.detectors.len()).unwrap_or(u32::MAX);
        self.detectors.push(detector.clone());
        self.numbers.insert(detector, number);
        number
    }

    /// Whether a record has been looked at.
    #[must_use]
    pub fn is_known(&self, ordinal: usize) -> bool {
        self.rows.get(ordinal).is_some_and(Option::is_some)
    }

    /// How many records have been looked at.
    #[must_use]
    pub fn examined(&self) -> usize {
        self.rows.iter().flatten().count()
    }

    /// The records for which a flag that `wanted` means is suggested, or on which a detector of that
    /// id fired.
    #[must_use]
    pub fn ordinals(&self, wanted: &Name) -> Vec<u32> {
        let meant: HashSet<u32> = (0..)
            .zip(&self.detectors)
            .filter(|(_, detector)| wanted.matches(&detector.flag) || wanted.matches(&detector.id))
            .map(|(number, _)| number)
            .collect();
        let fires = |row: &Option<Box<[u32]>>| {
            row.as_ref().is_some_and(|row| row.iter().any(|number| meant.contains(number)))
        };
        (0..).zip(&self.rows).filter(|(_, row)| fires(row)).map(|(ordinal, _)| ordinal).collect()
    }

    /// The flags that are suggested for any record, by name.
    #[must_use]
    pub fn flags(&self) -> Vec<String> {
        let firing: BTreeSet<u32> = self.rows.iter().flatten().flatten().copied().collect();
        let flags: BTreeSet<&String> =
            firing.iter().map(|&number| &self.detectors[number as usize].flag).collect();
        flags.into_iter().cloned().collect()
    }

    /// Every detector that fired on every record, those of detectors switched off since included.
    pub fn fired(&self, id_of: impl Fn(usize) -> String) -> Vec<Fired> {
        let fired = |ordinal: usize, detector: &Detector| Fired {
            record: id_of(ordinal),
            flag: Flag::from_name(&detector.flag),
            detector: detector.id.clone(),
            version: detector.version.clone(),
        };
        let now = self.rows.iter().enumerate().flat_map(|(ordinal, row)| {
            let numbers = row.iter().flat_map(|row| row.iter());
            numbers.map(move |&number| (ordinal, &self.detectors[number as usize]))
        });
        let before = self.retired.iter().map(|(ordinal, detector)| (*ordinal, detector));
        now.chain(before).map(|(ordinal, detector)| fired(ordinal, detector)).collect()
    }

    /// Forgets what was found, for all is to be looked at again; what the detectors named in `off`
    /// had found stays in their record.
    pub fn forget_all_but(&mut self, off: &[String]) {
        self.retired.retain(|(_, detector)| off.contains(&detector.id));
        for (ordinal, row) in self.rows.iter().enumerate() {
            for &number in row.iter().flatten() {
                let detector = &self.detectors[number as usize];
                if off.contains(&detector.id) {
                    self.retired.push((ordinal, detector.clone()));
                }
            }
        }
        self.rows.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Field;
    use crate::text::Span;

    fn suggestion(flag: Flag, detector: &str) -> Suggestion {
        Suggestion {
            flag,
            code: String::new(),
            score: 0.7,
            detector: detector.into(),
            version: "1".into(),
            field: Field::Cot,
            span: Span::new(0, 1),
            reason: String::new(),
            negated: false,
        }
    }

    #[test]
    fn it_knows_who_fired_where_also_after_it_was_saved() {
        let mut board = Board::default();
        board.put(3, &[suggestion(Flag::Deceptive, "a"), suggestion(Flag::Sandbagging, "b")]);
        board.put(1, &[]);
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("deep/board.json");
        board.save(&path).unwrap();
        let mut board = Board::load(&path).unwrap();
        board.put(4, &[suggestion(Flag::Deceptive, "a")]);
        assert_eq!(board.ordinals(&Name::exactly("deceptive")), [3, 4]);
        assert_eq!(board.flags(), ["deceptive", "sandbagging"]);
        assert_eq!((board.examined(), board.is_known(1), board.is_known(0)), (3, true, false));
        assert_eq!(board.fired(|ordinal| ordinal.to_string()).len(), 3);
        assert!(Board::load(dir.path()).is_none());
    }

    #[test]
    fn what_a_detector_found_before_it_was_switched_off_stays_on_record() {
        let mut board = Board::default();
        board.put(0, &[suggestion(Flag::Deceptive, "a"), suggestion(Flag::Deceptive, "b")]);
        board.forget_all_but(&["a".to_owned()]);
        board.put(0, &[suggestion(Flag::Deceptive, "b")]);
        let fired = board.fired(|_| "r".into());
        let ids: BTreeSet<&str> = fired.iter().map(|one| one.detector.as_str()).collect();
        assert_eq!(ids, ["a", "b"].into());
        board.forget_all_but(&[]);
        assert!(board.fired(|_| "r".into()).is_empty(), "switched on: it is looked at again");
    }
}
