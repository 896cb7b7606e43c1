//! How good the detectors have been, by people's labels.

use std::collections::{BTreeMap, BTreeSet};

use super::Flag;

/// A detector fired on a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fired {
    /// The record.
    pub record: String,
    /// Which flag was suggested.
    pub flag: Flag,
    /// The detector's id.
    pub detector: String,
    /// The detector's version.
    pub version: String,
}

/// What a person decided about one flag of one record.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The record.
    pub record: String,
    /// The flag.
    pub flag: Flag,
    /// Whether the person says it holds.
    pub holds: bool,
    /// The probability with which the record was drawn; `None` for one that was picked by browsing
    /// or because a detector fired: such labels count for precision, never for recall.
    pub drawn_with: Option<f64>,
}

/// The record of one version of one detector for one flag.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    /// The detector's id.
    pub detector: String,
    /// Its version.
    pub version: String,
    /// The flag.
    pub flag: Flag,
    /// Records on which it fired.
    pub fired: usize,
    /// Those that a person has judged.
    pub judged: usize,
    /// Those that a person confirmed.
    pub confirmed: usize,
    /// Share of confirmed among judged, each judged record weighted by one over the probability
    /// with which it was drawn; `None` when none is judged.
    pub precision: Option<Share>,
    /// Share of the records with the flag on which it fired, from drawn records only; `None` when
    /// no drawn record has the flag.
    pub recall: Option<Share>,
    /// Judged records on which it fired and that people cleared.
    pub false_alarms: Vec<String>,
    /// Records with the flag on which it did not fire.
    pub missed: Vec<String>,
}

/// A share with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The weighted share.
    pub value: f64,
    /// Kish's effective number of records: `(Σw)² / Σw²`.
    pub effective: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The record of every detector, version and flag, worst precision first, those without a judged
/// record last. `interval` takes a share and a number of records (Wilson's interval, as a rule).
pub fn track(
    fired: &[Fired],
    verdicts: &[Verdict],
    interval: impl Fn(f64, f64) -> (f64, f64),
) -> Vec<Track> {
    let mut by_detector: BTreeMap<(&str, &str, &Flag), BTreeSet<&str>> = BTreeMap::new();
    for hit in fired {
        let key = (hit.detector.as_str(), hit.version.as_str(), &hit.flag);
        by_detector.entry(key).or_default().insert(&hit.record);
    }
    let mut tracks: Vec<Track> = by_detector
        .into_iter()
        .map(|((detector, version, flag), records)| {
            let judged: Vec<&Verdict> = verdicts.iter().filter(|v| v.flag == *flag).collect();
            one(detector, version, flag, &records, &judged, &interval)
        })
        .collect();
    tracks.sort_by(|a, b| {
        let key = |track: &Track| track.precision.map_or(2.0, |share| share.value);
        key(a).total_cmp(&key(b)).then_with(|| b.fired.cmp(&a.fired))
    });
    tracks
}

/// Records with a flag on which no detector at all suggested it.
#[must_use]
pub fn missed_by_all(fired: &[Fired], verdicts: &[Verdict]) -> Vec<(String, Flag)> {
    let suggested: BTreeSet<(&str, &Flag)> =
        fired.iter().map(|hit| (hit.record.as_str(), &hit.flag)).collect();
    verdicts
        .iter()
        .filter(|verdict| verdict.holds)
        .filter(|verdict| !suggested.contains(&(verdict.record.as_str(), &verdict.flag)))
        .map(|verdict| (verdict.record.clone(), verdict.flag.clone()))
        .collect()
}

fn one(
    detector: &str,
    version: &str,
    flag: &Flag,
    records: &BTreeSet<&str>,
    judged: &[&Verdict],
    interval: &impl Fn(f64, f64) -> (f64, f64),
) -> Track {
    let fires = |verdict: &&&Verdict| records.contains(verdict.record.as_str());
    let alarms: Vec<&&Verdict> = judged.iter().filter(fires).collect();
    let holding: Vec<&&Verdict> = judged.iter().filter(|verdict| verdict.holds).collect();
    let drawn = holding.iter().filter(|verdict| verdict.drawn_with.is_some());
    let names = |verdicts: Vec<&&&Verdict>| {
        verdicts.into_iter().map(|verdict| verdict.record.clone()).collect()
    };
    Track {
        detector: detector.into(),
        version: version.into(),
        flag: flag.clone(),
        fired: records.len(),
        judged: alarms.len(),
        confirmed: alarms.iter().filter(|verdict| verdict.holds).count(),
        precision: share(alarms.iter().map(|v| (weight(v), v.holds)), interval),
        recall: share(drawn.map(|v| (weight(v), fires(v))), interval),
        false_alarms: names(alarms.iter().filter(|verdict| !verdict.holds).collect()),
        missed: names(holding.iter().filter(|verdict| !fires(verdict)).collect()),
    }
}

/// One over the probability of being drawn; 1 for records that were not drawn.
fn weight(verdict: &Verdict) -> f64 {
    verdict.drawn_with.filter(|&probability| probability > 0.0).map_or(1.0, f64::recip)
}

fn share(
    weighted: impl Iterator<Item = (f64, bool)>,
    interval: impl Fn(f64, f64) -> (f64, f64),
) -> Option<Share> {
    let (mut all, mut squares, mut yes) = (0.0, 0.0, 0.0);
    for (weight, holds) in weighted {
        all += weight;
        squares += weight * weight;
        yes += if holds { weight } else { 0.0 };
    }
    (all > 0.0).then(|| {
        let (value, effective) = (yes / all, all * all / squares);
        let (low, high) = interval(value, effective);
        Share { value, effective, low, high }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fired(record: &str) -> Fired {
        Fired {
            record: record.into(),
            flag: Flag::Deceptive,
            detector: "pack/cue".into(),
            version: "1".into(),
        }
    }

    fn verdict(record: &str, holds: bool, drawn_with: Option<f64>) -> Verdict {
        Verdict { record: record.into(), flag: Flag::Deceptive, holds, drawn_with }
    }

    #[test]
    fn labels_weigh_by_how_rarely_their_records_were_drawn() {
        let hits = [fired("a"), fired("a"), fired("b"), fired("c"), fired("unread")];
        let verdicts = [
            verdict("a", true, Some(1.0)),
            verdict("b", false, Some(0.25)),
            verdict("c", true, None),
            verdict("d", true, Some(0.5)),
            verdict("e", true, None),
        ];
        let tracks = track(&hits, &verdicts, |value, _| (value, value));
        let row = &tracks[0];
        assert_eq!((row.fired, row.judged, row.confirmed), (4, 3, 2));
        // 1 + 1 of 1 + 4 + 1.
        assert_eq!(row.precision.unwrap().value, 2.0 / 6.0);
        assert_eq!(row.precision.unwrap().effective, 36.0 / 18.0);
        // Drawn records with the flag: a (weight 1, found) and d (weight 2, missed).
        assert_eq!(row.recall.unwrap().value, 1.0 / 3.0);
        assert_eq!(row.false_alarms, ["b"]);
        assert_eq!(row.missed, ["d", "e"]);
        assert_eq!(missed_by_all(&hits, &verdicts).len(), 2);
    }

    #[test]
    fn without_labels_there_is_no_precision() {
        let tracks = track(&[fired("a")], &[], |value, _| (value, value));
        assert_eq!((tracks[0].precision, tracks[0].recall), (None, None));
    }
}
