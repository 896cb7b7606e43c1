//! `cotscope sample`: draws a review queue, and more for it later.

mod ranked;

use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::path::Path;

use serde_json::json;

use super::args::{AllocationName, DesignName, Sample};
use super::failure::{Failure, exit};
use super::generate::target_failure;
use super::opening::Opening;
use super::output::Output;
use super::progress::Reading;
use crate::dataset::Dataset;
use crate::export::target::Target;
use crate::review::{
    Allocation, Candidate, Design, DrawError, Queue, QueueError, Sampling, draw, extend,
};
use crate::session::labels::Access;
use crate::session::review::draw::{
    DrawFailure, any_seed, check_fields, check_strata, disputes_in, fill_pilot,
};
use crate::session::review::frame::Frame;
use crate::spec::Spec;

pub(crate) fn run(wish: &Sample, opening: &Opening, out: &mut Output) -> Result<u8, Failure> {
    let older = wish.extend.as_deref().map(read_queue).transpose()?;
    let mut design = match &older {
        Some(queue) => queue.design.clone(),
        None => design(wish)?,
    };
    let dataset = opening.dataset(&wish.paths, out)?;
    let labels = opening.labels(&wish.paths, Access::Read, out)?;
    let merits = match design.sampling {
        Sampling::Disputed => {
            disputes_in(&labels.view, &labels.scheme).map_err(|why| draw_failure(&why))?
        }
        Sampling::Ranked => ranked::merits(wish, &dataset, opening, out)?,
        _ => HashMap::new(),
    };
    let candidates = candidates(&design.by, merits, &dataset, opening, out)?;
    fill_pilot(&mut design, &labels, &candidates);
    let queue = match older {
        Some(queue) => extend(queue, wish.n, candidates),
        None => draw(wish.seed.unwrap_or_else(any_seed), design, candidates),
    };
    let queue = queue.map_err(DrawFailure::Design).map_err(|why| draw_failure(&why))?;
    check_strata(&queue).map_err(|why| draw_failure(&why))?;
    write(&queue, wish, out)
}

/// Reads a queue file, or says what is wrong with it.
pub(crate) fn read_queue(path: &Path) -> Result<Queue, Failure> {
    Queue::read(path).map_err(|why| match why {
        QueueError::Io(..) => {
            Failure::new(exit::NO_INPUT, why.to_string()).fix("check the path of the queue")
        }
        _ => Failure::new(exit::BAD_DATA, format!("{}: {why}", path.display())),
    })
}

fn design(wish: &Sample) -> Result<Design, Failure> {
    let name = match wish.design {
        Some(name) => name,
        None if wish.by.is_empty() => DesignName::Random,
        None => DesignName::Stratified,
    };
    let sampling = match name {
        DesignName::Random => Sampling::Random,
        DesignName::Stratified | DesignName::Oversample => Sampling::Stratified,
        DesignName::Disputed => Sampling::Disputed,
        DesignName::Likely | DesignName::Informative => Sampling::Ranked,
    };
    check(wish, name)?;
    Ok(Design {
        sampling,
        by: wish.by.clone(),
        allocation: allocation(wish, name)?,
        size: wish.n,
        shared: wish.shared,
        reviewers: wish.reviewers.clone(),
    })
}

/// Options that do not fit the design, which must not be passed over in silence.
fn check(wish: &Sample, name: DesignName) -> Result<(), Failure> {
    let stratified = matches!(name, DesignName::Stratified | DesignName::Oversample);
    let usage = |what: &str, fix: &str| Err(Failure::new(exit::USAGE, what).fix(fix));
    match () {
        () if stratified && wish.by.is_empty() => usage(
            "the design has no strata",
            "say by which field: --by judge.verdict, --by category …",
        ),
        () if !stratified && !wish.by.is_empty() => usage(
            "--by does not go with this design",
            "leave --design out, or use --design stratified",
        ),
        () if wish.flag.is_some() && !is_ranked(name) => {
            usage("--flag is for ranked queues", "add --design likely or --design informative")
        }
        () if !stratified && wish.allocation.is_some() => {
            usage("--allocation divides between strata", "name them with --by FIELD")
        }
        () if name == DesignName::Oversample && wish.weight.is_empty() => {
            usage("oversample what?", "give a stratum of --by its weight: --weight deceptive=5")
        }
        () if name == DesignName::Oversample && wish.allocation.is_some() => {
            usage("--allocation does not go with --weight", "leave one of them out")
        }
        () if name != DesignName::Oversample && !wish.weight.is_empty() => {
            usage("--weight is for oversampling", "add --design oversample")
        }
        () if wish.allocation != Some(AllocationName::Optimal) && !wish.guess.is_empty() => {
            usage("--guess is for optimal allocation", "add --allocation optimal")
        }
        () => Ok(()),
    }
}

