//! Which datasets the screen begins with, and which are kept for `--resume`, with all that the command
//! line said about them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Host, Wish};
use crate::cli::args::Common;
use crate::session::open::Request;
use crate::session::place;
use crate::session::resume::{OpenTab, Tabs};
use crate::ui::Open;

/// The other side of the screen, the tabs to begin with, and which of them is in front.
pub(super) fn begin(
    common: &Common,
    wish: &Wish,
    kept: Option<Tabs>,
) -> (Host, Vec<OpenTab>, usize) {
    let host = |common: Common, start: PathBuf| {
        let told = Arc::default();
        Host { common, wish: wish.clone(), start, told }
    };
    let tab = |paths: Vec<String>| OpenTab { paths, specs: Vec::new() };
    match kept {
        Some(kept) => {
            let host = host(as_before(common, &kept), kept.start);
            let at = kept.at.min(kept.tabs.len().saturating_sub(1));
            (host, kept.tabs, at)
        }
        None => {
            let paths = wish.paths.clone();
            let tabs = match wish.tabs && !paths.is_empty() {
                true => paths.into_iter().map(|path| tab(vec![path])).collect(),
                false => vec![tab(paths)],
            };
            (host(common.clone(), crate::cli::here()), tabs, 0)
        }
    }
}

/// The command line of the last run, under the one of this run.
fn as_before(common: &Common, kept: &Tabs) -> Common {
    let mut common = common.clone();
    if common.spec.is_empty() {
        common.spec.clone_from(&kept.specs);
    }
    if common.map.is_empty() {
        common.map.clone_from(&kept.map);
    }
    common.labels = common.labels.or_else(|| kept.labels.clone());
    common.reviewer = common.reviewer.or_else(|| kept.reviewer.clone());
    common.config = common.config.or_else(|| kept.config.clone());
    common.follow |= kept.follow;
    common
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

impl Host {
    /// What is kept for the next run.
    pub(super) fn kept(&self, open: Open, request: &Request) -> Tabs {
        let Common { config, spec, map, labels, reviewer, follow, .. } = self.common.clone();
        let whole = |paths: &[PathBuf]| paths.iter().map(|path| absolute(path)).collect();
        let of_all: Vec<PathBuf> = whole(&request.spec_paths());
        let tab = |tab: OpenTab| {
            let specs = Some(whole(&tab.specs)).filter(|specs| *specs != of_all);
            OpenTab { specs: specs.unwrap_or_default(), ..tab }
        };
        Tabs {
            tabs: open.tabs.into_iter().map(tab).collect(),
            at: open.at,
            // The demo heeds no project's configuration.
            start: if self.wish.demo { place::data_dir() } else { absolute(&self.start) },
            config: config.map(|path| absolute(&path)),
            specs: whole(&spec),
            map,
            labels: labels.map(|path| absolute(&path)),
            reviewer,
            follow,
        }
    }
}
