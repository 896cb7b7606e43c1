//! Markdown shown lightly: what is a heading, a list, code or stressed is seen, and the text stays
//! what it is. Only the signs of stress (`**`, `_`) are left out, where they cannot be anything else;
//! every other sign stays, dimmed, so that nothing that a model wrote is hidden from a reviewer.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};

use super::Span;
use super::character::class;
use super::overlaps::Overlaps;
use super::wrap::Dress;

/// Longer texts are shown as they stand.
pub const LONGEST: usize = 1 << 20;

/// What a piece of a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// A heading.
    Heading,
    /// Strongly stressed.
    Strong,
    /// Stressed.
    Emphasis,
    /// Code, in a line or a block.
    Code,
    /// A block quotation.
    Quoted,
    /// A sign of Markdown: the bullet of a list item, the `#` of a heading, a code fence.
    Sign,
}

/// The Markdown of one text.
#[derive(Clone, Debug, Default)]
pub struct Markdown {
    dress: Dress,
    /// By start; what lies inside something else comes after it.
    looks: Vec<(Span, Look)>,
    index: Overlaps,
}

impl Markdown {
    /// Reads `text` once; one that is longer than [`LONGEST`] has no Markdown.
    #[must_use]
    pub fn new(text: &str) -> Self {
        if text.len() > LONGEST {
            return Self::default();
        }
        let mut found = Found { text, looks: Vec::new(), hidden: Vec::new() };
        for (event, range) in Parser::new(text).into_offset_iter() {
            found.take(&event, Span::from(range));
        }
        found.hidden.sort_unstable();
        found.looks.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        let dress = Dress { hidden: found.hidden, hangs: hangs(text) };
        let index = Overlaps::new(found.looks.iter().map(|(span, _)| *span));
        Self { dress, looks: found.looks, index }
    }

    /// How it changes the layout.
    #[must_use]
    pub fn dress(&self) -> &Dress {
        &self.dress
    }

    /// What there is in `place`, the innermost last.
    pub fn looks_in(&self, place: Span) -> impl Iterator<Item = (Span, Look)> + '_ {
        self.index.with(place).map(|at| self.looks[at])
    }
}

/// What a parser has found so far.
struct Found<'t> {
    text: &'t str,
    looks: Vec<(Span, Look)>,
    hidden: Vec<Span>,
}

impl Found<'_> {
    fn take(&mut self, event: &Event<'_>, span: Span) {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                self.looks.push((span, Look::Heading));
                self.sign(span, |c| c == '#');
            }
            Event::Start(Tag::Item) => {
                self.sign(span, |c| c.is_ascii_digit() || "-*+.)".contains(c));
            }
            Event::Start(Tag::BlockQuote(_)) => self.looks.push((span, Look::Quoted)),
            Event::Start(Tag::CodeBlock(kind)) => {
                self.looks.push((span, Look::Code));
                if let CodeBlockKind::Fenced(_) = kind {
                    self.fences(span);
                }
            }
            Event::Code(_) => self.looks.push((span, Look::Code)),
            Event::Start(Tag::Strong) => self.stress(span, 2, Look::Strong),
            Event::Start(Tag::Emphasis) => self.stress(span, 1, Look::Emphasis),
            Event::Rule => self.looks.push((span, Look::Sign)),
            _ => {}
        }
    }

    /// Dims the sign at the beginning of a block.
    fn sign(&mut self, span: Span, of_sign: impl Fn(char) -> bool) {
        let length = span.of(self.text).chars().take_while(|c| of_sign(*c)).count();
        if length > 0 {
            let end = span.start + length; // signs are ASCII
            self.looks.push((Span::new(span.start, end), Look::Sign));
        }
    }

    /// Dims the first and the last line of a code block.
    fn fences(&mut self, span: Span) {
        let block = span.of(self.text);
        let first = block.find('\n').unwrap_or(block.len());
        self.looks.push((Span::new(span.start, span.start + first), Look::Sign));
        let body = block.trim_end();
        let last = body.rfind('\n').map_or(first, |at| at + 1);
        if last > first && body[last..].trim_start().starts_with(['`', '~']) {
            let span = Span::new(span.start + last, span.start + body.len());
            self.looks.push((span, Look::Sign));
        }
    }

    /// Marks what is stressed and leaves its signs out, unless they may be an arithmetic `2*3*4` or
    /// carry a combining mark.
    fn stress(&mut self, span: Span, signs: usize, look: Look) {
        self.looks.push((span, look));
        let (open, close) = (span.start + signs, span.end - signs);
        let before = self.text[..span.start].chars().next_back();
        let after = self.text[span.end..].chars().next();
        let inside = self.text[open..].chars().next();
        let in_word = [before, after].into_iter().flatten().any(char::is_alphanumeric);
        let carries = [inside, after].into_iter().flatten().any(|c| class(c).may_continue());
        if open <= close && !in_word && !carries {
            self.hidden.push(Span::new(span.start, open));
            self.hidden.push(Span::new(close, span.end));
        }
    }
}

