//! How often 95 % intervals hold the truth, by estimator and design, over thousands of simulated
//! samples: a table to read before one trusts them. `cargo bench --bench coverage [-- SAMPLES]`.
//!
//! The frame has 2,000 items; a judge finds 80 % of the true ones and flags 6 % of the others. Columns:
//! share of intervals that hold the truth, mean error of the estimate, mean width of the interval.
#![allow(clippy::print_stdout)] // a benchmark prints its table

use cotscope::agreement::kappa::cohen;
use cotscope::agreement::proportion::{clopper_pearson, wilson};
use cotscope::agreement::rate::{
    JudgeQuality, Judged, Labelled, Stratum, difference, prediction_powered, rogan_gladen,
    stratified,
};
use cotscope::agreement::{Estimate, Matrix, Statistic};

const FRAME: usize = 2000;
const SENSITIVITY: f64 = 0.8;
const FALSE_ALARMS: f64 = 0.06;
const RATES: [f64; 4] = [0.01, 0.05, 0.2, 0.5];

/// An item: the truth and the judge's verdict.
type Item = (bool, bool);

struct Chance(u64);

impl Chance {
    /// A number from 0 up to 1 (`SplitMix64`).
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn frame(&mut self, n: usize, rate: f64) -> Vec<Item> {
        let mut item = || {
            let truth = self.unit() < rate;
            (truth, self.unit() < if truth { SENSITIVITY } else { FALSE_ALARMS })
        };
        (0..n).map(|_| item()).collect()
    }

    /// `n` of the items, each as likely.
    fn draw(&mut self, items: &[Item], n: usize) -> Vec<Item> {
        let mut items = items.to_vec();
        let n = n.min(items.len());
        for at in 0..n {
            let pick = at + (self.unit() * (items.len() - at) as f64) as usize;
            items.swap(at, pick);
        }
        items.truncate(n);
        items
    }

    fn hits(&mut self, n: usize, p: f64) -> f64 {
        (0..n).filter(|_| self.unit() < p).count() as f64
    }
}

fn share(items: &[Item]) -> f64 {
    items.iter().filter(|item| item.0).count() as f64 / items.len() as f64
}

fn judged(items: &[Item]) -> Judged {
    let flagged = items.iter().filter(|item| item.1).count() as f64;
    Judged { n: items.len() as f64, flagged }
}

fn labelled(items: &[Item]) -> Labelled {
    let count = |wanted: Item| items.iter().filter(|item| **item == wanted).count() as f64;
    Labelled {
        tp: count((true, true)),
        fp: count((false, true)),
        fn_: count((true, false)),
        tn: count((false, false)),
    }
}

/// A simulated sample: the truth, and what the estimator makes of the sample.
type Sampler = fn(&mut Chance, f64) -> (f64, Statistic<Estimate>);

const SAMPLERS: [(&str, Sampler); 7] = [
    ("stratified, 60 + 140 read", |chance, rate| {
        let items = chance.frame(FRAME, rate);
        let strata = [(true, 60), (false, 140)].map(|(verdict, n)| {
            let part: Vec<Item> = items.iter().copied().filter(|item| item.1 == verdict).collect();
            let read = chance.draw(&part, n);
            Stratum {
                name: verdict.to_string(),
                size: part.len() as f64,
                sampled: read.len() as f64,
                positive: read.iter().filter(|item| item.0).count() as f64,
                judged: Some(verdict),
            }
        });
        (share(&items), stratified(&strata).map(|rate| rate.estimate))
    }),
    ("difference, 200 read", |chance, rate| {
        let items = chance.frame(FRAME, rate);
        let read = chance.draw(&items, 200);
        let found = difference(judged(&items), labelled(&read));
        (share(&items), found.map(|rate| rate.estimate))
    }),
    ("PPI++, 200 read", |chance, rate| {
        let (items, read) = (chance.frame(FRAME, rate), chance.frame(200, rate));
        let found = prediction_powered(judged(&items), labelled(&read), None);
        (rate, found.map(|rate| rate.estimate))
    }),
    ("Rogan-Gladen, 100 + 100 read", |chance, rate| {
        let flagged = rate * SENSITIVITY + (1.0 - rate) * FALSE_ALARMS;
        let judge = JudgeQuality {
            p: chance.hits(FRAME, flagged) / FRAME as f64,
            n: FRAME as f64,
            sensitivity: chance.hits(100, SENSITIVITY) / 100.0,
            m1: 100.0,
            specificity: chance.hits(100, 1.0 - FALSE_ALARMS) / 100.0,
            m0: 100.0,
        };
        (rate, rogan_gladen(judge).map(|rate| rate.estimate))
    }),
    ("Wilson, 200 read", |chance, rate| (rate, wilson(chance.hits(200, rate), 200.0))),
    ("Clopper-Pearson, 200 read", |chance, rate| {
        (rate, clopper_pearson(chance.hits(200, rate), 200.0))
    }),
    ("kappa of judge and truth, 200 read", |chance, rate| {
        let [tp, fn_, fp, tn] = [
            rate * SENSITIVITY,
            rate * (1.0 - SENSITIVITY),
            (1.0 - rate) * FALSE_ALARMS,
            (1.0 - rate) * (1.0 - FALSE_ALARMS),
        ];
        let whole = Matrix::new(vec![vec![tp, fn_], vec![fp, tn]]);
        let found = labelled(&chance.frame(200, rate));
        let sample = Matrix::new(vec![vec![found.tp, found.fn_], vec![found.fp, found.tn]]);
        (cohen(&whole).map_or(0.0, |kappa| kappa.value), cohen(&sample))
    }),
];

fn main() {
    let wanted = std::env::args().skip(1).find_map(|word| word.parse().ok());
    let samples: usize = wanted.unwrap_or(4000);
    println!("{samples} samples a cell: coverage of 95 % intervals, mean error, mean width\n");
    print!("{:36}", "true rate");
    RATES.iter().for_each(|rate| print!("{rate:>24}"));
    println!();
    for (name, sampler) in SAMPLERS {
        print!("{name:36}");
        for rate in RATES {
            print!("{:>24}", cell(sampler, rate, samples));
        }
        println!();
    }
}

fn cell(sampler: Sampler, rate: f64, samples: usize) -> String {
    let mut chance = Chance(0x5eed ^ rate.to_bits());
    let (mut held, mut error, mut width, mut given) = (0, 0.0, 0.0, 0);
    for _ in 0..samples {
        let (truth, found) = sampler(&mut chance, rate);
        let Ok(found) = found else { continue };
        given += 1;
        held += usize::from(found.lo <= truth && truth <= found.hi);
        error += found.value - truth;
        width += found.hi - found.lo;
    }
    let given = f64::from(given).max(1.0);
    format!("{:.1} % {:+.4} {:.3}", 100.0 * held as f64 / given, error / given, width / given)
}
