//! What is asked about a label: its codes, the groups that follow it, a group that was opened. Shows
//! the keys, and never holds anybody up: Esc leaves it, any other key goes on as if it were not there.

use std::collections::VecDeque;

use ratatui::layout::Rect;

use crate::label::scheme::{Group, Label, Scheme};
use crate::label::{Choice, scheme::Target};
use crate::ui::backend::{Given, Ordinals};
use crate::ui::key::Key;
use crate::ui::paint::{Painter, Piece, width};
use crate::ui::theme::Role;

/// Keys for what the scheme gives none.
const SPARE: &str = "123456789abcdefghijklmnopqrstuvwxyz";

/// Questions about one thing, one after the other.
#[derive(Debug)]
pub(crate) struct Ask {
    /// The record that was current.
    pub(crate) ordinal: usize,
    questions: VecDeque<Question>,
    /// Whether to go to the next record when all is answered or left.
    pub(crate) advance: bool,
}

/// One question.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) about: About,
    title: String,
    choices: Vec<Choosable>,
    /// Whether one answer is all of it.
    pub(crate) single: bool,
}

/// What a question is about.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum About {
    /// The codes of a label.
    Codes { group: String, label: String },
    /// A group of labels.
    Group(String),
    /// A clause of a spec.
    Clause { spec: String, clause: String },
    /// Which label all of these get.
    Bulk(Ordinals),
}

/// One of the answers.
#[derive(Clone, Debug)]
pub(crate) struct Choosable {
    pub(crate) id: String,
    pub(crate) name: String,
    key: String,
    help: String,
    pub(crate) set: bool,
}

impl Ask {
    /// What follows a label: its codes, then the groups that are asked after it. `None`: nothing does.
    pub(crate) fn after(
        scheme: &Scheme,
        given: &Given,
        all: &[Given],
        ordinal: usize,
        advance: bool,
    ) -> Option<Self> {
        let group = scheme.group(&given.group)?;
        let label = group.label(&given.label)?;
        let codes = (!label.codes.is_empty()).then(|| Question::codes(group, label, given));
        let groups = scheme.follow_ups(&label.id).map(|group| Question::group(group, all));
        let questions: VecDeque<Question> = codes.into_iter().chain(groups).collect();
        (!questions.is_empty()).then_some(Self { ordinal, questions, advance })
    }

    /// A group that was opened by its key.
    pub(crate) fn group(group: &Group, all: &[Given], ordinal: usize) -> Self {
        Self { ordinal, questions: [Question::group(group, all)].into(), advance: false }
    }

    /// Labels for a clause; `None`: the scheme has none.
    pub(crate) fn clause(
        scheme: &Scheme,
        spec: String,
        clause: String,
        set: &[(String, Option<String>)],
        ordinal: usize,
    ) -> Option<Self> {
        let groups = scheme.groups.iter().filter(|group| group.target == Target::Clause);
        let labels = groups.flat_map(|group| &group.labels);
        let choices = choices(labels, |id| set.iter().any(|(label, _)| label == id));
        let title = format!("What is wrong with clause {clause}?");
        let about = About::Clause { spec, clause };
        let question = Question { about, title, choices, single: false };
        let empty = question.choices.is_empty();
        (!empty).then(|| Self { ordinal, questions: [question].into(), advance: false })
    }

    /// The label that many records are to get.
    pub(crate) fn bulk(scheme: &Scheme, ordinals: Ordinals, count: usize) -> Self {
        let labels = scheme.at_hand().flat_map(|group| &group.labels);
        let question = Question {
            about: About::Bulk(ordinals),
            title: format!("Which label for all {count} that are listed?"),
            choices: choices(labels, |_| false),
            single: true,
        };
        Self { ordinal: 0, questions: [question].into(), advance: false }
    }

    /// The question that is open.
    pub(crate) fn question(&self) -> Option<&Question> {
        self.questions.front()
    }

    /// Goes to the next question; false: there is none.
    pub(crate) fn next(&mut self) -> bool {
        self.questions.pop_front();
        !self.questions.is_empty()
    }

