//! Which detector suggests which flag for which record: kept small, for filters and track records.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::detector::track::Fired;
use crate::detector::{Flag, Suggestion};
use crate::search::Name;

/// What fired, by ordinal of the record. A copy costs next to nothing and stays as it was, whatever
/// is put on the board afterwards: copies share all pages but those that were written to since.
#[derive(Clone, Debug, Default)]
pub struct Board {
    detectors: Arc<Numbered>,
    pages: Vec<Arc<Vec<Row>>>,
    examined: usize,
    /// What detectors had found that are switched off now.
    retired: Arc<Vec<(usize, Detector)>>,
}

/// The numbers of the detectors that fired on a record; `None` before it was looked at.
type Row = Option<Box<[u32]>>;

/// Rows of a page.
const PAGE: usize = 256;

/// A version of a detector and what it suggests.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Detector {
    flag: String,
    id: String,
    version: String,
}

/// Detectors by the number that rows have for them, and back.
#[derive(Clone, Debug, Default)]
struct Numbered {
    all: Vec<Detector>,
    numbers: HashMap<Detector, u32>,
}

impl Numbered {
    fn add(&mut self, detector: Detector) -> u32 {
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(detector.clone());
        self.numbers.insert(detector, number);
        number
    }
}

/// A board on disk.
#[derive(Serialize, Deserialize)]
struct File<R> {
    detectors: Vec<Detector>,
    rows: Vec<R>,
}

impl Board {
    /// A board that was [saved](Self::save); `None` when there is none that can be read.
    #[must_use]
    pub fn load(path: &Path) -> Option<Self> {
        let file: File<Row> = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
        let known = file.detectors.len();
        if file.rows.iter().flatten().flatten().any(|&number| number as usize >= known) {
            return None;
        }
        let mut board = Self::default();
        for detector in file.detectors {
            Arc::make_mut(&mut board.detectors).add(detector);
        }
        board.examined = file.rows.iter().flatten().count();
        board.pages = file.rows.chunks(PAGE).map(|page| Arc::new(page.to_vec())).collect();
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
        let file = File { detectors: self.detectors.all.clone(), rows: self.rows().collect() };
        fs::write(&unfinished, serde_json::to_vec(&file)?)?;
        fs::rename(&unfinished, path)
    }

    /// Takes over what another board knows, if this one knows nothing.
    pub fn take_over(&mut self, other: Self) {
        if self.examined == 0 {
            let retired = std::mem::take(&mut self.retired);
            *self = Self { retired, ..other };
        }
    }

    /// Keeps what was suggested for a record.
    pub fn put(&mut self, ordinal: usize, found: &[Suggestion]) {
        let numbers: BTreeSet<u32> = found.iter().map(|one| self.number(one)).collect();
        let page = self.page(ordinal / PAGE);
        if page.len() <= ordinal % PAGE {
            page.resize(ordinal % PAGE + 1, None);
        }
        let before = page[ordinal % PAGE].replace(numbers.into_iter().collect());
        self.examined += usize::from(before.is_none());
    }

    /// A page of its own, to be written to. All pages before the last are full.
    fn page(&mut self, number: usize) -> &mut Vec<Row> {
        if number >= self.pages.len() {
            if let Some(last) = self.pages.last_mut() {
                Arc::make_mut(last).resize(PAGE, None);
            }
            self.pages.resize(number, Arc::new(vec![None; PAGE]));
            self.pages.push(Arc::default());
        }
        Arc::make_mut(&mut self.pages[number])
    }

    fn number(&mut self, suggestion: &Suggestion) -> u32 {
        let detector = Detector {
            flag: suggestion.flag.name().to_owned(),
            id: suggestion.detector.clone(),
            version: suggestion.version.clone(),
        };
        match self.detectors.numbers.get(&detector) {
            Some(&number) => number,
            None => Arc::make_mut(&mut self.detectors).add(detector),
        }
    }

    fn rows(&self) -> impl Iterator<Item = &Row> {
        self.pages.iter().flat_map(|page| page.iter())
    }

    /// The numbers of the detectors that fired, by ordinal of the record.
    fn firings(&self) -> impl Iterator<Item = (usize, u32)> {
        let rows = self.rows().enumerate();
        rows.flat_map(|(ordinal, row)| row.iter().flatten().map(move |&number| (ordinal, number)))
    }

    /// Whether a record has been looked at.
    #[must_use]
    pub fn is_known(&self, ordinal: usize) -> bool {
        let page = self.pages.get(ordinal / PAGE);
        page.and_then(|page| page.get(ordinal % PAGE)).is_some_and(Option::is_some)
    }

    /// How many records have been looked at.
    #[must_use]
    pub fn examined(&self) -> usize {
        self.examined
    }

    /// The records for which a flag that `wanted` means is suggested, or on which a detector of that
    /// id fired.
    #[must_use]
    pub fn ordinals(&self, wanted: &Name) -> Vec<u32> {
        let meant: HashSet<u32> = (0..)
            .zip(&self.detectors.all)
            .filter(|(_, detector)| wanted.matches(&detector.flag) || wanted.matches(&detector.id))
            .map(|(number, _)| number)
            .collect();
        let firing = self.firings().filter(|(_, number)| meant.contains(number));
        let mut ordinals: Vec<u32> = firing.map(|(ordinal, _)| ordinal as u32).collect();
        ordinals.dedup();
        ordinals
    }

    /// The flags that are suggested for any record, by name.
    #[must_use]
    pub fn flags(&self) -> Vec<String> {
        let firing: BTreeSet<u32> = self.firings().map(|(_, number)| number).collect();
        let flags: BTreeSet<&String> =
            firing.iter().map(|&number| &self.detectors.all[number as usize].flag).collect();
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
        let now = self.firings();
        let now = now.map(|(ordinal, number)| (ordinal, &self.detectors.all[number as usize]));
        let before = self.retired.iter().map(|(ordinal, detector)| (*ordinal, detector));
        now.chain(before).map(|(ordinal, detector)| fired(ordinal, detector)).collect()
    }

    /// Forgets what was found, for all is to be looked at again; what the detectors named in `off`
    /// had found stays in their record.
    pub fn forget_all_but(&mut self, off: &[String]) {
        let mut retired = std::mem::take(Arc::make_mut(&mut self.retired));
        retired.retain(|(_, detector)| off.contains(&detector.id));
        for (ordinal, number) in self.firings() {
            let detector = &self.detectors.all[number as usize];
            if off.contains(&detector.id) {
                retired.push((ordinal, detector.clone()));
            }
        }
        *self = Self { retired: Arc::new(retired), ..Self::default() };
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
    fn a_copy_stays_as_it_was_and_shares_what_was_not_written_to() {
        let mut board = Board::default();
        for ordinal in [5, PAGE * 2 + 1] {
            board.put(ordinal, &[suggestion(Flag::Deceptive, "a")]);
        }
        let copy = board.clone();
        board.put(PAGE * 2 + 1, &[]);
        board.put(PAGE * 5, &[suggestion(Flag::Deceptive, "b")]);
        let deceptive = Name::exactly("deceptive");
        let of = |ordinals: &[usize]| ordinals.iter().map(|at| *at as u32).collect::<Vec<_>>();
        assert_eq!(copy.ordinals(&deceptive), of(&[5, PAGE * 2 + 1]));
        assert_eq!(board.ordinals(&deceptive), of(&[5, PAGE * 5]));
        assert_eq!((copy.examined(), board.examined()), (2, 3));
        assert!(Arc::ptr_eq(&copy.pages[0], &board.pages[0]), "not copied");
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
