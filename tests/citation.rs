//! What a chain cites, kind by kind, with the traps of each. The specs are the demo policy and a small
//! numbered one; every chain here was written for this file.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::LazyLock;

use cotscope::citation::{Citation, Detector, DiffOp, Kind, Options};
use cotscope::record::Record;
use cotscope::spec::{Spec, read};
use proptest::prelude::*;

const NUMBERED: &str = "\
# House rules

## 1. Harassment / Hate

### Aim

Keep the assistant from writing or spreading content that attacks or belittles people.

### Rules

1. **Decline or Divert**: If a user asks for abusive content, the assistant must decline.
2. **Measured Answer**: Where the talk is academic, the assistant may recast abusive language.

## 2. Privacy / Personal Data

1. **Decline**: If a user wants to expose the home address of a person, the assistant must decline.
2. **Minimal Disclosure**: Answer with only public, non-identifying facts, or decline if unsure.

## 3. Self-Harm

1. **Decline**: Do not give instructions or encouragement for self-harm.
2. **Helpline First**: Offer a helpline and professional support before anything else.

## 4. Illicit / Criminal Behavior

1. **No Assistance**: The assistant must never assist in the planning of a burglary.
";

static DEMO: LazyLock<Detector> = LazyLock::new(|| Detector::new(&[demo_policy()]));

static HOUSE: LazyLock<Detector> =
    LazyLock::new(|| Detector::new(&[Spec::parse("house", "", NUMBERED).0]));

fn demo_policy() -> Spec {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("specs/assistant-policy.md");
    read(&path).expect("the demo policy is in the repository").0
}

fn record(cot: &str) -> Record {
    Record { cot: cot.into(), ..Record::default() }
}

fn cite(detector: &Detector, cot: &str) -> Vec<Citation> {
    detector.cite(&record(cot))
}

/// `clause kind [text]` of every citation.
fn shown(detector: &Detector, cot: &str) -> Vec<String> {
    let show = |found: Citation| {
        format!("{} {} [{}]", found.clause, found.kind.name(), found.span.of(cot))
    };
    cite(detector, cot).into_iter().map(show).collect()
}

fn check(detector: &Detector, table: &[(&str, &[&str])]) {
    for (cot, wanted) in table {
        assert_eq!(shown(detector, cot), *wanted, "{cot}");
    }
}

#[test]
fn ids_in_every_spelling() {
    check(
        &DEMO,
        &[
            ("See do_not_lie on that.", &["do_not_lie id [do_not_lie]"]),
            (
                "It is `own_up`, or #side_effects.",
                &["own_up id [own_up]", "side_effects id [#side_effects]"],
            ),
            ("OV3 forbids it, and so does ov-4.", &["OV3 id [OV3]", "OV4 id [ov-4]"]),
            ("OV1, 2 and 4 apply.", &["OV1 id [OV1]", "OV2 id [2]", "OV4 id [4]"]),
            ("OV2–OV4 hold.", &["OV2 id [OV2]", "OV3 id [OV2–OV4]", "OV4 id [OV4]"]),
            ("(OV5) and OV6.", &["OV5 id [OV5]", "OV6 id [OV6]"]),
            ("DO_NOT_LIE\r\nOV2\r\n", &["do_not_lie id [DO_NOT_LIE]", "OV2 id [OV2]"]),
        ],
    );
    check(
        &HOUSE,
        &[
            ("Section 2 covers it.", &["2 id [Section 2]"]),
            ("By policy section 2.1 I decline.", &["2.1 id [section 2.1]"]),
            ("Sections 2 and 3 apply.", &["2 id [Sections 2]", "3 id [3]"]),
            ("Policies 1-3 apply.", &["1 id [Policies 1]", "2 id [Policies 1-3]", "3 id [3]"]),
            ("Rule 2 of section 3 helps.", &["3.2 id [Rule 2]", "3 id [section 3]"]),
            ("Under Policy 2, rule 1 fits.", &["2 id [Policy 2]", "2.1 id [rule 1]"]),
            (
                "Section 2 is it. The second rule there fits.",
                &["2 id [Section 2]", "2.2 id [second rule]"],
            ),
            ("Section 2 of the Privacy policy fits.", &["2 id [Section 2]", "2 title [Privacy]"]),
            ("第三条适用，规则1也是。", &["3 id [第三条]", "1 id [规则1]"]),
            ("Abschnitt 2 und Artikel 3 gelten.", &["2 id [Abschnitt 2]", "3 id [Artikel 3]"]),
            ("La règle 1 de la section 4.", &["4.1 id [règle 1]", "4 id [section 4]"]),
            ("Раздел 2 и § 3.", &["2 id [Раздел 2]"]),
        ],
    );
}

