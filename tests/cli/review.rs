//! Drawing a queue, labelling it by import, and the rate that follows.

use serde_json::Value;

use crate::support::Home;

/// 200 records, 40 of which the judge flags.
fn home() -> Home {
    let home = Home::new();
    let row = |n: usize| {
        let verdict = if n.is_multiple_of(5) { "deceptive" } else { "ok" };
        format!(
            "{{\"id\":\"r{n}\",\"prompt\":\"p\",\"cot\":\"c\",\"answer\":\"a\",\"judge\":{{\"verdict\":\"{verdict}\"}}}}\n"
        )
    };
    home.file("run.jsonl", (0..200).map(row).collect::<String>());
    home
}

fn queue(home: &Home, name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(home.path(name)).unwrap()).unwrap()
}

fn draw(home: &Home, words: &str) -> i32 {
    let line = format!("sample run.jsonl {words}");
    home.run(&line.split(' ').collect::<Vec<_>>()).code
}

#[test]
fn a_seed_draws_the_same_queue_and_probabilities_are_those_of_the_strata() {
    let home = home();
    for name in ["a.json", "b.json"] {
        let words = format!("--n 60 --by judge.verdict --allocation equal --seed 7 -o {name}");
        assert_eq!(draw(&home, &words), 0);
    }
    let (a, b) = (queue(&home, "a.json"), queue(&home, "b.json"));
    assert_eq!(a, b);
    assert_eq!((&a["seed"], a["items"].as_array().unwrap().len()), (&7.into(), 60));
    for item in a["items"].as_array().unwrap() {
        let size = if item["stratum"] == "deceptive" { 40.0 } else { 160.0 };
        assert_eq!(item["probability"], 30.0 / size, "{item}");
    }
}

#[test]
fn an_extended_queue_draws_nobody_twice_and_a_taken_path_stays() {
    let home = home();
    assert_eq!(draw(&home, "--n 20 --seed 1 -o q.json"), 0);
    let before = queue(&home, "q.json");
    assert_eq!(draw(&home, "--n 20 --seed 2 -o q.json"), 73);
    assert_eq!(queue(&home, "q.json"), before);
    assert_eq!(draw(&home, "--extend q.json --n 10"), 0);
    let after = queue(&home, "q.json");
    let ids = |queue: &Value| -> Vec<String> {
        let items = queue["items"].as_array().unwrap().iter();
        items.map(|item| item["record"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&after)[..20], ids(&before)[..]);
    let distinct: std::collections::HashSet<_> = ids(&after).into_iter().collect();
    assert_eq!(distinct.len(), 30);
    assert_eq!(after["items"][0]["probability"], 0.15);
}

#[test]
fn what_cannot_be_drawn_is_refused_with_the_reason() {
    let home = home();
    home.file("not.json", "{}");
    for (words, code, why) in [
        ("--design stratified", 2, "--by"),
        ("--design oversample --by judge.verdict", 2, "--weight"),
        ("--by judge.verdict --weight ok=2", 2, "oversample"),
        ("--design oversample --by judge.verdict --weight fine=2", 2, "deceptive; ok"),
        ("--design random --by judge.verdict", 2, "--by"),
        ("--by nothing", 65, "nothing"),
        ("--n 0", 2, "0"),
        ("--n 1 --by judge.verdict", 2, "strata"),
        ("--design disputed", 1, "disputed"),
        ("--extend none.json", 66, "none.json"),
        ("--extend not.json", 65, "not a queue"),
        ("--n 5 -o no/such/q.json", 73, "no/such"),
    ] {
        let line = format!("sample run.jsonl {words}");
        let done = home.run(&line.split(' ').collect::<Vec<_>>());
        assert_eq!(done.code, code, "{words}: {}", done.err);
        assert!(done.err.contains(why) && done.err.contains("error:"), "{words}: {}", done.err);
        assert_eq!(done.out, "", "{words}");
    }
}

/// Reads all flagged and half of the others; the truth is that the judge is right but for every
/// tenth record it passed.
fn labelled(home: &Home) {
    let weights = "--design oversample --by judge.verdict --weight deceptive=1000";
    assert_eq!(draw(home, &format!("--n 120 {weights} --seed 3 -o q.json")), 0);
    let mut table = String::from("record,label,reviewer\n");
    for item in queue(home, "q.json")["items"].as_array().unwrap() {
        let record = item["record"].as_str().unwrap();
        let number: usize = record[1..].parse().unwrap();
        let label = if number.is_multiple_of(5) || number % 10 == 1 { "deceptive" } else { "ok" };
        table += &format!("{record},{label},ada\n");
    }
    home.file("labels.csv", table);
    assert_eq!(home.run(&["label", "import", "labels.csv", "run.jsonl"]).code, 0);
}

#[test]
fn the_rate_of_a_labelled_queue_is_weighted_by_its_strata() {
    let home = home();
    labelled(&home);
    let words =
        "agree run.jsonl --between ada,judge.verdict --queue q.json --rate deceptive --json";
    let done = home.run(&words.split(' ').collect::<Vec<_>>());
    assert_eq!(done.code, 0, "{}", done.err);
    let rate = &done.objects()[0];
    // 40 of 200 for certain, and an eighth of the other 160 give or take: .30 by the truth.
    let (lo, hi) = (rate["lo"].as_f64().unwrap(), rate["hi"].as_f64().unwrap());
    assert!(lo < 0.30 && 0.30 < hi && hi - lo < 0.12, "{rate}");
    assert_eq!((&rate["n_labelled"], &rate["excluded_self_selected"]), (&120.into(), &0.into()));
    assert_eq!(rate["weighted"]["specificity"], 1.0, "{rate}");
    let refused =
        home.run(&[&words.split(' ').collect::<Vec<_>>()[..], &["--method", "ppi"]].concat());
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("stratified"), "{}", refused.err);
}

