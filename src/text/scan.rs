//! Reads a text character by character and says which ones a reader must not be given as they are.
//!
//! The state is small and forgets everything at each base character, so reading may resume
//! anywhere ([`Scan::resume`]) at a bounded cost: that is what makes drawing one row of a huge
//! text cheap.

use super::Span;
use super::character::{self, Class, class};

/// The most combining marks drawn on one base; what is above it becomes `<+N>`.
pub(crate) const MARKS_SHOWN: u8 = 8;

/// What [`Place`]s without a base are put on.
pub(crate) const DOTTED_CIRCLE: char = '\u{25CC}';

/// How far [`Scan::resume`] looks back: a base, its marks with joiners between, a selector.
const REWIND: usize = 24;

/// The flags of England, Scotland and Wales, the only tag sequences in general use.
const TAG_FLAGS: [&str; 3] = [
    "\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
    "\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
    "\u{E0067}\u{E0062}\u{E0077}\u{E006C}\u{E0073}\u{E007F}",
];

/// What stands for a place on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// A line break.
    Break,
    /// A tabulator.
    Tab,
    /// A control picture, `␛`.
    Picture(char),
    /// A C1 control, `<9B>`.
    Byte(char),
    /// A code point, `<U+202E>`.
    Code(char),
    /// A number of characters left out, `<+N>`.
    Count(usize),
    /// Marks without a base, put on a dotted circle.
    Circled,
}

/// A place that is not shown as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) span: Span,
    pub(crate) sign: Sign,
    pub(crate) class: Class,
}

/// One step of a [`Scan`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The character stays.
    Kept(char),
    /// One or more characters are shown otherwise.
    Place(Place),
}

/// A reader of one text, with what it must remember of the characters before.
#[derive(Clone, Debug)]
pub(crate) struct Scan<'t> {
    text: &'t str,
    at: usize,
    /// What a following mark would be drawn on.
    base: Option<char>,
    /// How many marks the base has already.
    marks: u8,
    /// The character just before, when it was kept.
    last: Option<char>,
    /// Bytes of a flag sequence that are still to be kept.
    flag: usize,
}

