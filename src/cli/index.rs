//! `cotscope index`: build or refresh the search index, or say what is there.

use std::time::Instant;

use serde_json::json;

use super::args;
use super::failure::{Failure, exit};
use super::opening::Opening;
use super::output::Output;
use super::searching;
use crate::dataset::Dataset;
use crate::search::{Index, Status};
use crate::session::index::{self, Citer, Rows};

pub(crate) fn run(wish: &args::Index, opening: &Opening, out: &mut Output) -> Result<u8, Failure> {
    let start = Instant::now();
    let dataset = opening.dataset(&wish.paths, out)?;
    let root = index::root(&dataset);
    if wish.status {
        return status(&dataset, opening, out);
    }
    if wish.force {
        Index::remove(&root).map_err(|why| {
            Failure::new(exit::IO, format!("{}: {why}", root.display()))
                .fix("wait until the other process has finished")
        })?;
    }
    let specs = opening.specs(out)?;
    let opened = searching::index(&dataset, &opening.detector(&specs), opening, out)?;
    let (records, index_bytes) = (opened.index.records(), opened.index.bytes());
    let seconds = start.elapsed().as_secs_f64();
    if out.json {
        out.object(&json!({
            "records": records,
            "bytes": index::bytes(&dataset),
            "seconds": (seconds * 1000.0).round() / 1000.0,
            "index_bytes": index_bytes,
            "state": opened.state.name(),
        }))?;
    } else {
        out.line(&format!(
            "{}: {records} records, {:.1} MB of data, {:.1} MB of index, {seconds:.1} s, in {}",
            opened.state.name(),
            index::bytes(&dataset) as f64 / 1e6,
            index_bytes as f64 / 1e6,
            root.display()
        ))?;
    }
    Ok(exit::OK)
}

fn status(dataset: &Dataset, opening: &Opening, out: &mut Output) -> Result<u8, Failure> {
    let root = index::root(dataset);
    let detector = opening.detector(&opening.specs(out)?);
    let found = Index::status(&root, &Rows(dataset), Some(&Citer(&detector)));
    let (state, index, reason) = match found {
        Status::Missing => ("missing", None, None),
        Status::Fresh(index) => ("fresh", Some(index), None),
        Status::Stale(index, why) => ("stale", Some(index), Some(why)),
        Status::Damaged(why) => ("damaged", None, Some(why)),
    };
    let (records, bytes) = index.as_ref().map_or((0, 0), |index| (index.records(), index.bytes()));
    if out.json {
        out.object(&json!({
            "records": records, "bytes": index::bytes(dataset), "index_bytes": bytes, "state": state,
            "reason": reason, "path": root.to_string_lossy(),
        }))?;
    } else {
        let why = reason.map_or(String::new(), |why| format!(" ({why})"));
        out.line(&format!(
            "{state}{why}: {records} of {} records, {}",
            dataset.len(),
            root.display()
        ))?;
    }
    Ok(if state == "fresh" { exit::OK } else { exit::NOTHING })
}
