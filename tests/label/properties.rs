//! Properties of the view: undo gives the start back, redo the end, and any log can be read again.

use std::sync::Arc;

use cotscope::label::event::wire::{Decoder, encode};
use cotscope::label::view::{Applied, State};
use cotscope::label::{Choice, Drawn, Event, Evidence, Origin, Phase, Shown, View, What};
use cotscope::record::Field;
use jiff::Timestamp;
use proptest::prelude::*;

const RECORDS: [&str; 5] = ["", "r1", "r2", "zoë\n", "r\u{202e}4"];

fn name() -> impl Strategy<Value = Arc<str>> {
    prop_oneof![Just("ok"), Just("deceptive"), Just("a \"b\"\\"), Just("語")].prop_map(Arc::from)
}

fn evidence() -> impl Strategy<Value = Vec<Evidence>> {
    let field = prop::sample::select(Field::ALL.to_vec());
    let one = (field, 0..90usize, 0..9usize, ".{0,12}").prop_map(|(field, start, length, text)| {
        Evidence { field, start, end: start + length, text: text.into() }
    });
    prop::collection::vec(one, 0..3)
}

/// Boxed, as the next: so many kinds side by side would not fit a test thread's stack.
fn suggestion() -> BoxedStrategy<What> {
    let parts = (name(), name(), name(), any::<bool>(), evidence());
    parts
        .prop_map(|(flag, detector, version, accepted, evidence)| What::Suggestion {
            flag,
            detector,
            version,
            accepted,
            evidence,
        })
        .boxed()
}

/// Every kind of decision that undo goes back over.
fn decision() -> BoxedStrategy<What> {
    let choice = prop_oneof![Just(Choice::Single), Just(Choice::Multi)];
    let codes = || prop::collection::vec(name(), 0..3);
    prop_oneof![
        4 => (name(), name(), choice, codes(), evidence()).prop_map(
            |(group, label, choice, codes, evidence)| What::Label { group, label, choice, codes, evidence }
        ),
        1 => (name(), name()).prop_map(|(group, label)| What::Clear { group, label }),
        1 => (prop::option::of((name(), name())), evidence())
            .prop_map(|(of, evidence)| What::Evidence { of, evidence }),
        1 => (name(), any::<bool>()).prop_map(|(name, on)| What::Flag { name, on }),
        1 => ".{0,20}".prop_map(|text| What::Note { text: text.into() }),
        1 => suggestion(),
        1 => Just(What::Skip),
        1 => (name(), name(), name(), any::<bool>(), prop::option::of(name()), prop::option::of(name()))
            .prop_map(|(spec, clause, label, on, other, note)| What::Clause {
                spec, clause, label, on, other, note
            }),
        1 => (name(), name(), codes(), evidence(), name()).prop_map(
            |(group, label, codes, evidence, reason)| What::Adjudicate {
                group, label, codes, evidence, reason
            }
        ),
    ]
    .boxed()
}

fn drawn() -> impl Strategy<Value = Arc<Drawn>> {
    let origin = prop::sample::select(vec![
        Origin::Random,
        Origin::Stratified,
        Origin::Disputed,
        Origin::Ranked,
        Origin::Browse,
        Origin::Adjudication,
        Origin::Import,
        Origin::Other("later".into()),
    ]);
    (origin, prop::option::of(name()), prop::option::of(name()), prop::option::of(0.0..1.0f64))
        .prop_map(|(origin, queue, stratum, probability)| {
            Arc::new(Drawn { origin, queue, stratum, probability })
        })
}

fn any_event() -> impl Strategy<Value = Event> {
    let reveal = prop::sample::subsequence(Shown::ALL.to_vec(), 0..4)
        .prop_map(|shown| What::Reveal { shown });
    let undo = prop_oneof![
        name().prop_map(|act| What::Undo { act }),
        name().prop_map(|act| What::Redo { act })
    ];
    let what = prop_oneof![6 => decision(), 1 => reveal, 1 => undo];
    let head = (1..u64::MAX, "[a-z0-9-]{1,9}", name(), prop::sample::select(&RECORDS[..]));
    let tail = (prop::option::of(name()), drawn(), any::<bool>(), any::<bool>());
    // Times as far as the calendar goes, to the nanosecond.
    let time = (-9_000_000_000i64..250_000_000_000, 0..1_000_000_000i32);
    (head, what, tail, time).prop_map(|((seq, id, reviewer, record), what, tail, time)| {
        let (hash, drawn, blind, answer) = tail;
        let time = Timestamp::new(time.0, time.1).expect("within the calendar");
        let mut event = Event::new(time, record, what);
        (event.seq, event.id, event.reviewer) = (seq, id.into(), reviewer);
        event.text_hash = hash.clone();
        event.source = hash.clone();
        if event.what.can_be_undone() {
            event.act = hash;
        }
        (event.drawn, event.blind) = (drawn, blind);
        event.phase = if answer { Phase::Answer } else { Phase::Full };
        event
    })
}

