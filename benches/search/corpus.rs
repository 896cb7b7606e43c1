//! What is searched: a file of records, or made-up ones.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use cotscope::record::Record;
use cotscope::search::Source;
use serde_json::Value;

/// Records of a file, one a line.
pub(crate) struct Lines {
    path: PathBuf,
    pub(crate) records: u32,
    pub(crate) bytes: u64,
}

impl Lines {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let records = BufReader::with_capacity(1 << 20, File::open(path)?).split(b'\n').count();
        let records = u32::try_from(records).map_err(io::Error::other)?;
        Ok(Self { path: path.to_owned(), records, bytes: fs::metadata(path)?.len() })
    }

    /// Words as they follow each other in chains spread over the file.
    pub(crate) fn sample(&self) -> io::Result<Vec<String>> {
        let mut words = Vec::new();
        self.scan(0, &mut |ordinal, record| {
            if ordinal % (self.records / 200).max(1) == 0 {
                let letters =
                    |word: &&str| word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase());
                words.extend(record.cot.split(' ').filter(letters).take(200).map(str::to_owned));
            }
            ControlFlow::Continue(())
        })?;
        Ok(words)
    }
}

impl Source for Lines {
    fn len(&self) -> u32 {
        self.records
    }

    fn bytes(&self) -> u64 {
        self.bytes
    }

    fn fingerprint(&self) -> String {
        format!("{}:{}", self.path.display(), self.bytes)
    }

    fn scan(
        &self,
        from: u32,
        each: &mut dyn FnMut(u32, Record) -> ControlFlow<()>,
    ) -> io::Result<()> {
        let mut lines = BufReader::with_capacity(1 << 20, File::open(&self.path)?);
        let mut line = String::new();
        for ordinal in 0.. {
            line.clear();
            if lines.read_line(&mut line)? == 0 {
                break;
            }
            if ordinal >= from && each(ordinal, record(&line)?).is_break() {
                break;
            }
        }
        Ok(())
    }
}

fn record(line: &str) -> io::Result<Record> {
    let mut row: serde_json::Map<String, Value> =
        sonic_rs::from_str(line).map_err(io::Error::other)?;
    let mut take = |names: &[&str]| {
        let value = names.iter().find_map(|name| row.remove(*name));
        match value {
            Some(Value::String(text)) => text,
            _ => String::new(),
        }
    };
    let (id, prompt) = (take(&["id"]), take(&["prompt", "question"]));
    let (mut cot, mut answer) = (take(&["cot"]), take(&["answer"]));
    let response = take(&["response"]);
    if let Some((thought, rest)) = response.split_once("</think>") {
        thought.trim_start_matches("<think>").trim().clone_into(&mut cot);
        rest.trim().clone_into(&mut answer);
    }
    Ok(Record { id, prompt, cot, answer, meta: row, ..Record::default() })
}

/// Writes a corpus whose words are as unevenly frequent as those of a language: the word of rank r
/// comes about 1/r as often as the first (Zipf), chains have a few thousand characters.
pub(crate) fn written(path: &Path, records: u32) -> io::Result<PathBuf> {
    let mut out = BufWriter::new(File::create(path)?);
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    for number in 0..records {
        let mut sentence = |words: u64| {
            let mut text = String::new();
            for at in 0..words {
                text.push_str(&word(zipf(&mut random)));
                text.push_str(if at % 17 == 16 { ". " } else { " " });
            }
            text
        };
        let (prompt, answer) = (sentence(30), sentence(120));
        let cot = sentence(100 + u64::from(number) * 7919 % 900);
        let topic = ["water", "travel", "locks", "letters"][number as usize % 4];
        let row = serde_json::json!({
            "id": format!("made-{number}"), "prompt": prompt, "cot": cot, "answer": answer,
            "topic": topic, "score": number % 11,
        });
        writeln!(out, "{row}")?;
    }
    out.flush()?;
    Ok(path.to_owned())
}

/// A rank below 40,000, low ones far more often.
fn zipf(random: &mut u64) -> u64 {
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    #[allow(clippy::cast_precision_loss)]
    let uniform = (*random >> 11) as f64 / (1u64 << 53) as f64;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let rank = 40_000_f64.powf(uniform) as u64;
    rank
}

/// The made-up word of a rank: syllables, the commonest words the shortest.
fn word(rank: u64) -> String {
    const SYLLABLES: [&str; 20] = [
        "an", "be", "ci", "do", "er", "fu", "ga", "he", "in", "jo", "ka", "li", "mo", "ne", "or",
        "pa", "qui", "re", "so", "tu",
    ];
    let mut word = String::new();
    let mut rest = rank;
    loop {
        word.push_str(SYLLABLES[usize::try_from(rest % 20).unwrap_or(0)]);
        rest /= 20;
        if rest == 0 {
            return word;
        }
    }
}
