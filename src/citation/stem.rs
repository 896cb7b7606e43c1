//! Word stems, rough on purpose: they only say that two words of a text and of a clause that already
//! agrees with it may be forms of one word.

/// Endings, longest first.
const ENDINGS: [&str; 36] = [
    "izations", "ization", "ational", "ements", "ement", "ingly", "ively", "ments", "ities",
    "ment", "ness", "ions", "ance", "ence", "able", "ible", "ally", "ized", "izes", "ives", "ize",
    "ing", "ion", "ity", "ent", "ant", "ive", "ies", "ors", "ers", "or", "er", "al", "ed", "es",
    "ly",
];

/// The stem of a folded word.
pub(super) fn stem(word: &str) -> &str {
    if word.len() < 5 || !word.is_ascii() {
        return short(word);
    }
    let plural = word.strip_suffix('s').filter(|rest| !rest.ends_with(['s', 'u', 'i']));
    let word = plural.unwrap_or(word);
    let cut = ENDINGS.iter().find_map(|ending| {
        word.strip_suffix(ending)
            .filter(|rest| rest.len() >= 4 || (rest.len() == 3 && ending.len() <= 3))
    });
    let rest = cut.unwrap_or(word).trim_end_matches(['e', 'y', 'i']);
    // `generate`, `generating`, `generation`: what the verb's ending leaves.
    let rest = rest.strip_suffix("at").filter(|rest| rest.len() >= 4).unwrap_or(rest);
    let bytes = rest.as_bytes();
    let doubled = bytes.len() > 4 && bytes[bytes.len() - 1] == bytes[bytes.len() - 2];
    if doubled { &rest[..rest.len() - 1] } else { rest }
}

fn short(word: &str) -> &str {
    if word.len() == 4 && word.is_ascii() && !word.ends_with("ss") {
        return word.trim_end_matches('s').trim_end_matches('e');
    }
    word
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn forms_of_one_word_share_a_stem() {
        for forms in [
            &["refuse", "refuses", "refused", "refusing", "refusal"][..],
            &["encourage", "encouraging", "encouragement", "encourages"],
            &["policy", "policies"],
            &["rule", "rules"],
            &["sycophantic", "sycophantics"],
            &["doxxing", "doxx"],
            &["minimize", "minimization"],
            &["generate", "generating", "generation", "generates"],
            &["hesitate", "hesitation", "hesitating"],
            &["violence", "violent"],
            &["provide", "providing", "provided"],
            &["illegal", "illegally"],
            &["message", "messages"],
        ] {
            for form in forms {
                assert_eq!(stem(form), stem(forms[0]), "{form}");
            }
        }
    }

    #[test]
    fn other_words_keep_apart() {
        for (one, other) in [("user", "use"), ("this", "thin"), ("privacy", "private")] {
            assert_ne!(stem(one), stem(other));
        }
    }
}
