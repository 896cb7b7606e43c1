//! A dataset with a judge, and reviewers who sit down at it.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use cotscope::label::event::What;
use cotscope::label::{Choice, Event, Store, View, read_logs};
use cotscope::review::Design;
use cotscope::session::Session;
use cotscope::session::open::Request;
use cotscope::session::resume::Memory;
use cotscope::session::review::OpenQueue;
use cotscope::session::review::draw::Wish;
use cotscope::ui::Settings;
use cotscope::ui::desk::Desk;
use cotscope::ui::headless::Headless;
use jiff::Timestamp;

const POLICY: &str = "# Policy\n\n- **AS1.** Do not lie to the user.\n- **AS2.** Be brief.\n";

/// A dataset of twelve records, a third of which the judge flags, in a directory of its own.
pub(crate) struct Team {
    pub(crate) dir: tempfile::TempDir,
}

impl Team {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let row = |n: usize| {
            let verdict = if n.is_multiple_of(3) { "fail" } else { "pass" };
            format!(
                "{{\"id\":\"r{n}\",\"prompt\":\"question {n}\",\"cot\":\"AS1 says so. Thought {n}.\",\
                 \"answer\":\"answer {n}\",\"judge\":{{\"verdict\":\"{verdict}\"}},\"topic\":\"t{}\"}}\n",
                n % 2
            )
        };
        std::fs::write(dir.path().join("run.jsonl"), (0..12).map(row).collect::<String>()).unwrap();
        std::fs::write(dir.path().join("policy.md"), POLICY).unwrap();
        Self { dir }
    }

    pub(crate) fn labels(&self) -> std::path::PathBuf {
        self.dir.path().join("labels")
    }

    pub(crate) fn session(&self, reviewer: &str) -> Arc<Session> {
        Session::begin(&Request {
            paths: vec![self.dir.path().join("run.jsonl").to_string_lossy().into_owned()],
            specs: vec![self.dir.path().join("policy.md")],
            labels: Some(self.labels()),
            reviewer: Some(reviewer.into()),
            ..Request::default()
        })
        .unwrap()
    }

    /// The screen of a reviewer who sits down.
    pub(crate) fn sits_down(&self, reviewer: &str) -> Headless {
        self.sits_down_at(reviewer, 80, 24)
    }

    /// The same on a screen of a size.
    pub(crate) fn sits_down_at(&self, reviewer: &str, width: u16, height: u16) -> Headless {
        let desk = Arc::new(Desk::new(self.session(reviewer)));
        Headless::new(desk, &Settings::default(), width, height)
    }

    /// The same, blind from the first frame.
    pub(crate) fn sits_down_blind(&self, reviewer: &str) -> Headless {
        let desk = Arc::new(Desk::new(self.session(reviewer)));
        Headless::new(desk, &Settings { blind: true, ..Settings::default() }, 80, 24)
    }

    /// The same, and where they were is kept for the next time.
    pub(crate) fn comes_back(&self, reviewer: &str) -> Headless {
        let memory = Memory::new(self.dir.path().join("state"));
        let desk = Arc::new(Desk::new(self.session(reviewer)).remembering(memory));
        Headless::new(desk, &Settings::default(), 80, 24)
    }

    /// The screen of a reviewer who goes on with a queue from the start, and has read nothing before.
    pub(crate) fn starts_in_a_queue(&self, reviewer: &str) -> Headless {
        let session = self.session(reviewer);
        let design = Design { size: 12, ..Design::default() };
        let wish = Wish { design, seed: Some(7), ..Wish::default() };
        let path = session.draw(wish, &AtomicBool::new(false), &mut |_, _| ()).unwrap();
        let queue = OpenQueue::read(&path, reviewer).unwrap();
        session.labels().open_queue(queue).unwrap();
        Headless::new(Arc::new(Desk::new(session)), &Settings::default(), 80, 24)
    }

    /// Draws a queue of all records by the form and works through it.
    pub(crate) fn draws(&self, reviewer: &str) -> Headless {
        let mut screen = self.sits_down_blind(reviewer);
        screen.keys("Qn<down><ctrl-u>12<down><down><down>7<enter>");
        assert!(screen.screen().contains("0 of 12"), "{}", screen.screen());
        screen
    }

    pub(crate) fn view(&self) -> View {
        let mut view = View::new();
        let problems = read_logs(&self.labels(), None, &mut view).unwrap();
        assert!(problems.is_empty(), "{problems:?}");
        view
    }

    /// The events of a reviewer, in order.
    pub(crate) fn events(&self, reviewer: &str) -> Vec<Event> {
        let view = self.view();
        let events = view.events().filter(|(event, _)| &*event.reviewer == reviewer);
        events.map(|(event, _)| event.clone()).collect()
    }

    pub(crate) fn labels_of(&self, reviewer: &str) -> Vec<Event> {
        let is_label = |event: &Event| matches!(event.what, What::Label { .. });
        self.events(reviewer).into_iter().filter(is_label).collect()
    }

    /// Somebody else's labels, written straight into their log.
    pub(crate) fn says(&self, reviewer: &str, record: &str, label: &str) {
        let (mut store, _) = Store::open(&self.labels(), reviewer, &mut View::new()).unwrap();
        let what = What::Label {
            group: "verdict".into(),
            label: label.into(),
            choice: Choice::Single,
            codes: vec!["overt".into()],
            evidence: Vec::new(),
        };
        store.append(Event::new(Timestamp::UNIX_EPOCH, record, what)).unwrap();
        let note = What::Note { text: format!("{reviewer} wonders").into() };
        store.append(Event::new(Timestamp::UNIX_EPOCH, record, note)).unwrap();
    }
}
