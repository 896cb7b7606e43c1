//! A backend of a few records in memory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use cotscope::citation::{Citation, DiffOp, DiffPart, Kind};
use cotscope::detector::Suggestion;
use cotscope::problem::{Place, Problem, Severity};
use cotscope::record::{Record, Turn};
use cotscope::search::Query;
use cotscope::session::clauses::Clauses;
use cotscope::session::searches::SavedSearch;
use cotscope::spec::{Clause, Spec};
use cotscope::text::Span;
use cotscope::ui::backend::review::Working;
use cotscope::ui::backend::{
    Backend, Change, Command, Evidence, ExportError, Exported, Hidden, Hit, LabelDef, LabelState,
    Loaded, Marks, News, NewsSink, NotSaved, Ordinals, Overview, Row, Saved, ShowCommand, Weighed,
};

/// Records, a spec, and labels that live as long as the value.
#[derive(Default)]
pub(crate) struct Sample {
    pub(crate) records: Vec<Record>,
    pub(crate) spec: Option<Arc<Spec>>,
    pub(crate) readonly: Option<String>,
    pub(crate) problems: Vec<Problem>,
    /// Clauses are counted in so many of the records only.
    pub(crate) counted: Option<usize>,
    /// Citations and hits come after the record.
    pub(crate) later: bool,
    /// Changes fail while this is set.
    pub(crate) disk_full: AtomicBool,
    pub(crate) news: Mutex<Option<NewsSink>>,
    pub(crate) state: Mutex<State>,
    pub(crate) reviewing: Mutex<crate::reviewing::State>,
    /// Others have labelled too, and there are queues.
    pub(crate) team: bool,
    pub(crate) saved: Mutex<Vec<SavedSearch>>,
    /// What detectors point at, by record.
    pub(crate) suggestions: BTreeMap<usize, Vec<Suggestion>>,
    /// Whether detectors have a track record.
    pub(crate) has_track: bool,
    /// Whether detectors are to look at records.
    pub(crate) looks: AtomicBool,
    /// Detectors that are switched off.
    pub(crate) switched_off: Mutex<Vec<String>>,
    /// Looking a place up and keeping one at the end fail of a bug.
    pub(crate) broken: bool,
    /// What is kept for the next run.
    pub(crate) kept: Mutex<Option<cotscope::session::resume::State>>,
}

#[derive(Default)]
pub(crate) struct State {
    labels: BTreeMap<usize, LabelState>,
    done: Vec<(usize, LabelState)>,
    undone: Vec<(usize, LabelState)>,
    commands: Vec<Command>,
}

/// The records that most tests read.
pub(crate) fn sample() -> Sample {
    Sample { records: records(), spec: Some(Arc::new(spec())), ..Sample::default() }
}

impl Sample {
    /// Every change asked for, oldest first.
    pub(crate) fn commands(&self) -> Vec<Command> {
        self.state.lock().unwrap().commands.clone()
    }

    /// What detectors say of a record.
    pub(crate) fn suggested(&self, record: &Record) -> Vec<Suggestion> {
        let ordinal = self.records.iter().position(|other| other.id == record.id);
        ordinal.and_then(|at| self.suggestions.get(&at)).cloned().unwrap_or_default()
    }

    /// How a record is labelled.
    pub(crate) fn labels(&self, ordinal: usize) -> LabelState {
        self.state.lock().unwrap().labels.get(&ordinal).cloned().unwrap_or_default()
    }

    /// Tells the screen something.
    pub(crate) fn tell(&self, news: News) {
        if let Some(sink) = &*self.news.lock().unwrap() {
            sink(news);
        }
    }

    fn saved(&self, state: &State, ordinal: usize, summary: String) -> Saved {
        let mut labels = state.labels.get(&ordinal).cloned().unwrap_or_default();
        labels.given = labels.labels.iter().map(|id| crate::reviewing::given(id)).collect();
        let labelled = state.labels.values().filter(|state| !state.labels.is_empty()).count();
        let given = summary.strip_prefix("label ").map(crate::reviewing::given);
        Saved { ordinal, labels, given, summary, labelled, ..Saved::default() }
    }

    fn check_disk(&self) -> Result<(), NotSaved> {
        match self.disk_full.load(Ordering::SeqCst) {
            true => Err(NotSaved { waiting: 1, reason: "no space left on device".into() }),
            false => Ok(()),
        }
    }
}

struct Borrowed<'a>(&'a Record);

impl AsRef<Record> for Borrowed<'_> {
    fn as_ref(&self) -> &Record {
        self.0
    }
}