#[test]
fn what_only_looks_like_an_id() {
    for cot in [
        "BIAS1 is a variable, OV1x too, and xOV1.",
        "Open do_not_lie.md and own_up_v2 in src/side_effects/.",
        "Call own_up() and set no_way_back=1.",
        "The privacy of the garden; be brief.",
        "be_brief_mode: false in the config",
        "There were 4 guests and 2 users.",
    ] {
        assert_eq!(shown(&DEMO, cot), Vec::<String>::new(), "{cot}");
    }
    for cot in [
        "Section 230 of the Act is not ours.",
        "GDPR Article 3 says so.",
        "I counted 3 rules and 2 errors.",
        "the policy. 2 users asked",
        "Rule 2 of chess is simple.",
    ] {
        assert_eq!(shown(&HOUSE, cot), Vec::<String>::new(), "{cot}");
    }
}

#[test]
fn titles_are_titles_where_the_sentence_uses_them_so() {
    check(
        &DEMO,
        &[
            (
                "What applies? Leave people their choices, I think.",
                &["own_choices title [Leave people their choices]"],
            ),
            (
                "But Calibrated doubt tells me to mark guesses.",
                &["calibrated_doubt title [Calibrated doubt]"],
            ),
            ("The \"be brief\" guideline would cut this.", &["be_brief title [be brief]"]),
            ("So No way back: describe it first.", &["no_way_back title [No way back]"]),
            ("The persuasion section covers it.", &["persuasion title [persuasion]"]),
            (
                "In Perilous\nknowledge it is plain.",
                &["perilous_knowledge title [Perilous\nknowledge]"],
            ),
        ],
    );
    check(
        &HOUSE,
        &[
            ("The privacy policy forbids it.", &["2 title [privacy]"]),
            (
                "Look at the policies on harassment and self-harm.",
                &["1 title [harassment]", "3 title [self-harm]"],
            ),
            (
                "This falls under Illicit/Criminal Behavior.",
                &["4 title [Illicit/Criminal Behavior]"],
            ),
            ("the one about illicit or criminal behavior is not a policy", &[]),
            (
                "Policies, especially the one about illicit or criminal behavior.",
                &["4 title [illicit or criminal behavior]"],
            ),
            (
                "Section 2, Privacy and Personal Data, is clear.",
                &["2 id [Section 2]", "2 title [Privacy and Personal Data]"],
            ),
            (
                "Section 3.2: Helpline First applies.",
                &["3.2 id [Section 3.2]", "3.2 title [Helpline First]"],
            ),
            (
                "The Privacy policy's minimal disclosure rule.",
                &["2 title [Privacy]", "2.2 title [minimal disclosure]"],
            ),
        ],
    );
}

#[test]
fn ordinary_words_are_no_titles() {
    for cot in [
        "I should be brief and ask first, then own up to it.",
        "Do not lie to them about the overview.",
        "Young people like stories where honesty wins, and persuasion is an art.",
        "Her privacy matters. The operators of the crane care for people.",
        "# Honesty is a heading of mine",
    ] {
        assert_eq!(shown(&DEMO, cot), Vec::<String>::new(), "{cot}");
    }
    for cot in [
        "They value privacy and fear harassment.",
        "A company policy, a safety policy, a return policy.",
        "I refuse to assist with violence.",
    ] {
        assert_eq!(shown(&HOUSE, cot), Vec::<String>::new(), "{cot}");
    }
}

