use cotscope::dataset::*;
fn cut(s: &str, n: usize) -> String {
    let c: Vec<char> = s.chars().collect();
    if c.len() <= n {
        format!("{s:?}")
    } else {
        format!(
            "{:?} … {:?} ({})",
            c[..n * 2 / 3].iter().collect::<String>(),
            c[c.len() - n / 3..].iter().collect::<String>(),
            c.len()
        )
    }
}
fn main() {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let mut o = OpenOptions { cache_dir: "/tmp/wt/look-cache".into(), ..Default::default() };
    let mut n = 1;
    let mut together = false;
    args.retain(|a| {
        if let Some(m) = a.strip_prefix("--map=") {
            let (f, p) = m.split_once('=').unwrap();
            o.mapping.push((f.into(), p.into()));
            false
        } else if let Some(k) = a.strip_prefix("-n") {
            n = k.parse().unwrap();
            false
        } else if a == "-t" {
            together = true;
            false
        } else {
            true
        }
    });
    let groups: Vec<Vec<String>> =
        if together { vec![args] } else { args.into_iter().map(|a| vec![a]).collect() };
    for g in groups {
        println!("\n=== {g:?}");
        let d = match Dataset::open(&g, o.clone(), &mut unheard) {
            Ok(d) => d,
            Err(e) => {
                println!("ERR {} fix={:?} exit={}", e, e.fix, e.exit_code());
                continue;
            }
        };
        if let Err(e) = d.usable() {
            println!("UNUSABLE {e} fix={:?}", e.fix)
        }
        for s in d.sources().iter().take(3) {
            println!("{} {} layout={} bytes={}", s.path, s.format.name(), s.layout, s.bytes);
            for m in &s.mapping.fields {
                println!(
                    "   {:28} <- {} {}",
                    m.field,
                    m.pointer,
                    m.note.clone().unwrap_or_default()
                )
            }
            println!(
                "   seen: {}",
                s.mapping
                    .seen
                    .iter()
                    .map(|f| format!("{}:{}@{}", f.pointer, f.types.join("|"), f.per_mille))
                    .collect::<Vec<_>>()
                    .join(" ")
            );
        }
        println!("records {} problems {}", d.len(), d.problem_count());
        for p in d.problems().iter().take(6) {
            println!("   PROBLEM {:?} {p}", p.severity)
        }
        let mut no = 0;
        for r in d.records() {
            match r {
                Ok(r) => {
                    if !r.has_cot() {
                        no += 1
                    }
                }
                Err(e) => println!("   READ {e}"),
            }
        }
        println!("without cot {no}");
        for i in 0..n.min(d.len()) {
            let r = d.record(i).unwrap();
            println!(
                "  [{}] {:?} sys={:?} turns={} steps={} calls={} redacted={} pair={:?} cotlen={:?}",
                r.id,
                r.origin,
                r.system.as_deref().map(|s| cut(s, 60)),
                r.turns.len(),
                r.steps.len(),
                r.calls.len() + r.steps.iter().map(|s| s.calls.len()).sum::<usize>(),
                r.redacted_blocks,
                r.pair,
                d.cot_len(i)
            );
            for t in &r.turns {
                println!("    turn {}: {}", t.role, cut(&t.text, 100))
            }
            println!("    prompt {}", cut(&r.prompt, 200));
            println!("    cot    {}", cut(&r.cot, 240));
            println!("    answer {}", cut(&r.answer, 200));
            println!("    judges {:?} humans {:?}", r.judges, r.humans);
            println!("    meta {}", cut(&serde_json::to_string(&r.meta).unwrap(), 300));
        }
    }
}