    /// The answer that a key gives to the open question. One about a record counts as set from now on,
    /// or no longer.
    pub(crate) fn choose(&mut self, key: Key) -> Option<Choosable> {
        let question = self.questions.front_mut()?;
        let is_it =
            |choice: &Choosable| Key::parse_sequence(&choice.key).as_deref() == Some(&[key]);
        let at = question.choices.iter().position(is_it)?;
        let single = question.single;
        let at_once = matches!(question.about, About::Codes { .. } | About::Group(_));
        let chosen = question.choices[at].clone();
        for (index, choice) in question.choices.iter_mut().enumerate().filter(|_| at_once) {
            choice.set = if index == at { !choice.set } else { choice.set && !single };
        }
        Some(chosen)
    }

    /// Draws the open question over the lowest rows, so that the text above stays in sight.
    pub(crate) fn draw(&self, painter: &mut Painter<'_>, body: Rect) {
        let Some(question) = self.question() else { return };
        let room = body.height.saturating_sub(2).clamp(3, 16);
        let needed = u16::try_from(question.choices.len()).unwrap_or(u16::MAX);
        let columns = needed.div_ceil(room.saturating_sub(2).max(1)).max(1);
        let height = needed.div_ceil(columns) + 2;
        let area = Rect { y: body.bottom().saturating_sub(height), height, ..body };
        let inside = painter.overlay(area, &question.title);
        let column = inside.width / columns;
        for (at, choice) in (0u16..).zip(&question.choices) {
            let (x, y) = (inside.x + at / inside.height * column, inside.y + at % inside.height);
            let help = columns == 1;
            draw_choice(painter, Rect { x, y, width: column, height: 1 }, choice, help);
        }
    }
}

impl Question {
    fn codes(group: &Group, label: &Label, given: &Given) -> Self {
        let code = |code: &crate::label::scheme::Code| Choosable {
            id: code.id.clone(),
            name: code.name.clone(),
            key: code.key.clone().unwrap_or_default(),
            help: code.help.clone(),
            set: given.codes.contains(&code.id),
        };
        let about = About::Codes { group: group.id.clone(), label: label.id.clone() };
        let title = format!("{}: of which kind? Any number", label.name);
        let choices = keyed(label.codes.iter().map(code).collect());
        Self { about, title, choices, single: false }
    }

    fn group(group: &Group, all: &[Given]) -> Self {
        let set = |id: &str| all.iter().any(|given| given.group == group.id && given.label == id);
        let single = group.choice == Choice::Single;
        let title = match (group.help.is_empty(), single) {
            (true, _) => group.name.clone(),
            (false, true) => format!("{}: {}", group.name, group.help),
            (false, false) => format!("{}: {} Any number", group.name, group.help),
        };
        let choices = choices(group.labels.iter(), set);
        Self { about: About::Group(group.id.clone()), title, choices, single }
    }
}

fn choices<'l>(
    labels: impl Iterator<Item = &'l Label>,
    set: impl Fn(&str) -> bool,
) -> Vec<Choosable> {
    let choice = |label: &Label| Choosable {
        id: label.id.clone(),
        name: label.name.clone(),
        key: label.key.clone().unwrap_or_default(),
        help: label.help.clone(),
        set: set(&label.id),
    };
    keyed(labels.map(choice).collect())
}

/// Gives keys to those that have none.
fn keyed(mut choices: Vec<Choosable>) -> Vec<Choosable> {
    for at in 0..choices.len() {
        if choices[at].key.is_empty() {
            let taken = |key: &char| choices.iter().any(|choice| choice.key == key.to_string());
            let spare = SPARE.chars().find(|key| !taken(key));
            choices[at].key = spare.map(String::from).unwrap_or_default();
        }
    }
    choices
}

fn draw_choice(painter: &mut Painter<'_>, line: Rect, choice: &Choosable, help: bool) {
    let tick = if choice.set { painter.glyphs.tick } else { " " };
    let role = if choice.set { Role::Label } else { Role::Text };
    let pieces: [Piece<'_>; 3] = [
        (format!("{} ", choice.key).into(), Role::Key),
        (format!("{tick} ").into(), Role::Label),
        (choice.name.as_str().into(), role),
    ];
    let at = painter.pieces(line.x, line.y, line.right(), &pieces);
    if help {
        let start = at.max(line.x + 28.min(line.width / 3)) + 2;
        if usize::from(line.right().saturating_sub(start)) > 12.min(width(&choice.help)) {
            painter.fit(start, line.y, line.right(), &choice.help, Role::Dim);
        }
    }
}