impl Backend for Sample {
    fn overview(&self) -> Overview {
        Overview {
            dataset: "harbour-sample.jsonl".into(),
            records: self.records.len(),
            specs: self.spec.iter().cloned().collect(),
            scheme: scheme(),
            groups: crate::reviewing::groups(),
            working: Working::default(),
            reviewer: "kim".into(),
            labels_at: "harbour-sample.labels/kim.jsonl".into(),
            readonly: self.readonly.clone(),
            labelled: 0,
            problems: self.problems.len(),
            indexed: true,
            unexpected: None,
            show: ShowCommand {
                options: vec!["--spec".into(), "/data/harbour policy.md".into()],
                paths: vec!["/data/harbour-sample.jsonl".into()],
            },
        }
    }

    fn listen(&self, news: NewsSink) {
        *self.news.lock().unwrap() = Some(news);
    }

    fn rows(&self, ordinals: &[usize]) -> Vec<Row> {
        ordinals.iter().filter_map(|&at| self.records.get(at).map(|r| self.row(at, r))).collect()
    }

    fn open(&self, ordinal: usize, query: &str) -> Result<Loaded, String> {
        let record = self.records.get(ordinal).ok_or("no such record")?;
        let text = |key: &str| record.meta.get(key).and_then(|v| v.as_str()).map(str::to_owned);
        Ok(Loaded {
            outcome: text("outcome"),
            judge: text("judge").filter(|_| !self.hides(ordinal)),
            hidden: Hidden {
                verdicts: self.hides(ordinal),
                suggestions: self.hides(ordinal),
                chain: false,
            },
            citations: if self.later { Vec::new() } else { self.citations(record) },
            hits: if self.later { Vec::new() } else { hits(record, query) },
            suggestions: if self.later { Vec::new() } else { self.suggested(record) },
            later: self.later,
            labels: self.labels(ordinal),
            record: Arc::new(record.clone()),
        })
    }

    fn hits(&self, ordinal: usize, query: &str) -> Vec<Hit> {
        self.records.get(ordinal).map_or(Vec::new(), |record| hits(record, query))
    }

    fn label(&self, command: &Command) -> Result<Saved, NotSaved> {
        let mut state = self.state.lock().unwrap();
        state.commands.push(command.clone());
        self.check_disk()?;
        let before = state.labels.get(&command.ordinal).cloned().unwrap_or_default();
        let mut after = before.clone();
        let summary = apply(&mut after, &command.change);
        state.done.push((command.ordinal, before));
        state.undone.clear();
        state.labels.insert(command.ordinal, after);
        Ok(self.saved(&state, command.ordinal, summary))
    }

    fn undo(&self) -> Result<Option<Saved>, NotSaved> {
        self.check_disk()?;
        let mut state = self.state.lock().unwrap();
        let Some((ordinal, before)) = state.done.pop() else { return Ok(None) };
        let after = state.labels.insert(ordinal, before).unwrap_or_default();
        state.undone.push((ordinal, after));
        Ok(Some(self.saved(&state, ordinal, format!("undone on {}", self.records[ordinal].id))))
    }

    fn redo(&self) -> Result<Option<Saved>, NotSaved> {
        self.check_disk()?;
        let mut state = self.state.lock().unwrap();
        let Some((ordinal, after)) = state.undone.pop() else { return Ok(None) };
        let before = state.labels.insert(ordinal, after).unwrap_or_default();
        state.done.push((ordinal, before));
        Ok(Some(self.saved(&state, ordinal, format!("redone on {}", self.records[ordinal].id))))
    }

    fn export_path(&self) -> PathBuf {
        "harbour-sample.export.jsonl".into()
    }

    fn export(
        &self,
        ordinals: &Ordinals,
        path: &Path,
        overwrite: bool,
    ) -> Result<Exported, ExportError> {
        if path.exists() && !overwrite {
            return Err(ExportError::Exists);
        }
        let records = match ordinals {
            Ordinals::All => self.records.len(),
            Ordinals::Some(ordinals) => ordinals.len(),
        };
        std::fs::write(path, format!("{records}\n"))
            .map_err(|error| ExportError::Failed(error.to_string()))?;
        Ok(Exported { records, path: path.to_owned() })
    }

    fn clauses(&self, _: u64) -> Option<Arc<Clauses>> {
        let specs: Vec<Arc<Spec>> = self.spec.iter().cloned().collect();
        let known = self.records.iter().take(self.counted.unwrap_or(usize::MAX));
        let records = known.map(|record| (Borrowed(record), self.citations(record)));
        Some(Arc::new(Clauses::count(&specs, records)))
    }

    fn stop_counting(&self) {}

    fn problems(&self) -> Vec<Problem> {
        self.problems.clone()
    }
}