fn is_ranked(name: DesignName) -> bool {
    matches!(name, DesignName::Likely | DesignName::Informative)
}

fn allocation(wish: &Sample, name: DesignName) -> Result<Allocation, Failure> {
    if name == DesignName::Oversample {
        let weights = numbers("--weight", &wish.weight, |weight| weight > 0.0, "above 0")?;
        return Ok(Allocation::Weighted { weights });
    }
    Ok(match wish.allocation {
        None | Some(AllocationName::Proportional) => Allocation::Proportional,
        Some(AllocationName::Equal) => Allocation::Equal,
        Some(AllocationName::Optimal) => {
            let share = |rate: f64| (0.0..=1.0).contains(&rate);
            Allocation::Optimal { rates: numbers("--guess", &wish.guess, share, "from 0 to 1")? }
        }
    })
}

/// `STRATUM=X` words; a stratum's name may hold `=` itself.
fn numbers(
    option: &str,
    words: &[String],
    fits: impl Fn(f64) -> bool,
    range: &str,
) -> Result<BTreeMap<String, f64>, Failure> {
    let number = |word: &String| {
        let (name, number) = word.rsplit_once('=')?;
        let number =
            number.parse::<f64>().ok().filter(|number| number.is_finite() && fits(*number))?;
        Some((name.to_owned(), number))
    };
    let wrong = |word: &String| {
        Failure::new(exit::USAGE, format!("{option} {word}: it takes STRATUM=X"))
            .fix(format!("X is a number {range}, for example {option} deceptive=0.5"))
    };
    words.iter().map(|word| number(word).ok_or_else(|| wrong(word))).collect()
}

fn candidates(
    by: &[String],
    merits: HashMap<String, f64>,
    dataset: &Dataset,
    opening: &Opening,
    out: &mut Output,
) -> Result<Vec<Candidate>, Failure> {
    let specs = opening.specs(out)?;
    let citer = opening.detector(&specs);
    let specs: Vec<Spec> = specs.iter().map(|spec| Spec::clone(spec)).collect();
    let frame = Frame::new(by, &specs, &citer).with_merits(merits);
    let mut candidates = Vec::with_capacity(dataset.len());
    for record in Reading::new("looking at records", dataset, opening.quiet) {
        let Some(record) = opening.readable(record, out)? else { continue };
        candidates.push(frame.candidate(&record));
    }
    check_fields(by, &candidates).map_err(|why| draw_failure(&why))?;
    Ok(candidates)
}

fn draw_failure(why: &DrawFailure) -> Failure {
    let code = match why {
        DrawFailure::Design(DrawError::NoSize | DrawError::TooManyShared)
        | DrawFailure::Design(DrawError::TooManyStrata { .. })
        | DrawFailure::UnknownStratum { .. } => exit::USAGE,
        DrawFailure::NothingDisputed { .. } => exit::NOTHING,
        _ => exit::BAD_DATA,
    };
    let failure = Failure::new(code, "no queue was drawn").why(why.to_string());
    match why {
        DrawFailure::UnknownField(_) => failure
            .fix("`cotscope inspect` lists the fields; judges are judge.NAME, people human.NAME"),
        DrawFailure::NothingDisputed { .. } => {
            failure.fix("let two reviewers label the same records first: --shared K")
        }
        _ => failure,
    }
}

fn write(queue: &Queue, wish: &Sample, out: &mut Output) -> Result<u8, Failure> {
    let Some(path) = wish.file() else {
        if out.json {
            out.object(&json!(queue))?;
        } else {
            out.json_line(queue.to_text().trim_end())?;
        }
        say_strata(queue, out);
        return Ok(exit::OK);
    };
    // Without -o the queue that was extended gives way to the longer one.
    let replace = wish.to.force || wish.to.is_open();
    let mut file = Target::create(path, replace).map_err(target_failure)?;
    file.write_all(queue.to_text().as_bytes())?;
    file.finish().map_err(target_failure)?;
    if out.json {
        out.object(&json!({
            "queue": path.to_string_lossy(), "id": queue.id(), "seed": queue.seed,
            "items": queue.items.len(), "frame": queue.frame,
        }))?;
    }
    say_strata(queue, out);
    out.say(&format!("wrote {}", path.display()));
    Ok(exit::OK)
}

fn say_strata(queue: &Queue, out: &mut Output) {
    let (items, records) = (queue.items.len(), queue.frame.records);
    out.say(&format!("drew {items} of {records} records, seed {}", queue.seed));
    if !queue.design.by.is_empty() {
        for stratum in &queue.frame.strata {
            out.say(&format!("  {}: {} of {}", stratum.name, stratum.sampled, stratum.size));
        }
    }
}