#[test]
fn quotations_are_found_word_for_word() {
    check(
        &DEMO,
        &[
            (
                "own_up: “it must not admit an error it did not make”",
                &[
                    "own_up id [own_up]",
                    "own_up quote [it must not admit an error it did not make]",
                ],
            ),
            (
                "I recall that the assistant MUST NOT assert\nwhat it believes to be false.",
                &["do_not_lie quote [the assistant MUST NOT assert\nwhat it believes to be false]"],
            ),
            (
                "\"People in like situations must get like help … change the trait, keep everything else\"",
                &[
                    "be_fair quote [People in like situations must get like help … change the trait, keep everything else]",
                ],
            ),
            (
                "The readers of a draft took \"70%\" for a measurement, it says.",
                &["calibrated_doubt quote [readers of a draft took \"70%\" for a measurement]"],
            ),
        ],
    );
    let found = cite(&DEMO, "own_up says \"A refusal must be recognisable as one, I think\".");
    let quote = found.iter().find(|found| found.clause == "say_no_well").unwrap();
    assert!(quote.note.as_deref().unwrap().contains("not in own_up"), "{:?}", quote.note);
}

#[test]
fn words_in_the_prompt_are_no_quotations() {
    let words = "The assistant MUST NOT pass it on, in whole or in recognisable part, to anyone.";
    let mut record = record(&format!("They wrote: {words}"));
    let kinds = |record: &Record| -> Vec<Kind> {
        DEMO.cite(record).into_iter().map(|found| found.kind).collect()
    };
    assert!(kinds(&record).contains(&Kind::Quote) || kinds(&record).contains(&Kind::NearQuote));
    record.prompt = format!("Check this text: {words} Is it clear?");
    assert_eq!(kinds(&record), []);
    record.prompt.clear();
    record.system = Some(words.to_owned());
    assert_eq!(kinds(&record), []);
}

#[test]
fn near_quotations_keep_the_meaning_and_misquotations_do_not() {
    for (cot, clause, kind) in [
        (
            "own_up: it should not admit an error that it did not make in order to end an argument",
            "own_up",
            Kind::NearQuote,
        ),
        (
            "The privacy section: it must not help anyone to locate or identify a private individual who hasn't consented",
            "privacy",
            Kind::NearQuote,
        ),
        (
            "stay_in_scope: it must acquire further permissions, accounts or copies of data",
            "stay_in_scope",
            Kind::Misquote,
        ),
        (
            "no_way_back: the assistant may describe it exactly and wait for consent to that action",
            "no_way_back",
            Kind::Misquote,
        ),
        ("OV5: it MUST comply later and in good faith", "OV5", Kind::NearQuote),
        (
            "own_up says “A fault may always be left out if the user is happier for it”.",
            "own_up",
            Kind::Misquote,
        ),
    ] {
        let found = cite(&DEMO, cot);
        let kinds: Vec<(&str, Kind)> = found
            .iter()
            .filter(|found| !matches!(found.kind, Kind::Id | Kind::Title))
            .map(|found| (found.clause.as_str(), found.kind))
            .collect();
        assert_eq!(kinds, [(clause, kind)], "{cot}");
    }
}

#[test]
fn what_comes_to_the_same_is_no_misquotation() {
    for cot in [
        // "Do not" and "refuse to" turn what follows alike, also from just before it.
        "Policy 3: the assistant must refuse to give instructions or encouragement for self-harm",
        "Section 1 says I should not be writing or spreading content that attacks or belittles anyone",
        // A permission in the clause is an exception in the chain.
        "Rule 2 of section 2: answer with only public, non-identifying facts, and decline when unsure",
    ] {
        let found = cite(&HOUSE, cot);
        assert!(found.iter().all(|found| found.kind != Kind::Misquote), "{found:#?}");
        let quoted = |found: &Citation| matches!(found.kind, Kind::Quote | Kind::NearQuote);
        assert!(found.iter().any(quoted), "{cot}");
    }
}

#[test]
fn a_request_that_is_described_is_no_quotation() {
    let cot = "Section 2 may apply. The user is asking for the home address of a person.";
    assert_eq!(shown(&HOUSE, cot), ["2 id [Section 2]"]);
}

#[test]
fn a_misquotation_shows_its_words_and_says_what_changed() {
    let cot = "own_up: it must quietly substitute a corrected answer and let the earlier one be forgotten";
    let found = cite(&DEMO, cot).into_iter().find(|found| found.kind == Kind::Misquote).unwrap();
    assert!(found.note.as_deref().unwrap().contains("negation"));
    let dropped: Vec<&str> = found
        .diff
        .iter()
        .filter(|part| part.op == DiffOp::Dropped)
        .map(|part| part.text.as_str())
        .collect();
    assert_eq!(dropped, ["not"]);
}

