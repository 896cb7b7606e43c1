//! How the weights are learnt: `cargo bench --bench wording` prints how good they are on files that
//! they were not learnt from, and writes them with `-- --write`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::thread;

use crate::citation::Citation;
use crate::record::Record;
use crate::text::Span;
use crate::text::words::words;

use super::super::logistic::{Model, Row, calibrate};
use super::super::reading::hash;
use super::super::scene::Scene;
use super::super::{Flag, Suite, examine};
use super::features::{self, NEAR_SCALE, ROLE_SCALE, Seen, pair};
use super::record::{INPUTS, Inputs};
use super::weights::Weights;
use super::{ANY, OUTPUTS, Odds};

/// A record with what somebody who knows says of it: the flags that hold, each with the spans of
/// the chain that show it.
#[derive(Clone, Debug)]
pub struct Example {
    /// The record.
    pub record: Record,
    /// Its citations.
    pub citations: Vec<Citation>,
    /// The flags that hold.
    pub flags: BTreeMap<Flag, Vec<Span>>,
}

/// A sentence: what is seen of it, block by block, and which outputs hold.
struct Lesson {
    seen: [Vec<Seen>; 3],
    holds: [bool; OUTPUTS],
}

/// Words, pairs and roles seen in fewer sentences only fit the noise.
const RARE: usize = 3;

/// The second step learns from first steps that have not seen so large a part of the sources.
const FOLDS: usize = 6;

/// Learns both steps from several sources of examples (one author, one file each). The second step
/// learns from what the first says of sources that it had not seen. The same sources give the same
/// weights.
#[must_use]
pub fn learn(suite: &Suite, sources: &[Vec<Example>]) -> String {
    let lessons: Vec<Vec<Vec<Lesson>>> = sources.iter().map(|one| lessons(suite, one)).collect();
    let names = names(suite, sources);
    let mut inputs: Vec<(Inputs, BTreeSet<Flag>)> = Vec::new();
    for fold in 0..FOLDS {
        let is_held = |at: usize| at % FOLDS == fold;
        let others = lessons.iter().enumerate().filter(|(at, _)| !is_held(*at));
        let text =
            sentences(&others.flat_map(|(_, one)| one).flatten().collect::<Vec<_>>(), &names);
        let weights = Weights::parse(&text);
        let held = sources.iter().enumerate().filter(|(at, _)| is_held(*at));
        let held = held.flat_map(|(_, source)| source);
        inputs.extend(held.map(|one| (read(suite, &weights, one), held_flags(one))));
    }
    let all: Vec<&Lesson> = lessons.iter().flatten().flatten().collect();
    sentences(&all, &names) + &records(&inputs)
}

fn held_flags(example: &Example) -> BTreeSet<Flag> {
    example.flags.keys().cloned().collect()
}

/// What the suite sees of each sentence of each example.
fn lessons(suite: &Suite, examples: &[Example]) -> Vec<Vec<Lesson>> {
    let of = |example: &Example| {
        examine::with_scene(suite, &example.record, &example.citations, |scene| {
            (0..scene.reading.sentences.len()).map(|at| lesson(scene, example, at)).collect()
        })
    };
    examples.iter().map(of).collect()
}

fn lesson(scene: &Scene<'_>, example: &Example, at: usize) -> Lesson {
    let span = scene.reading.sentences[at].span;
    let mut holds = [false; OUTPUTS];
    for (output, flag) in Flag::BUILTIN.iter().enumerate() {
        let evidence = example.flags.get(flag).into_iter().flatten();
        holds[output] = evidence.into_iter().any(|shown| shown.overlaps(span));
        holds[ANY] |= holds[output];
    }
    Lesson { seen: features::seen(scene, at), holds }
}

/// What a thing seen is called in the weights.
fn names(suite: &Suite, sources: &[Vec<Example>]) -> HashMap<Seen, (&'static str, String)> {
    let mut names = HashMap::new();
    for example in sources.iter().flatten() {
        let mut before: Option<String> = None;
        for word in words(&example.record.cot) {
            let word = word.folded.into_owned();
            let key = hash(&word);
            names.entry(Seen::Word(key)).or_insert_with(|| ("word", word.clone()));
            if let Some(before) = before {
                let both = Seen::Pair(pair(hash(&before), key));
                names.entry(both).or_insert_with(|| ("pair", format!("{before} {word}")));
            }
            before = Some(word);
        }
    }
    for (name, role) in suite.scanner.names() {
        names.insert(Seen::Role(role), ("role", name.to_owned()));
        names.insert(Seen::NearRole(role), ("near", name.to_owned()));
    }
    for part in 0..features::PARTS {
        names.insert(Seen::Part(part), ("part", part.to_string()));
    }
    names.insert(Seen::Question, ("question", String::new()));
    names
}

/// The pull of the first step, a sentence.
const RIDGE: f32 = 4e-5;

const SCALES: [f32; 3] = [1.0, NEAR_SCALE, ROLE_SCALE];