/// A reviewer's session without a disk.
struct Reviewer {
    view: View,
    log: Vec<Event>,
}

impl Reviewer {
    fn new() -> Self {
        Self { view: View::new(), log: Vec::new() }
    }

    fn add(&mut self, record: &str, what: What, act: Option<Arc<str>>) -> Arc<str> {
        let mut event = Event::new(Timestamp::UNIX_EPOCH, record, what);
        event.seq = self.log.len() as u64 + 1;
        event.id = format!("e{}", event.seq).into();
        event.reviewer = "ada".into();
        event.act = act;
        self.log.push(event.clone());
        let id = event.id.clone();
        assert_eq!(self.view.apply(event), Applied::New);
        id
    }

    fn states(&self) -> Vec<State> {
        let state = |record: &&str| self.view.state(record, "ada").cloned().unwrap_or_default();
        RECORDS.iter().map(state).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn a_thousand_operations_and_as_many_undos_give_the_start_back(
        decisions in prop::collection::vec((prop::sample::select(&RECORDS[..]), decision(), 0..12u8), 1000)
    ) {
        let mut ada = Reviewer::new();
        let mut states = vec![ada.states()];
        let mut act = None;
        for (record, what, together) in decisions {
            // One in twelve belongs to the act of the event before, as in bulk labelling.
            let joins = together == 0 && act.is_some();
            let new = ada.add(record, what, act.clone().filter(|_| joins));
            if joins {
                states.pop();
            } else {
                act = Some(new);
            }
            states.push(ada.states());
        }
        let last = states.len() - 1;
        prop_assert_eq!(ada.view.steps("ada"), (last, 0));
        for expected in states[..last].iter().rev() {
            let step = ada.view.undo("ada").unwrap();
            ada.add(&step.record, step.what, None);
            prop_assert_eq!(&ada.states(), expected);
        }
        prop_assert_eq!(ada.view.undo("ada"), None);
        prop_assert!(ada.states().iter().all(State::is_empty));
        for expected in &states[1..] {
            let step = ada.view.redo("ada").unwrap();
            ada.add(&step.record, step.what, None);
            prop_assert_eq!(&ada.states(), expected);
        }
        prop_assert_eq!(ada.view.redo("ada"), None);

        // The same after a restart: the log alone tells where undo stands.
        let mut again = Reviewer::new();
        for event in &ada.log {
            again.view.apply(event.clone());
        }
        prop_assert_eq!(again.states(), ada.states());
        prop_assert_eq!(again.view.steps("ada"), (last, 0));
    }
}

proptest! {
    #[test]
    fn lines_come_back_as_the_events_they_were(event in any_event()) {
        let line = encode(&event);
        prop_assert_eq!(line.matches('\n').count(), 1);
        let back = Decoder::default().decode(line.trim_end_matches('\n').as_bytes());
        prop_assert_eq!(back, Ok(event));
    }

    #[test]
    fn what_a_later_version_wrote_survives(event in any_event(), kind in "[x-z]{3,5}") {
        let mut event = event;
        event.version = 7;
        event.extra = vec![("zeal".into(), "[1.50,{\"x\":null}]".into())];
        let line = encode(&event);
        let back = Decoder::default().decode(line.trim_end().as_bytes());
        prop_assert_eq!(back.as_ref(), Ok(&event));
        event.what = What::Other { kind: kind.into() };
        event.extra.insert(0, ("label".into(), "\"of another kind\"".into()));
        let back = Decoder::default().decode(encode(&event).trim_end().as_bytes());
        prop_assert_eq!(back, Ok(event));
    }

    #[test]
    fn a_changed_byte_is_noticed(event in any_event(), at in any::<prop::sample::Index>(), bit in 0..8u8) {
        let mut line = encode(&event).trim_end_matches('\n').as_bytes().to_vec();
        let at = at.index(line.len());
        line[at] ^= 1 << bit;
        // A digit of the checksum may change its case; nothing else may pass.
        let back = Decoder::default().decode(&line);
        prop_assert!(back.is_err() || back == Ok(event));
    }
}

#[test]
fn nobody_undoes_what_another_has_done() {
    let mut view = View::new();
    let mut add = |seq: u64, reviewer: &str, what: What, act: Option<&str>| {
        let mut event = Event::new(Timestamp::UNIX_EPOCH, "r1", what);
        (event.seq, event.id) = (seq, format!("{reviewer}{seq}").into());
        (event.reviewer, event.act) = (reviewer.into(), act.map(Arc::from));
        view.apply(event);
    };
    let flag = || What::Flag { name: "flag".into(), on: true };
    add(1, "ada", flag(), None);
    add(1, "bob", flag(), Some("ada1"));
    add(2, "bob", What::Undo { act: "ada1".into() }, None);
    assert_eq!(view.state("r1", "ada").unwrap().flags.len(), 1);
    assert_eq!((view.steps("ada"), view.steps("bob")), ((1, 0), (1, 0)));
    assert_eq!(view.undo("bob").unwrap().what, What::Undo { act: "bob1".into() });
}
