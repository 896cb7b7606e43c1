//! What others do with the same text: bare tantivy, and SQLite's FTS5 through its command.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Stdio};

use cotscope::search::{Options, Source};
use tantivy::indexer::NoMergePolicy;
use tantivy::schema::{Schema, TEXT};

use crate::corpus::Lines;

/// What any program that indexes with tantivy does, with its default analyser.
pub(crate) fn tantivy(source: &Lines, dir: &Path, merge: bool) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    let mut schema = Schema::builder();
    let fields = ["prompt", "cot", "answer"].map(|name| schema.add_text_field(name, TEXT));
    let index = tantivy::Index::create_in_dir(dir, schema.build()).map_err(io::Error::other)?;
    let options = Options::default();
    let mut writer: tantivy::IndexWriter =
        index.writer_with_num_threads(options.threads, options.memory).map_err(io::Error::other)?;
    if !merge {
        writer.set_merge_policy(Box::new(NoMergePolicy));
    }
    source.scan(0, &mut |_, record| {
        let mut document = tantivy::TantivyDocument::default();
        for (field, text) in fields.into_iter().zip([&record.prompt, &record.cot, &record.answer]) {
            document.add_text(field, text);
        }
        writer.add_document(document).expect("a document is taken");
        ControlFlow::Continue(())
    })?;
    writer.commit().map_err(io::Error::other)?;
    writer.wait_merging_threads().map_err(io::Error::other)
}

/// Processor seconds of SQLite: with a contentless FTS5 table and a hash of 64 MB, and with a plain
/// table in memory, which shows how much of it is reading. `None` where there is no `sqlite3`.
pub(crate) fn fts5(source: &Lines, dir: &Path) -> io::Result<Option<(f64, f64)>> {
    let text = dir.join("sqlite.txt");
    let mut out = BufWriter::new(File::create(&text)?);
    source.scan(0, &mut |_, record| {
        let fields = [&record.prompt, &record.cot, &record.answer];
        let fields = fields.map(|field| field.replace(['\u{1e}', '\u{1f}', '\0'], " "));
        write!(out, "{}\u{1e}", fields.join("\u{1f}")).expect("there is room");
        ControlFlow::Continue(())
    })?;
    out.flush()?;
    let import = format!(".mode ascii\n.import {} t\n", text.display());
    let table = "CREATE VIRTUAL TABLE t USING fts5(prompt, cot, answer, content='');\n\
                 INSERT INTO t(t, rank) VALUES('hashsize', 67108864);\n";
    let indexed = seconds(&dir.join("fts5.db"), &format!("{table}{import}"))?;
    let plain = "CREATE TABLE t(prompt, cot, answer);\n";
    let read = seconds(Path::new(":memory:"), &format!("{plain}{import}"))?;
    fs::remove_file(&text)?;
    Ok(indexed.zip(read))
}

/// Processor seconds of `sqlite3` with a script, as the shell counts those of its children.
fn seconds(database: &Path, script: &str) -> io::Result<Option<f64>> {
    let mut shell = Command::new("bash")
        .args(["-c", "sqlite3 \"$0\" && times"])
        .arg(database)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    shell.stdin.take().expect("it is piped").write_all(script.as_bytes())?;
    let output = shell.wait_with_output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    // `0m1.759s 0m0.143s`: user and system time, the children's on the last line.
    let time = |word: &str| {
        let (minutes, seconds) = word.trim_end_matches('s').split_once('m')?;
        Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?)
    };
    let last = text.lines().last().filter(|_| output.status.success());
    Ok(last.map(|line| line.split_whitespace().filter_map(time).sum()))
}