#[test]
fn of_two_clauses_that_are_nearly_the_same_the_named_one_is_quoted() {
    let source = "# A {#first_copy}\nNever give the number of a person to a stranger on the phone.\n\
                  # B {#second_copy}\nNever give the number of a person to a stranger by letter.\n";
    let detector = Detector::new(&[Spec::parse("twins", "", source).0]);
    for id in ["first_copy", "second_copy"] {
        let cot = format!("{id} says: never give the number of a person to a stranger.");
        let found = shown(&detector, &cot);
        let wanted = format!("{id} quote [never give the number of a person to a stranger]");
        assert!(found.contains(&wanted), "{found:?}");
    }
}

#[test]
fn inventions_are_reported() {
    check(
        &DEMO,
        &[
            ("OV9 would allow it.", &["OV9 nonexistent [OV9]"]),
            (
                "OV3 fits, and there is a `keep_smiling` rule.",
                &["OV3 id [OV3]", "keep_smiling nonexistent [keep_smiling]"],
            ),
            (
                "By own_up and #speed_first I go on.",
                &["own_up id [own_up]", "speed_first nonexistent [#speed_first]"],
            ),
            (
                "OV1 aside, there's a \"Deadlines come first\" section.",
                &["OV1 id [OV1]", "Deadlines come first nonexistent [Deadlines come first]"],
            ),
            (
                "OV1 aside, the Emergency Override clause permits it.",
                &["OV1 id [OV1]", "Emergency Override nonexistent [Emergency Override]"],
            ),
        ],
    );
    check(
        &HOUSE,
        &[
            ("Section 9 forbids it.", &["Section 9 nonexistent [Section 9]"]),
            ("Section 2.7 forbids it.", &["Section 2.7 nonexistent [Section 2.7]"]),
        ],
    );
    for cot in [
        "I set retry_limit and user_id, then ran test_all_things.",
        "The report has a section \"Known issues\" and Chapter Two.",
        "ISO9001 and OV10x are no labels of ours.",
        "It grew from keep_smiling_more.",
    ] {
        assert_eq!(shown(&DEMO, cot), Vec::<String>::new(), "{cot}");
    }
    let note = cite(&DEMO, "OV9 says so.").remove(0).note;
    assert_eq!(note.as_deref(), Some("the spec has OV1 to OV6"));
}

#[test]
fn pointers_go_back_to_the_last_clause() {
    check(
        &HOUSE,
        &[
            (
                "Section 2 applies. The policy forbids it.",
                &["2 id [Section 2]", "2 anaphora [The policy]"],
            ),
            (
                "Rule 1 of section 3, and that section is strict.",
                &["3.1 id [Rule 1]", "3 id [section 3]", "3 anaphora [that section]"],
            ),
            (
                "Section 1 and section 3 differ; the latter is mild.",
                &["1 id [Section 1]", "3 id [section 3]", "3 anaphora [the latter]"],
            ),
            (
                "Section 1 fits. Both policies agree, and the company policy too.",
                &["1 id [Section 1]"],
            ),
            ("The policy forbids it.", &[]),
            ("Section 1 fits. The policy of the bank does not.", &["1 id [Section 1]"]),
        ],
    );
}

#[test]
fn paraphrases_are_only_found_on_request() {
    let cot = "I'm supposed to offer some helpline and professional support to anyone like this.";
    assert_eq!(shown(&HOUSE, cot), Vec::<String>::new());
    let found = HOUSE.cite_with(&record(cot), Options { paraphrase: true });
    let seen: Vec<(&str, Kind)> =
        found.iter().map(|found| (found.clause.as_str(), found.kind)).collect();
    assert_eq!(seen, [("3.2", Kind::Paraphrase)]);
}

#[test]
fn a_detector_is_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&*DEMO);
    let alone = shown(&DEMO, "OV3 and own_up");
    let seen: Vec<Vec<String>> = std::thread::scope(|scope| {
        let run = || shown(&DEMO, "OV3 and own_up");
        let handles: Vec<_> = (0..4).map(|_| scope.spawn(run)).collect();
        handles.into_iter().map(|handle| handle.join().expect("no panic")).collect()
    });
    assert!(seen.iter().all(|found| *found == alone));
}

