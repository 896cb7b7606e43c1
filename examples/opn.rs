use cotscope::dataset::*;
fn main() {
    let a: Vec<String> = std::env::args().skip(1).collect();
    let dir = std::env::temp_dir().join("wt/opn-cache");
    let _ = std::fs::remove_dir_all(&dir);
    let t = std::time::Instant::now();
    let o = OpenOptions { cache_dir: dir, ..Default::default() };
    let p = plan(&a, o).unwrap();
    let mut d = Dataset::empty(&p);
    let mut s = Scanner::new(p);
    let mut first = None;
    let mut n = 0;
    while let Some(c) = s.next_chunk(&mut unheard).unwrap() {
        n += 1;
        d.push(c);
        if first.is_none() && d.len() > 0 {
            first = Some(t.elapsed());
        }
    }
    println!(
        "{} records, first {:?} all {:?} chunks {n} problems {}",
        d.len(),
        first,
        t.elapsed(),
        d.problem_count()
    );
}