/// By how much the further rows of each line are indented: as far as its text is.
fn hangs(text: &str) -> Vec<(Span, u16)> {
    let mut hangs = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let columns = hang(line);
        if columns > 0 {
            hangs.push((Span::new(start, start + line.len()), columns));
        }
        start += line.len();
    }
    hangs
}

/// Columns before the text of a line: white space, the signs of quotation, a bullet or number.
fn hang(line: &str) -> u16 {
    /// Deeper text is not indented further: somebody draws with spaces.
    const MOST: usize = 24;
    let rest = line.trim_start_matches([' ', '>']);
    let marker = match rest.as_bytes() {
        [b'-' | b'*' | b'+', b' ', ..] => 2,
        [b'0'..=b'9', b'.' | b')', b' ', ..] => 3,
        [b'0'..=b'9', b'0'..=b'9', b'.' | b')', b' ', ..] => 4,
        _ => 0,
    };
    let columns = line.len() - rest.len() + marker;
    if rest.trim_end().is_empty() || columns > MOST { 0 } else { columns as u16 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::wrap::{Wrapped, cells_without};

    /// The rows of a text as they are drawn.
    fn rows(text: &str, width: u16) -> Vec<String> {
        let markdown = Markdown::new(text);
        let dress = markdown.dress();
        let wrapped = Wrapped::of(text, Span::new(0, text.len()), width, dress);
        let row = |row: usize| {
            let span = wrapped.span(row);
            let mut out = " ".repeat(wrapped.indent(row, dress));
            let cells = cells_without(text, span, dress.hidden_in(span));
            cells.for_each(|cell| out.push_str(&cell.shown));
            out
        };
        (0..wrapped.len()).map(row).collect()
    }

    fn looks(text: &str) -> Vec<(&str, Look)> {
        let markdown = Markdown::new(text);
        let all = Span::new(0, text.len());
        markdown.looks_in(all).map(|(span, look)| (span.of(text).trim_end(), look)).collect()
    }

    #[test]
    fn signs_of_stress_are_left_out_and_nothing_else() {
        let cases = [
            ("a **bold** word", "a bold word"),
            ("_so_ **it _is_**", "so it is"),
            ("2*3*4 and do_not_lie and a*b", "2*3*4 and do_not_lie and a*b"),
            ("## Title", "## Title"),
            ("use `x*y*z`", "use `x*y*z`"),
            ("* * *", "* * *"),
            ("**\u{301}x**", "**\u{301}x**"),
            ("****", "****"),
        ];
        for (text, shown) in cases {
            assert_eq!(rows(text, 80), [shown], "{text}");
        }
    }

    #[test]
    fn rows_of_a_list_hang_below_its_text() {
        let text =
            "- one two three **four five** six\n10. seven eight nine ten\n\nplain words here";
        assert_eq!(
            rows(text, 16),
            [
                "- one two three",
                "  four five six",
                "10. seven eight",
                "    nine ten",
                "",
                "plain words here"
            ]
        );
    }

    #[test]
    fn looks_nest() {
        assert_eq!(
            looks("# A *b*\n\n- c `d`\n\n> e\n\n```\nf\n```\n"),
            [
                ("# A *b*", Look::Heading),
                ("#", Look::Sign),
                ("*b*", Look::Emphasis),
                ("-", Look::Sign),
                ("`d`", Look::Code),
                ("> e", Look::Quoted),
                ("```\nf\n```", Look::Code),
                ("```", Look::Sign),
                ("```", Look::Sign),
            ]
        );
    }

    #[test]
    fn long_texts_stand_as_they_are() {
        let text = "**x** ".repeat(LONGEST / 6 + 1);
        assert!(Markdown::new(&text).dress().hidden_in(Span::new(0, text.len())).is_empty());
    }
}
