//! The data file `rules.toml` as values.

use std::sync::LazyLock;

use serde::Deserialize;

/// What the detector knows of language, and its thresholds. Every field is explained in the file.
#[derive(Debug, Deserialize)]
pub(super) struct Rules {
    pub version: u32,
    pub nouns: Nouns,
    pub cjk: Cjk,
    pub words: Words,
    pub meaning: Meaning,
    pub english: English,
    pub title: TitleRules,
    pub quote: QuoteRules,
    pub paraphrase: ParaphraseRules,
    pub recollection: RecollectionRules,
}

#[derive(Debug, Deserialize)]
pub(super) struct RecollectionRules {
    pub frames: Vec<String>,
    pub corrections: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ParaphraseRules {
    pub least: f32,
    pub margin: f32,
}

#[derive(Debug, Deserialize)]
pub(super) struct Nouns {
    pub whole: Vec<String>,
    pub item: Vec<String>,
    pub plural: Vec<String>,
    pub stand_in: Vec<String>,
    pub loose: Vec<String>,
    pub echoing: Vec<String>,
    pub number_mark: Vec<String>,
    pub document: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Cjk {
    pub before: String,
    pub after: Vec<String>,
    pub nouns: Vec<String>,
    pub items: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Words {
    pub determiners: Vec<String>,
    pub connectors: Vec<String>,
    pub links: Vec<String>,
    pub leads: Vec<String>,
    pub reports: Vec<String>,
    pub quotes_it: Vec<String>,
    pub duty: Vec<String>,
    pub ordinals: Vec<String>,
    pub numerals: Vec<String>,
    pub list_joints: Vec<String>,
    pub range_joints: Vec<String>,
    pub inside: Vec<String>,
    pub foreign: Vec<String>,
    pub code: Vec<String>,
    pub called: Vec<String>,
    pub falls: Vec<String>,
    pub mentions: Vec<String>,
    pub parts: Vec<String>,
    pub askers: Vec<String>,
    pub asking: Vec<String>,
    pub fillers: Vec<String>,
    pub denials: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Meaning {
    pub negations: Vec<String>,
    pub limits: Vec<String>,
    pub modals: [Vec<String>; 2],
    pub opposites: Vec<[String; 2]>,
    pub exclusive: Vec<Vec<String>>,
    pub refusals: Vec<String>,
    pub exemptions: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct English {
    pub function: String,
    pub common: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct TitleRules {
    pub accept: f32,
    pub word_function: f32,
    pub word_common: f32,
    pub word_rare: f32,
    pub words_cap: f32,
    pub segment: f32,
    pub beside_noun: f32,
    pub ends_in_noun: f32,
    pub listed: f32,
    pub quoted: f32,
    pub lead: f32,
    pub capital_inside: f32,
    pub capital_at_start: f32,
    pub reported: f32,
    pub set_off: f32,
    pub comma: f32,
    pub below_context: f32,
    pub other_form: f32,
    pub alone: f32,
    pub word_alone: f32,
    pub heads_duty: f32,
}

#[derive(Debug, Deserialize)]
pub(super) struct QuoteRules {
    pub words: usize,
    pub weight: f32,
    pub seed_words: usize,
    pub seed_weight: f32,
    pub reach: usize,
    pub alone: f32,
    pub attributed: f32,
    pub least_alone: f32,
    pub least_attributed: f32,
    pub marked_words: usize,
    pub short_weight: f32,
    pub short_share: f32,
    pub long_words: usize,
    pub long_weight: f32,
    pub agreeing: usize,
}

/// The rules that ship with the program.
pub(super) static RULES: LazyLock<Rules> = LazyLock::new(|| {
    // The file is part of the program and a test reads it: it cannot be wrong at run time.
    toml::from_str(include_str!("rules.toml")).expect("rules.toml is valid")
});

#[cfg(test)]
mod tests {
    use super::RULES;
    use crate::citation::tokens::fold;

    /// Every word list of the file.
    fn lists() -> Vec<&'static Vec<String>> {
        let (nouns, words, meaning) = (&RULES.nouns, &RULES.words, &RULES.meaning);
        let mut lists = vec![
            &nouns.whole,
            &nouns.item,
            &nouns.plural,
            &nouns.stand_in,
            &nouns.loose,
            &nouns.echoing,
            &nouns.number_mark,
            &nouns.document,
            &words.determiners,
            &words.connectors,
            &words.links,
            &words.leads,
            &words.reports,
            &words.quotes_it,
            &words.duty,
            &words.ordinals,
            &words.numerals,
            &words.list_joints,
            &words.range_joints,
            &words.inside,
            &words.foreign,
            &words.code,
            &words.called,
            &words.falls,
            &words.mentions,
            &words.parts,
            &words.askers,
            &words.asking,
            &meaning.negations,
            &meaning.limits,
            &meaning.refusals,
            &meaning.exemptions,
        ];
        lists.extend(&meaning.modals);
        lists.extend(&meaning.exclusive);
        lists
    }

    #[test]
    fn every_word_is_written_as_it_is_compared() {
        let pairs = RULES.meaning.opposites.iter().flatten();
        for word in lists().into_iter().flatten().chain(pairs) {
            assert_eq!(fold(word), *word);
            assert!(!word.contains(' '), "{word}");
        }
        assert!(lists().iter().all(|list| !list.is_empty()));
    }

    #[test]
    fn thresholds_are_in_their_order() {
        let (title, quote) = (&RULES.title, &RULES.quote);
        assert!(title.word_function < title.word_common && title.word_common < title.word_rare);
        assert!(quote.attributed < quote.alone && quote.alone <= 1.0);
        assert!(quote.least_attributed < quote.least_alone);
        assert!(quote.short_weight < quote.least_attributed);
        assert!(quote.agreeing <= quote.words && quote.words <= quote.long_words);
    }
}