/// The first step, as the lines of the weights.
fn sentences(lessons: &[&Lesson], names: &HashMap<Seen, (&'static str, String)>) -> String {
    let mut counts: HashMap<Seen, usize> = HashMap::new();
    for lesson in lessons {
        let different: BTreeSet<Seen> = lesson.seen.iter().flatten().copied().collect();
        different.into_iter().for_each(|seen| *counts.entry(seen).or_default() += 1);
    }
    let mut kept: Vec<Seen> =
        counts.iter().filter(|(_, count)| **count >= RARE).map(|(seen, _)| *seen).collect();
    kept.sort_unstable();
    let ids: HashMap<Seen, usize> = kept.iter().enumerate().map(|(at, seen)| (*seen, at)).collect();
    // Rare things weigh more (inverse document frequency): the pull towards zero holds them less.
    let scale = |seen: &Seen| ((1 + lessons.len()) as f32 / (1 + counts[seen]) as f32).ln() + 1.0;
    let scales: Vec<f32> = kept.iter().map(|seen| scale(seen) / RARITY).collect();
    let rows: Vec<Row> = lessons.iter().map(|lesson| row(lesson, &ids, &scales)).collect();
    let fit = |output: usize| {
        let labelled: Vec<(&Row, bool)> =
            rows.iter().zip(lessons).map(|(row, lesson)| (row, lesson.holds[output])).collect();
        Model::fit(kept.len(), &labelled, RIDGE)
    };
    let models: Vec<Model> = thread::scope(|scope| {
        let fits: Vec<_> = (0..OUTPUTS).map(|output| scope.spawn(move || fit(output))).collect();
        fits.into_iter().map(|fit| fit.join().expect("fitting does not panic")).collect()
    });
    let weight = |seen: &Seen| -> Option<Odds> {
        let at = *ids.get(seen)?;
        Some(std::array::from_fn(|output| models[output].weights[at] * scales[at]))
    };
    let mut text =
        Weights::line("bias", "", &std::array::from_fn::<f32, OUTPUTS, _>(|at| models[at].bias));
    for seen in &kept {
        let (Some((kind, name)), Some(own)) = (names.get(seen), weight(seen)) else { continue };
        match seen {
            Seen::Word(word) => {
                let near = weight(&Seen::NearWord(*word)).unwrap_or_default();
                text += &Weights::line(kind, name, &[own, near].concat());
            }
            _ => text += &Weights::line(kind, name, &own),
        }
    }
    text
}

/// What the scale of a thing of middling rarity is divided by, so that rows have a length near one.
const RARITY: f32 = 5.0;

fn row(lesson: &Lesson, ids: &HashMap<Seen, usize>, scales: &[f32]) -> Row {
    let mut row: BTreeMap<usize, f32> = BTreeMap::new();
    for (block, scale) in lesson.seen.iter().zip(SCALES) {
        let share = scale / (block.len().max(1) as f32).sqrt();
        for id in block.iter().filter_map(|seen| ids.get(seen)) {
            *row.entry(*id).or_default() += share * scales[*id];
        }
    }
    row.into_iter().collect()
}

/// What the second step sees of an example by those weights.
fn read(suite: &Suite, weights: &Weights, example: &Example) -> Inputs {
    let roles = weights.of_roles(&suite.scanner);
    examine::with_scene(suite, &example.record, &example.citations, |scene| {
        let odds = features::odds(scene, weights, &roles);
        let found = examine::by_packs(suite, &example.record, scene);
        Inputs::new(&example.record, scene, &suite.roles, &odds, &|flag| found.by_texts(flag))
    })
}

/// The second step, as the lines of the weights.
fn records(inputs: &[(Inputs, BTreeSet<Flag>)]) -> String {
    let flags = Flag::BUILTIN.iter().enumerate();
    flags.map(|(at, flag)| record(inputs, at, flag)).collect()
}

/// The pull of the second step, a record.
const RECORD_RIDGE: f32 = 0.01;

/// The log odds that get a score of one half: a probability of 0.6 among chains like those that were
/// learnt from. Of all above it about four in five held the flag.
const BAR: f32 = 0.405;

fn record(inputs: &[(Inputs, BTreeSet<Flag>)], at: usize, flag: &Flag) -> String {
    let measured: Vec<[f32; INPUTS]> = inputs.iter().map(|(inputs, _)| inputs.of(at)).collect();
    let (means, spreads) = spread(&measured);
    let standard = |row: &[f32; INPUTS]| -> Row {
        (0..INPUTS).map(|at| (at, (row[at] - means[at]) / spreads[at])).collect()
    };
    let rows: Vec<Row> = measured.iter().map(standard).collect();
    let labelled: Vec<(&Row, bool)> =
        rows.iter().zip(inputs).map(|(row, (_, held))| (row, held.contains(flag))).collect();
    let model = Model::fit(INPUTS, &labelled, RECORD_RIDGE);
    let scored: Vec<(f32, bool)> =
        labelled.iter().map(|(row, holds)| (model.score(row), *holds)).collect();
    let (slope, offset) = calibrate(&scored);
    let mut weights: Vec<f32> =
        (0..INPUTS).map(|at| slope * model.weights[at] / spreads[at]).collect();
    let shift: f32 = weights.iter().zip(means).map(|(weight, mean)| weight * mean).sum();
    weights.push(model.bias * slope + offset - BAR - shift);
    Weights::line("record", flag.name(), &weights)
}

/// Mean and standard deviation of every input.
fn spread(rows: &[[f32; INPUTS]]) -> ([f32; INPUTS], [f32; INPUTS]) {
    let count = rows.len().max(1) as f32;
    let means: [f32; INPUTS] =
        std::array::from_fn(|at| rows.iter().map(|row| row[at]).sum::<f32>() / count);
    let spreads = std::array::from_fn(|at| {
        let squares: f32 = rows.iter().map(|row| (row[at] - means[at]).powi(2)).sum();
        (squares / count).sqrt().max(1e-3)
    });
    (means, spreads)
}

/// Weights that have been read, to be held against examples.
#[derive(Clone, Debug)]
pub struct Learnt(Weights);

impl Learnt {
    /// Reads what [`learn`] returns.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self(Weights::parse(text))
    }

    /// The scores of the flags of an example, in the order of [`Flag::BUILTIN`].
    #[must_use]
    pub fn scores(&self, suite: &Suite, example: &Example) -> [f32; Flag::BUILTIN.len()] {
        let inputs = read(suite, &self.0, example);
        std::array::from_fn(|at| inputs.score(at, &self.0.records))
    }
}