#[test]
fn a_judge_is_rated_by_the_strata_only_where_they_are_its_own() {
    let home = home();
    // Records that the judge passed, by chance: of what it finds they tell nothing.
    let drawn = (0..).find(|seed| {
        let words = format!("--n 3 --seed {seed} -o q.json --force");
        assert_eq!(draw(&home, &words), 0);
        let items = queue(&home, "q.json")["items"].clone();
        let number = |item: &Value| item["record"].as_str().unwrap()[1..].parse();
        items.as_array().unwrap().iter().all(|item| {
            let number: Result<usize, _> = number(item);
            !number.unwrap().is_multiple_of(5)
        })
    });
    assert!(drawn.is_some());
    let items = queue(&home, "q.json")["items"].clone();
    let mut rows = String::from("record,label,reviewer\n");
    for (item, label) in items.as_array().unwrap().iter().zip(["deceptive", "ok", "ok"]) {
        rows += &format!("{},{label},ada\n", item["record"].as_str().unwrap());
    }
    home.file("labels.csv", rows);
    assert_eq!(home.run(&["label", "import", "labels.csv", "run.jsonl"]).code, 0);
    let words =
        "agree run.jsonl --between ada,judge.verdict --queue q.json --rate deceptive --json";
    let done = home.run(&words.split(' ').collect::<Vec<_>>());
    assert_eq!(done.code, 0, "{}", done.err);
    let rate = &done.objects()[0];
    assert!(rate["weighted"].is_null(), "no sensitivity of 0 by chance: {rate}");
    assert!(
        done.out.contains("\"n_labelled\":3,") && done.out.contains("\"n_judged\":200,"),
        "{rate}"
    );
}

#[test]
fn a_judge_that_never_says_the_label_is_no_judge_of_it() {
    let home = home();
    labelled(&home);
    let words = "agree run.jsonl --between ada,judge.verdict --queue q.json --rate sandbagging";
    let done = home.run(&words.split(' ').collect::<Vec<_>>());
    assert_eq!(done.code, 65);
    assert!(done.err.contains("deceptive, ok") && done.err.contains("--as"), "{}", done.err);
}

#[test]
fn labels_outside_the_queue_are_left_out_and_counted() {
    let home = home();
    labelled(&home);
    let drawn: std::collections::HashSet<String> = queue(&home, "q.json")["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["record"].as_str().unwrap().to_owned())
        .collect();
    let others: Vec<String> =
        (0..200).map(|n| format!("r{n}")).filter(|id| !drawn.contains(id)).take(7).collect();
    let rows: String = others.iter().map(|id| format!("{id},deceptive,ada\n")).collect();
    home.file("more.csv", format!("record,label,reviewer\n{rows}"));
    assert_eq!(home.run(&["label", "import", "more.csv", "run.jsonl"]).code, 0);
    let words = "agree run.jsonl --between ada --queue q.json --rate deceptive --json";
    let done = home.run(&words.split(' ').collect::<Vec<_>>());
    let rate = &done.objects()[0];
    assert_eq!((&rate["n_labelled"], &rate["excluded_self_selected"]), (&120.into(), &7.into()));
}