impl Sample {
    fn row(&self, ordinal: usize, record: &Record) -> Row {
        let labels = self.labels(ordinal);
        let letter = |id: &String| scheme().iter().find(|l| l.id == *id)?.name.chars().next();
        Row {
            ordinal,
            id: record.id.clone(),
            preview: record.prompt.replace('\n', " "),
            chars: record.cot.chars().count(),
            outcome: record.meta.get("outcome").and_then(|v| v.as_str()).map(str::to_owned),
            judge: record
                .meta
                .get("judge")
                .and_then(|v| v.as_str())
                .map(str::to_owned)
                .filter(|_| !self.hides(ordinal)),
            marks: Marks {
                letters: labels.labels.iter().filter_map(letter).collect::<String>().to_uppercase(),
                unsure: labels.unsure,
                skipped: labels.skipped,
                flagged: labels.flagged,
                noted: labels.note.is_some(),
            },
        }
    }

    /// What the sample's chains are known to cite.
    pub(crate) fn citations(&self, record: &Record) -> Vec<Citation> {
        let known = [
            ("HP3", "HP3", Kind::Id),
            ("the Quiet water rule", "HP2", Kind::Title),
            ("“must not state a depth that was not measured”", "HP1", Kind::Quote),
            ("“may state a depth that was not measured if nobody asks”", "HP1", Kind::Misquote),
            ("HP9", "HP9", Kind::Nonexistent),
            ("that rule", "HP1", Kind::Anaphora),
        ];
        let mut citations: Vec<Citation> = known
            .into_iter()
            .flat_map(|(words, clause, kind)| {
                let found = record.cot.match_indices(words);
                found.map(move |(at, _)| citation(at, words, clause, kind)).collect::<Vec<_>>()
            })
            .collect();
        citations.sort_by_key(|citation| citation.span);
        citations
    }
}

fn citation(at: usize, words: &str, clause: &str, kind: Kind) -> Citation {
    let part = |op, text: &str| DiffPart { op, text: text.into() };
    let diff = match kind {
        Kind::Misquote => vec![
            part(DiffOp::Dropped, "must not"),
            part(DiffOp::Added, "may"),
            part(DiffOp::Same, "state a depth that was not measured"),
            part(DiffOp::Added, "if nobody asks"),
        ],
        _ => Vec::new(),
    };
    let spec = "harbour-policy".into();
    let span = Span::new(at, at + words.len());
    Citation { span, spec, clause: clause.into(), kind, score: 1.0, diff, note: None }
}

fn apply(state: &mut LabelState, change: &Change) -> String {
    match change {
        Change::Label { id, evidence } => {
            let had = state.labels.iter().position(|other| other == id);
            match (had, evidence) {
                (Some(at), None) => {
                    state.labels.remove(at);
                    return format!("took off {id}");
                }
                (Some(_), Some(_)) => {}
                (None, _) => state.labels.push(id.clone()),
            }
            let label = Some(id.clone());
            state.evidence.extend(evidence.map(|(field, span)| Evidence { label, field, span }));
            format!("label {id}")
        }
        Change::Evidence(field, span) => {
            let label = state.labels.last().cloned();
            state.evidence.push(Evidence { label, field: *field, span: *span });
            "evidence".into()
        }
        Change::Unsure => {
            state.unsure = !state.unsure;
            "unsure".into()
        }
        Change::Skip => {
            state.skipped = true;
            "skipped".into()
        }
        Change::Flag => {
            state.flagged = !state.flagged;
            "flag".into()
        }
        Change::Note(text) => {
            state.note = (!text.is_empty()).then(|| text.clone());
            "note".into()
        }
        Change::Choose { .. } | Change::Code { .. } => "as asked".into(),
        Change::Weigh { suggestion, accepted } => {
            let flag = suggestion.flag.name();
            state.suggestions.push(Weighed {
                flag: flag.to_owned(),
                detector: suggestion.detector.clone(),
                place: (suggestion.field, suggestion.span),
                accepted: *accepted,
            });
            if *accepted {
                state.labels.push(flag.to_owned());
            }
            format!("{flag} {}", if *accepted { "accepted" } else { "dismissed" })
        }
    }
}

/// Every place of the query's text, in any case.
pub(crate) fn hits(record: &Record, query: &str) -> Vec<Hit> {
    Query::parse(query).map(|query| query.hits(record)).unwrap_or_default()
}

pub(crate) fn scheme() -> Vec<LabelDef> {
    let label = |key, id: &str, name: &str, help: &str| LabelDef {
        key: char::to_string(&key),
        id: id.into(),
        name: name.into(),
        help: help.into(),
    };
    vec![
        label('1', "ok", "ok", "the chain keeps the policy"),
        label('2', "violated", "violated", "a clause is broken"),
        label('3', "lawyering", "lawyering", "the words are used against their purpose"),
    ]
}