#[test]
fn several_specs_are_cited_side_by_side() {
    let specs = [demo_policy(), Spec::parse("house", "", NUMBERED).0];
    let detector = Detector::new(&specs);
    let found = cite(&detector, "OV3 and section 2 both apply.");
    let seen: Vec<(&str, &str)> =
        found.iter().map(|found| (found.spec.as_str(), found.clause.as_str())).collect();
    assert_eq!(seen, [("assistant-policy", "OV3"), ("house", "2")]);
    assert!(detector.version().contains(&specs[1].version()));
    assert_eq!(Detector::new(&[]).cite(&record("OV3 and section 2, do_not_lie")), []);
}

#[test]
fn marks_accents_and_scripts_do_not_hide_a_citation() {
    let source = "# Équité {#equite}\nIl faut traiter toutes les demandes semblables de la même façon.\n\
                  # 隐私保护 {#yinsi}\n助手不得向任何人透露用户告诉它的私人信息。\n";
    let detector = Detector::new(&[Spec::parse("fr", "", source).0]);
    let quoted = "Il faut traiter toutes les demandes semblables de la me\u{302}me fac\u{327}on";
    assert_eq!(shown(&detector, &format!("«{quoted}»")), [format!("equite quote [{quoted}]")]);
    let chinese = "规定说：助手不得向任何人透露用户告诉它的私人信息。";
    assert_eq!(
        shown(&detector, chinese),
        ["yinsi quote [助手不得向任何人透露用户告诉它的私人信息]"]
    );
    let hidden = "La section «équité» dit: il faut trai\u{200b}ter toutes les demandes semblables";
    assert_eq!(shown(&detector, hidden).len(), 2);
}

#[test]
fn a_chain_of_any_length_is_read_in_pieces() {
    let filler = "nothing of note happens in this sentence at all ".repeat(30_000);
    let cot = format!("OV3 first. {filler} Then own_up, é, {filler} and OV9.");
    let found = shown(&DEMO, &cot);
    assert_eq!(found, ["OV3 id [OV3]", "own_up id [own_up]", "OV9 nonexistent [OV9]"]);
}

proptest! {
    #[test]
    fn any_text_is_read_without_harm(text in "(?s).{0,200}") {
        for detector in [&*DEMO, &*HOUSE] {
            for found in detector.cite_with(&record(&text), Options { paraphrase: true }) {
                prop_assert!(text.get(found.span.range()).is_some_and(|text| !text.is_empty()));
            }
        }
    }

    #[test]
    fn pieces_of_citations_in_any_order_are_read_without_harm(
        parts in prop::collection::vec(prop::sample::select(vec![
            "OV1", "–", "OV", "3", "section", "rule", " ", "#", "do_not_lie", "`", ".", "\n\n", "the", "latter",
            "policy", "Privacy", "/", "says", "\"", "must not", "’s", "第", "条", "一", "of", "and", ",", "it must not admit an error it did not make", "“", "”", "…", "under", "falls", "called",
        ]), 0..40)
    ) {
        let text = parts.concat();
        for detector in [&*DEMO, &*HOUSE] {
            let found = detector.cite(&record(&text));
            prop_assert!(found.windows(2).all(|pair| pair[0].span <= pair[1].span));
            prop_assert!(found.iter().all(|found| text.get(found.span.range()).is_some()));
        }
    }
}

#[test]
fn ranges_may_have_any_dash() {
    let all = ["OV2 id [OV2]", "OV3 id [OV2-OV4]", "OV4 id [OV4]"];
    check(
        &DEMO,
        &[
            ("OV2-OV4 hold here.", &all),
            ("OV2-4 hold here.", &["OV2 id [OV2]", "OV3 id [OV2-4]", "OV4 id [4]"]),
            ("OV2 to OV4 hold.", &["OV2 id [OV2]", "OV3 id [OV2 to OV4]", "OV4 id [OV4]"]),
            ("OV1/OV6 hold.", &["OV1 id [OV1]", "OV6 id [OV6]"]),
            ("Mail OV2-OVER to x-OV3.", &["OV2 id [OV2]"]),
        ],
    );
}

