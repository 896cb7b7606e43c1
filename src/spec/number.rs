//! How a clause is numbered or labelled in its source: `7.`, `Section 7:`, `AS1:`, `第三条`.

/// A number or label read off the start of a line, and what is left of the line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Marked<'a> {
    pub id: String,
    pub rest: &'a str,
}

/// Words that may stand before the number of a heading.
const HEADING_WORDS: [&str; 10] = [
    "section",
    "policy",
    "rule",
    "article",
    "principle",
    "clause",
    "guideline",
    "part",
    "chapter",
    "§",
];

/// A heading's number: `7. Privacy`, `7.2 Data`, `Section 7: Privacy`, `第七条 …`.
pub(super) fn heading_number(heading: &str) -> Option<Marked<'_>> {
    if let Some(rest) = heading.strip_prefix('第') {
        return chinese_heading(rest);
    }
    let folded = heading.to_ascii_lowercase();
    let word = HEADING_WORDS.iter().find(|word| folded.starts_with(*word));
    let after_word = word.map_or(heading, |word| heading[word.len()..].trim_start());
    let digits =
        after_word.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(after_word.len());
    let number = after_word[..digits].trim_end_matches('.');
    let rest = &after_word[number.len()..];
    let text = rest.trim_start_matches(['.', ')', ':', '–', '—', '-', '：', '、', ' ']);
    let set_off = rest.starts_with(['.', ')', ':', '：', '、']) || rest.starts_with(" –");
    let plausible = !number.is_empty()
        && number.split('.').all(|part| (1..=3).contains(&part.len()))
        && (rest.is_empty() || rest.starts_with(['.', ')', ':', ' ', '–', '—', '：', '、']))
        && (word.is_some()
            || number.contains('.')
            || set_off
            || text.starts_with(char::is_uppercase));
    plausible.then(|| Marked { id: number.to_owned(), rest: text })
}

fn chinese_heading(rest: &str) -> Option<Marked<'_>> {
    let end = rest.find(['条', '章', '节', '款', '項', '项'])?;
    let id = chinese_number(&rest[..end])?.to_string();
    let rest = &rest[end..];
    let width = rest.chars().next().map_or(0, char::len_utf8);
    Some(Marked {
        id, rest: rest[width..].trim_start_matches([' ', ':', '：', '、', '\u{3000}'])
    })
}

/// The value of a Chinese or ASCII numeral below a hundred.
pub(crate) fn chinese_number(numeral: &str) -> Option<u32> {
    let numeral = numeral.trim();
    if !numeral.is_empty() && numeral.bytes().all(|byte| byte.is_ascii_digit()) {
        return numeral.parse().ok();
    }
    let digit = |c: char| "一二三四五六七八九".chars().position(|d| d == c).map(|at| at as u32 + 1);
    let mut chars = numeral.chars();
    let value = match (chars.next()?, chars.next(), chars.next()) {
        ('十', None, _) => 10,
        ('十', Some(ones), None) => 10 + digit(ones)?,
        (ones, None, _) => digit(ones)?,
        (tens, Some('十'), None) => digit(tens)? * 10,
        (tens, Some('十'), Some(ones)) => digit(tens)? * 10 + digit(ones)?,
        _ => return None,
    };
    chars.next().is_none().then_some(value)
}

/// An item's label at the start of `line`: `AS1: …`, `GP2. …`, `SP-3 – …`; it is capital letters and
/// a number, set off from what follows. `bold_to` is where bold type that begins the line ends:
/// bold alone sets a label off.
pub(super) fn label(line: &str, bold_to: Option<usize>) -> Option<Marked<'_>> {
    let letters = line.bytes().take_while(u8::is_ascii_uppercase).count();
    if !(1..=6).contains(&letters) {
        return None;
    }
    let joint = usize::from(line[letters..].starts_with(['-', '_']));
    let digits = &line[letters + joint..];
    let length = digits.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(digits.len());
    let number = digits[..length].trim_end_matches('.');
    let parts_ok = number.split('.').all(|part| (1..=3).contains(&part.len()));
    let id_end = letters + joint + number.len();
    let rest = &line[id_end..];
    let dash = [" – ", " — ", " - "].iter().any(|dash| rest.starts_with(dash));
    let set_off = rest.starts_with(['.', ':', ')', '：'])
        || dash
        || bold_to == Some(id_end)
        || rest.is_empty();
    // `GPT4.5 is …` and `A1.` in running text are told apart by what follows the mark.
    let spaced = dash || bold_to.is_some() || rest.chars().nth(1).is_none_or(char::is_whitespace);
    (parts_ok && set_off && spaced).then(|| Marked {
        id: line[..id_end].to_owned(),
        rest: rest.trim_start_matches(['.', ':', ')', '：', '–', '—', '-', ' ', '\t']),
    })
}

/// `Do not lie!` as `do-not-lie`: letters and digits kept and folded, the rest one hyphen.
pub(super) fn slug(title: &str) -> String {
    let mut slug = String::with_capacity(title.len());
    for c in title.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !matches!(c, '\'' | '’') && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heading_numbers() {
        for (heading, id, rest) in [
            ("7. Privacy / Personal Data", "7", "Privacy / Personal Data"),
            ("7.2 Data at rest", "7.2", "Data at rest"),
            ("Section 7: Privacy", "7", "Privacy"),
            ("Policy 12 — Privacy", "12", "Privacy"),
            ("§ 3 Widerruf", "3", "Widerruf"),
            ("3) Scope", "3", "Scope"),
            ("第十二条 隐私", "12", "隐私"),
        ] {
            assert_eq!(heading_number(heading), Some(Marked { id: id.into(), rest }), "{heading}");
        }
        for heading in ["2025 in review", "3 ways to fail", "Party 7", "Privacy", "第 x"] {
            assert_eq!(heading_number(heading), None, "{heading}");
        }
    }

    #[test]
    fn labels() {
        for (line, id, rest) in [
            ("AS1: Be kind.", "AS1", "Be kind."),
            ("GP2. Be kind.", "GP2", "Be kind."),
            ("SP-3 – Be kind.", "SP-3", "Be kind."),
            ("R1.2) Be kind.", "R1.2", "Be kind."),
        ] {
            assert_eq!(label(line, None), Some(Marked { id: id.into(), rest }), "{line}");
        }
        for line in ["GPT4.5 is a model", "AS1 is kind", "as1: no", "TOOLONG1: x", "A: x", "1: x"] {
            assert_eq!(label(line, None), None, "{line}");
        }
        assert_eq!(label("AS1 Be kind.", Some(3)).map(|found| found.id), Some("AS1".into()));
    }

    #[test]
    fn slugs() {
        for (title, wanted) in
            [("Do not lie!", "do-not-lie"), ("Don’t / won't", "dont-wont"), ("第一 A", "第一-a")]
        {
            assert_eq!(slug(title), wanted);
        }
    }

    #[test]
    fn chinese_numbers() {
        for (numeral, value) in
            [("一", 1), ("十", 10), ("十二", 12), ("三十", 30), ("九十九", 99), ("7", 7)]
        {
            assert_eq!(chinese_number(numeral), Some(value), "{numeral}");
        }
        assert_eq!(chinese_number("百"), None);
    }
}