impl<'t> Scan<'t> {
    /// Reads from the start.
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, at: 0, base: None, marks: 0, last: None, flag: 0 }
    }

    /// Reads on from `at` as if everything before had been read, at a bounded cost.
    pub(crate) fn resume(text: &'t str, at: usize) -> Self {
        let mut from = at;
        for c in text[..at].chars().rev().take(REWIND) {
            from -= c.len_utf8();
            if !class(c).may_continue() {
                break;
            }
        }
        let mut scan = Self { at: from, ..Self::new(text) };
        while scan.at < at {
            scan.step();
        }
        if scan.at > at {
            scan = Self { at, ..Self::new(text) };
        }
        scan
    }

    /// The byte that is read next.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Goes on to byte `to`, over ASCII of which `last` came last.
    pub(crate) fn skip_ascii(&mut self, to: usize, last: u8) {
        self.at = to;
        self.forget();
        if !last.is_ascii_control() {
            self.keep_base(char::from(last));
        }
    }

    /// Reads the next character, or the next run that is shown as one place.
    pub(crate) fn step(&mut self) -> Option<Step> {
        let c = self.text[self.at..].chars().next()?;
        let start = self.at;
        self.at += c.len_utf8();
        let class = class(c);
        let sign = match class {
            Class::Plain => {
                self.keep_base(c);
                return Some(Step::Kept(c));
            }
            Class::Mark | Class::Modifier | Class::Jamo => self.extender(c, class),
            Class::Joiner => self.joiner(c),
            Class::Variation => self.variation(c),
            Class::Tag => self.tag(c, start),
            Class::Break => Some(self.line_break(c)),
            Class::Tab => Some(Sign::Tab),
            Class::Control => Some(control_sign(c)),
            Class::Bidi
            | Class::Invisible
            | Class::Unmeasured
            | Class::Private
            | Class::Noncharacter => Some(Sign::Code(c)),
        };
        let Some(sign) = sign else {
            return Some(Step::Kept(c));
        };
        if sign != Sign::Circled {
            self.forget();
        }
        Some(Step::Place(Place { span: Span::new(start, self.at), sign, class }))
    }

    fn keep_base(&mut self, c: char) {
        self.base = Some(c);
        self.last = Some(c);
        self.marks = 0;
    }

    fn forget(&mut self) {
        self.base = None;
        self.last = None;
        self.marks = 0;
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// Reads on over the classes that are wanted; returns how many characters those were.
    fn take_while(&mut self, wanted: impl Fn(Class) -> bool) -> usize {
        let mut count = 0;
        for c in self.text[self.at..].chars().take_while(|&c| wanted(class(c))) {
            count += 1;
            self.at += c.len_utf8();
        }
        count
    }

    fn extender(&mut self, c: char, class: Class) -> Option<Sign> {
        match self.base {
            Some(_) if self.marks == MARKS_SHOWN => {
                return Some(Sign::Count(1 + self.take_while(Class::extends)));
            }
            Some(_) if class != Class::Jamo || self.ends_syllable(c) => {
                self.marks += 1;
                self.last = Some(c);
                return None;
            }
            _ => {}
        }
        match class {
            Class::Jamo => Some(Sign::Code(c)),
            Class::Modifier => {
                self.keep_base(c);
                self.marks = 1;
                None
            }
            _ => {
                self.take_marks();
                Some(Sign::Circled)
            }
        }
    }

    fn ends_syllable(&self, jamo: char) -> bool {
        self.last.is_some_and(|last| character::joins_syllable(last, jamo))
    }

    /// Takes the marks that share a dotted circle with the one just read.
    fn take_marks(&mut self) {
        for c in self.text[self.at..].chars().take(usize::from(MARKS_SHOWN) - 1) {
            if class(c) != Class::Mark {
                break;
            }
            self.at += c.len_utf8();
        }
        self.base = Some(DOTTED_CIRCLE);
        self.last = None;
        self.marks = MARKS_SHOWN;
    }

    fn joiner(&mut self, c: char) -> Option<Sign> {
        let next = self.peek();
        let after_letter = self.last.is_some_and(|last| class(last) != Class::Joiner);
        let joins = |what: fn(char) -> bool| {
            after_letter && self.base.is_some_and(what) && next.is_some_and(what)
        };
        let joins_emoji = c == '\u{200D}' && joins(character::is_pictographic);
        let joins_letters = joins(character::is_of_joining_script);
        if joins_emoji || joins_letters || self.last.is_some_and(character::is_virama) {
            // A mark may follow and still belong to the base (Bengali ra with ya-phala).
            self.last = Some(c);
            None
        } else {
            Some(Sign::Code(c))
        }
    }

    fn variation(&mut self, c: char) -> Option<Sign> {
        let fits = match c {
            '\u{FE0E}' | '\u{FE0F}' => self.last.is_some_and(character::takes_emoji_style),
            '\u{180B}'..='\u{180F}' => self.last.is_some_and(character::is_mongolian),
            _ => false,
        };
        if fits {
            // The base stays what a joiner or a keycap looks at; a second selector no longer fits.
            self.last = Some(c);
            return None;
        }
        match 1 + self.take_while(|class| class == Class::Variation) {
            1 => Some(Sign::Code(c)),
            count => Some(Sign::Count(count)),
        }
    }

    fn tag(&mut self, c: char, start: usize) -> Option<Sign> {
        if self.flag == 0 && self.last == Some('\u{1F3F4}') {
            let rest = &self.text[start..];
            self.flag =
                TAG_FLAGS.iter().find(|flag| rest.starts_with(**flag)).map_or(0, |flag| flag.len());
        }
        if self.flag == 0 {
            return Some(Sign::Code(c));
        }
        self.flag -= c.len_utf8();
        self.forget();
        None
    }

    fn line_break(&mut self, c: char) -> Sign {
        if c == '\r' && self.peek() == Some('\n') {
            self.at += 1;
        }
        Sign::Break
    }
}

fn control_sign(c: char) -> Sign {
    match c {
        '\u{7F}' => Sign::Picture('\u{2421}'),
        '\0'..='\x1F' => Sign::Picture(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}')),
        _ => Sign::Byte(c),
    }
}

/// The number of leading bytes of printable ASCII, and of LF and TAB when `LAYOUT`.
pub(crate) fn clean_ascii<const LAYOUT: bool>(bytes: &[u8]) -> usize {
    let dirty = |byte: u8| {
        let printable = byte.wrapping_sub(0x20) <= 0x5E;
        !(printable | (LAYOUT & ((byte == b'\n') | (byte == b'\t'))))
    };
    // Whole chunks without an early exit become vector instructions.
    let mut at = 0;
    for chunk in bytes.chunks_exact(32) {
        if chunk.iter().fold(false, |found, &byte| found | dirty(byte)) {
            break;
        }
        at += chunk.len();
    }
    bytes[at..].iter().position(|&byte| dirty(byte)).map_or(bytes.len(), |rest| at + rest)
}
