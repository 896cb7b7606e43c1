//! A query while it is typed: its last word may be half there, its quotation still open.

use super::pattern::{Pattern, Slot};
use super::query::{Leaf, Node, Query};

/// What may be missing at the end of a query that is still typed.
const CLOSING: [char; 4] = ['"', ')', '/', ']'];
/// What has just been opened, with nothing in it yet.
const OPENING: [char; 3] = ['"', '(', '/'];

/// The query to run while `text` is typed: what is still open is closed, and the last word of the
/// texts, unless a space ends it or it is excluded, stands for all words that begin so. Text that
/// cannot be read for another reason is given back as it is.
#[must_use]
pub fn while_typing(text: &str) -> String {
    let typed = text.trim();
    let Some(closing) = closing(typed) else {
        return without_opening(typed).unwrap_or(typed).to_owned();
    };
    // A space inside an open quotation ends the word before it too.
    let word_is_open = text.ends_with(|c: char| c.is_alphanumeric() || c == '_');
    let begun = format!("{typed}*{closing}");
    if word_is_open && !closing.starts_with('/') && ends_in_prefix(&begun) {
        return begun;
    }
    format!("{typed}{closing}")
}

/// What closes all that is open in `text`; `None` where that does not make it a query.
fn closing(text: &str) -> Option<String> {
    let Err(error) = Query::parse(text) else { return Some(String::new()) };
    let closed = error.suggestion?;
    let closing = closed.strip_prefix(text)?;
    closing.chars().all(|c| CLOSING.contains(&c)).then(|| closing.to_owned())
}

/// The query before something that was only just opened.
fn without_opening(text: &str) -> Option<&str> {
    let before = text.strip_suffix(OPENING)?.trim_end();
    Query::parse(before).is_ok().then_some(before)
}

/// Whether the last thing that a query asks for is the beginning of a word in the texts.
fn ends_in_prefix(text: &str) -> bool {
    let query = Query::parse(text);
    query.is_ok_and(|query| last_pattern(&query.root).is_some_and(is_begun))
}

fn is_begun(pattern: &Pattern) -> bool {
    matches!(pattern.slots.last(), Some(Slot::Prefix(_)))
}

fn last_pattern(node: &Node) -> Option<&Pattern> {
    match node {
        Node::Leaf(Leaf::Text(_, pattern)) => Some(pattern),
        Node::And(nodes) | Node::Or(nodes) => last_pattern(nodes.last()?),
        Node::All | Node::Leaf(_) | Node::Not(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_may_be_half_there() {
        for (typed, wanted) in [
            ("misrep", "misrep*"),
            ("user misrep", "user misrep*"),
            ("cot:misrep", "cot:misrep*"),
            ("4.2", "4.2*"),
            ("欺", "欺*"),
            ("misrep ", "misrep"),
            ("misrep*", "misrep*"),
            ("misrep~1", "misrep~1"),
            ("/misrep/", "/misrep/"),
            ("\"safety pol\"", "\"safety pol\""),
            ("\"safety pol\"~3", "\"safety pol\"~3"),
            ("key -lad", "key -lad"),
            ("key NOT lad", "key NOT lad"),
            ("clause:do_no", "clause:do_no"),
            ("judge.safety:3", "judge.safety:3"),
            ("category:=self", "category:=self"),
            ("len:>20", "len:>20"),
            ("", ""),
            (" ", ""),
        ] {
            assert_eq!(while_typing(typed), wanted, "{typed:?}");
        }
    }

    #[test]
    fn what_is_open_is_closed() {
        for (typed, wanted) in [
            ("\"safety pol", "\"safety pol*\""),
            ("\"safety ", "\"safety\""),
            ("cot:(\"safety pol", "cot:(\"safety pol*\")"),
            ("(key OR lad", "(key OR lad*)"),
            ("/lad", "/lad/"),
            ("key \"", "key"),
            ("key (", "key"),
            ("\"", ""),
        ] {
            assert_eq!(while_typing(typed), wanted, "{typed:?}");
        }
    }

    #[test]
    fn what_is_wrong_otherwise_stays_wrong() {
        for typed in ["key AND", "key)", "len:abc", "NOT", "k*y", "[3 TO) \"a", "has:cita"] {
            let asked = while_typing(typed);
            assert!(Query::parse(&asked).is_ok() || asked == typed, "{typed:?}: {asked}");
        }
        assert_eq!(while_typing("key AND"), "key AND");
    }
}