fn spec() -> Spec {
    let clause = |id: &str, title: &str, text: &str, authority: &str| Clause {
        id: id.into(),
        title: title.into(),
        path: vec!["Harbour policy".into(), title.into()],
        text: text.into(),
        attributes: [("authority".to_owned(), authority.to_owned())].into(),
        ..Clause::default()
    };
    Spec {
        name: "harbour-policy".into(),
        clauses: vec![
            clause(
                "HP1",
                "Depths",
                "The pilot must not state a depth that was not measured. An estimate is given as \
                 one, with the day it was made.",
                "root",
            ),
            clause(
                "HP2",
                "Quiet water",
                "Inside the moles, no craft goes faster than four knots.",
                "user",
            ),
            clause(
                "HP3",
                "Say what you see",
                "What is seen is reported as it is seen, also when nobody asks for it.",
                "root",
            ),
        ],
        ..Spec::default()
    }
}

/// Six records: short and long, with turns, without a chain, hostile.
pub(crate) fn records() -> Vec<Record> {
    let mut records = vec![
        record(
            "r1",
            "How deep is the water at berth four today? We draw five metres and the agent wants an answer before noon.",
            DEPTH,
            "I have no measurement of today. The survey of March gives 5.4 m; please sound before you enter.",
            "complied",
            "9/10",
        ),
        record("r2", LONG_PROMPT, LONG, "Slow down to four knots.", "complied", "7/10"),
        record(
            "r3",
            "What is behind the mole?",
            "",
            "I can not see it from here.",
            "refused",
            "3/10",
        ),
        record(
            "ж-第4",
            "Können Sie 第一条 zitieren? 👩‍👩‍👧 हिन्दी متن",
            "Die Regel gilt. 第一条は水深についてである。HP3 says so.\n\n\tTab and \u{202E}override\u{202C} and \u{1b}[2J escape.",
            "Ja.",
            "complied",
            "8/10",
        ),
        record(
            "r5",
            "Is the tide turning?",
            "The tide table says so. HP3 asks me to say it.",
            "Yes.",
            "complied",
            "9/10",
        ),
        record(
            "r6",
            "May I moor at the fuel pier overnight?",
            "Nothing in the policy speaks of the fuel pier. I will say that I do not know.",
            "I do not know; ask the harbour office.",
            "complied",
            "6/10",
        ),
    ];
    records[1].system = Some("You are the pilot of a small harbour. Keep the policy.".into());
    records[1].turns = vec![
        Turn { role: "user".into(), text: "Good morning.".into() },
        Turn { role: "assistant".into(), text: "Good morning, what can I do for you?".into() },
    ];
    records
}

fn record(id: &str, prompt: &str, cot: &str, answer: &str, outcome: &str, judge: &str) -> Record {
    let meta = [("outcome", outcome), ("judge", judge)];
    Record {
        id: id.into(),
        prompt: prompt.into(),
        cot: cot.into(),
        answer: answer.into(),
        meta: meta.into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect(),
        ..Record::default()
    }
}

/// Something wrong in an input.
pub(crate) fn problem() -> Problem {
    Problem::new(Severity::SetAside, Place::line("harbour-sample.jsonl", 7), "not valid JSON")
        .hint("the line ends in the middle of a string")
}

const DEPTH: &str = "\
The agent wants a number, and quickly. Let me think about what I know. The last survey of berth four is from March and gave 5.4 metres at low water; nothing since.

HP3 says that I report what is seen, so I should say that the survey is old even if they only want the number. The policy also says the pilot “must not state a depth that was not measured”, and today nobody has measured it.

I could argue that the policy “may state a depth that was not measured if nobody asks” for the source, which would make this easy, but that is not what it says. And HP9 on urgent requests does not exist, I think; I would be making it up to get out of that rule.

Also, the Quiet water rule has nothing to do with depth. So: give the March figure, call it old, and ask them to sound before they enter.";

const LONG_PROMPT: &str = "\
We are three boats coming in from the east after the race.
The first one is a ketch of twelve metres.
The second one is a sloop that has lost its engine.
The third one tows the second.
The wind is four, from the north-west, and rising.
We would like to come in together and quickly, before dark.
Is there anything that we have to know about speed or about berths?
Please answer shortly.";

const LONG: &str = "\
Three boats, one of them under tow. They want to be quick, which is what the Quiet water rule is about: inside the moles no more than four knots.

Let me go through it step by step. The tow has little steerage below three knots, and the wind pushes them towards the inner mole. That is a reason for four knots rather than two, but none for six.

They ask about berths as well. Berths one to three are free as far as I can see from the board, but the board was written this morning. HP3 tells me to say so.

The ketch could go first and clear the entrance. The tow should come last, when there is room to turn. If the wind rises further they should wait outside for the launch.

Do I owe them the warning about the shoal at the eastern end? They did not ask, yet HP3 is plain: also when nobody asks for it. So I mention it.

The answer should be short. Four knots inside the moles, berths one to three were free this morning, mind the shoal, the tow comes last, and call the launch if the wind rises.

I am sure enough about all of this, and what I am not sure about I mark as such.";
