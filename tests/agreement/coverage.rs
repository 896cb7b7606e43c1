//! Simulated samples of every design: their intervals hold the truth as often as they say.
//!
//! Short on purpose; `cargo bench --bench coverage` draws thousands for a table.

use cotscope::agreement::rate::{
    JudgeQuality, Judged, Labelled, Rate, Stratum, difference, prediction_powered, rogan_gladen,
    stratified,
};

const SAMPLES: usize = 400;

/// A small generator with a fixed seed: the test draws the same samples every time.
struct Chance(u64);

impl Chance {
    fn unit(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// How many of `n` come out with probability `p`.
    fn hits(&mut self, n: usize, p: f64) -> f64 {
        (0..n).filter(|_| self.unit() < p).count() as f64
    }
}

/// Truth and verdict of every item of a frame.
fn frame(chance: &mut Chance, n: usize, rate: f64) -> Vec<(bool, bool)> {
    let mut item = || {
        let truth = chance.unit() < rate;
        let flags = chance.unit() < if truth { 0.8 } else { 0.06 };
        (truth, flags)
    };
    (0..n).map(|_| item()).collect()
}

fn share(items: &[(bool, bool)], wanted: fn(&(bool, bool)) -> bool) -> f64 {
    items.iter().filter(|item| wanted(item)).count() as f64 / items.len() as f64
}

/// `n` of the items, each as likely.
fn draw(chance: &mut Chance, items: &[(bool, bool)], n: usize) -> Vec<(bool, bool)> {
    let mut items = items.to_vec();
    for at in 0..n {
        let pick = at + (chance.unit() * (items.len() - at) as f64) as usize;
        items.swap(at, pick);
    }
    items.truncate(n);
    items
}

fn counted(items: &[(bool, bool)]) -> Labelled {
    let count = |truth, flags| items.iter().filter(|item| **item == (truth, flags)).count() as f64;
    Labelled {
        tp: count(true, true),
        fp: count(false, true),
        fn_: count(true, false),
        tn: count(false, false),
    }
}

fn judged(items: &[(bool, bool)]) -> Judged {
    let flagged = items.iter().filter(|item| item.1).count() as f64;
    Judged { n: items.len() as f64, flagged }
}

/// How often the interval holds the truth, and by how much the estimates miss it on average.
fn simulated(mut sample: impl FnMut(&mut Chance) -> (f64, Rate)) -> (f64, f64) {
    let mut chance = Chance(0x1234_5678_9abc_def1);
    let (mut held, mut error) = (0, 0.0);
    for _ in 0..SAMPLES {
        let (truth, rate) = sample(&mut chance);
        held += usize::from(rate.estimate.lo <= truth && truth <= rate.estimate.hi);
        error += rate.estimate.value - truth;
    }
    (held as f64 / SAMPLES as f64, error / SAMPLES as f64)
}

#[track_caller]
fn nominal((coverage, bias): (f64, f64)) {
    // 400 samples: 95 % ± 2.1 %, and the normal interval is a little short.
    assert!((0.92..=0.99).contains(&coverage), "coverage {coverage}");
    assert!(bias.abs() < 0.006, "bias {bias}");
}

#[test]
fn stratified_by_the_verdict() {
    nominal(simulated(|chance| {
        let items = frame(chance, 2000, 0.1);
        let strata = [true, false].map(|verdict| {
            let part: Vec<_> = items.iter().copied().filter(|item| item.1 == verdict).collect();
            let read = draw(chance, &part, if verdict { 80 } else { 150 });
            Stratum {
                name: verdict.to_string(),
                size: part.len() as f64,
                sampled: read.len() as f64,
                positive: read.iter().filter(|item| item.0).count() as f64,
                judged: Some(verdict),
            }
        });
        (share(&items, |item| item.0), stratified(&strata).unwrap())
    }));
}

#[test]
fn difference_of_a_random_part() {
    nominal(simulated(|chance| {
        let items = frame(chance, 2000, 0.2);
        let read = draw(chance, &items, 250);
        let rate = difference(judged(&items), counted(&read)).unwrap();
        (share(&items, |item| item.0), rate)
    }));
}

#[test]
fn prediction_powered_with_separate_samples() {
    nominal(simulated(|chance| {
        let (unlabelled, labelled) = (frame(chance, 2000, 0.2), frame(chance, 250, 0.2));
        let rate = prediction_powered(judged(&unlabelled), counted(&labelled), None).unwrap();
        (0.2, rate)
    }));
}

#[test]
fn rogan_and_gladen_with_samples_for_the_judges_quality() {
    nominal(simulated(|chance| {
        let (sensitivity, specificity, rate) = (0.85, 0.9, 0.3);
        let flagged = rate * sensitivity + (1.0 - rate) * (1.0 - specificity);
        let judge = JudgeQuality {
            p: chance.hits(1000, flagged) / 1000.0,
            n: 1000.0,
            sensitivity: chance.hits(150, sensitivity) / 150.0,
            m1: 150.0,
            specificity: chance.hits(150, specificity) / 150.0,
            m0: 150.0,
        };
        (rate, rogan_gladen(judge).unwrap())
    }));
}

#[test]
fn a_rare_flag_that_is_not_found_is_still_inside() {
    let (coverage, _) = simulated(|chance| {
        let items = frame(chance, 2000, 0.004);
        let read = draw(chance, &items, 150);
        let stratum = Stratum {
            name: "all".into(),
            size: 2000.0,
            sampled: 150.0,
            positive: 0.0, // only samples without a finding are looked at
            judged: None,
        };
        let truth = share(&items, |item| item.0);
        match share(&read, |item| item.0) {
            0.0 => (truth, stratified(&[stratum]).unwrap()),
            _ => (0.0, stratified(&[stratum]).unwrap()),
        }
    });
    assert!(coverage > 0.97, "{coverage}");
}