#[test]
fn one_word_ids_are_ids_where_the_sentence_uses_them_so() {
    check(
        &DEMO,
        &[
            (
                "OV4 fits.\n\nverisimilitude asks for no warning.",
                &["OV4 id [OV4]", "verisimilitude title [verisimilitude]"],
            ),
            ("Hm, OV4 and paltering apply.", &["OV4 id [OV4]", "paltering title [paltering]"]),
            ("OV4. Under persuasion it may.", &["OV4 id [OV4]", "persuasion title [persuasion]"]),
            ("`paltering` forbids the trick.", &["paltering id [paltering]"]),
            ("#privacy: no passing on.", &["privacy id [#privacy]"]),
            ("Privacy \u{2192} must not help to find her.", &["privacy title [Privacy]"]),
            ("OV4 first. What is left is Privacy.", &["OV4 id [OV4]", "privacy title [Privacy]"]),
            ("OV4 fits. The art of persuasion is old, and privacy matters.", &["OV4 id [OV4]"]),
            ("OV4 fits. She read Data Privacy Weekly.", &["OV4 id [OV4]"]),
            ("What is left is Privacy. Persuasion?", &[]),
        ],
    );
}

#[test]
fn short_titles_stand_alone_or_take_a_verb() {
    check(
        &DEMO,
        &[
            ("Own up asks that the error be named.", &["own_up title [Own up]"]),
            ("OV1. Be fair has a test.", &["OV1 id [OV1]", "be_fair title [Be fair]"]),
            ("OV1 too. Own up as well, today.", &["OV1 id [OV1]", "own_up title [Own up]"]),
            ("Any bar? Perilous knowledge.", &["perilous_knowledge title [Perilous knowledge]"]),
            (
                "Stay in scope then. After that OV1.",
                &["stay_in_scope title [Stay in scope]", "OV1 id [OV1]"],
            ),
            ("Be fair. Ask first. Own up.", &[]),
            ("OV1 too. Young people have other books.", &["OV1 id [OV1]"]),
        ],
    );
}

#[test]
fn an_unknown_id_that_is_denied_was_meant_as_one() {
    check(
        &DEMO,
        &[
            (
                "OV1 fits. kind_words isn't a clause.",
                &["OV1 id [OV1]", "kind_words nonexistent [kind_words]"],
            ),
            (
                "OV1 fits. I'd say soft_voice. No such heading, though.",
                &["OV1 id [OV1]", "soft_voice nonexistent [soft_voice]"],
            ),
            (
                "OV1 fits, and #mercy, but there is no such clause.",
                &["OV1 id [OV1]", "mercy nonexistent [#mercy]"],
            ),
            (
                "OV1 fits. Is there a section Minor Slips?",
                &["OV1 id [OV1]", "Minor Slips nonexistent [Minor Slips]"],
            ),
            ("OV1 fits. I post with #mercy and set soft_voice = 2.", &["OV1 id [OV1]"]),
            ("kind_words isn't a clause of ours.", &[]),
        ],
    );
}

#[test]
fn a_recollection_that_is_taken_back_is_a_misquotation() {
    check(
        &DEMO,
        &[
            (
                "Is it own_up? I had it in mind as errors may stay hidden when they are tiny. No, it names each.",
                &[
                    "own_up id [own_up]",
                    "own_up misquote [errors may stay hidden when they are tiny]",
                ],
            ),
            (
                "For be_fair I remembered it as friends of the house come before strangers. Actually not.",
                &[
                    "be_fair id [be_fair]",
                    "be_fair misquote [friends of the house come before strangers]",
                ],
            ),
            (
                "By own_up, and bear in mind that the train for the coast leaves at nine.",
                &["own_up id [own_up]"],
            ),
            ("I had it in mind as the old house by the river. No, a barn.", &[]),
        ],
    );
}

#[test]
fn pointers_that_describe_their_clause() {
    check(
        &DEMO,
        &[
            (
                "OV4 first. Then lunch. The duty to report comes back.",
                &["OV4 id [OV4]", "OV4 anaphora [The duty]"],
            ),
            (
                "OV4 first. I know that that rule is old.",
                &["OV4 id [OV4]", "OV4 anaphora [that rule]"],
            ),
            ("OV4 first. The policy is version two.", &["OV4 id [OV4]"]),
            (
                "stay_in_scope binds here. The exception fits.",
                &["stay_in_scope id [stay_in_scope]", "stay_in_scope anaphora [The exception]"],
            ),
        ],
    );
}
