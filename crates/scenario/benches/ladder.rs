//! scratch
#![expect(clippy::print_stdout, reason = "a bench prints its figures")]
use std::time::Instant;
use event_store::Memory;
use simulator::choice::Seeded;
use simulator::engine::Forgetful;
use simulator::log::Log;
use simulator::record::Body;
use simulator::run::{opening, run, run_id};

fn text(series: u32) -> String {
    let text = include_str!("../../../scenarios/ladder-72h/scenario.yaml");
    let (head, rest) = text.split_once("  # The attack").unwrap();
    let (attack, rest) = rest.split_once("\nactors:").unwrap();
    let (actors, _) = rest.split_once("\nexpect:").unwrap();
    let attack = attack.split_once('\n').unwrap().1;
    let mut out = head.replace("until: D+15 04:00", &format!("until: D+{} 04:00", 15 + series / 4));
    let mut blocks = Vec::new();
    for k in 0..series {
        let h = k * 6;
        let a = attack.replace("incident: strike", &format!("incident: strike-{k}")).replace("fight-${n}", &format!("fight-{k}-${{n}}")).replace("assault-${n}", &format!("assault-{k}-${{n}}")).replace("sector: east", &format!("sector: east-{k}"))
            .replace("T+24:", &format!("T+{}:", 24 + h)).replace("T+25:", &format!("T+{}:", 25 + h)).replace("T+50:", &format!("T+{}:", 50 + h));
        for (b, h0) in a.split("  - at:").skip(1).zip([24, 25, 50]) { blocks.push((h0 + h, format!("  - at:{b}"))); }
    }
    blocks.sort();
    for b in blocks { out += &b.1; if !out.ends_with('\n') { out.push('\n'); } }
    out + "\nactors:" + actors
}

fn main() {
    let series: u32 = std::env::args().nth(1).and_then(|s| s.parse().ok()).unwrap_or(10);
    let t = Instant::now();
    let text = text(series);
    let compiled = match scenario::compile(&text) { Ok(c) => c, Err(f) => { for f in f.iter().take(5) { println!("{f:?}"); } return; } };
    println!("{} bytes, {} warnings, compile {:?}", text.len(), compiled.warnings.len(), t.elapsed());
    let script = compiled.script;
    for _ in 0..2 {
    let o = opening(&script, 7, None);
    let id = run_id(&o);
    let mut counts = std::collections::BTreeMap::new();
    let mut refusals = std::collections::BTreeMap::new();
    let t = Instant::now();
    let mut n = 0u64; let mut total = 0u64;
    let out = run(&script, o.clone(), Seeded::new(7, 0), Forgetful, &mut |r| { total += 1; match &r.body { Body::Event(e) => { n += 1; *counts.entry(simulator::probe::kind(e).unwrap()).or_insert(0) += 1; } Body::Refused(_, r) => *refusals.entry(r.code.clone()).or_insert(0) += 1, _ => {} } }).unwrap();
    let e = t.elapsed();
    println!("{n} events, {total} records, {e:?}: {:.0} events/s {:?}", n as f64 / e.as_secs_f64(), out.ending);
    if series < 20 { for (k, v) in counts { println!("  {k} {v}"); } println!("{refusals:?}"); }
    if std::env::var("ONLY").is_ok() { continue; }
    let t = Instant::now();
    let out = run(&script, o, Seeded::new(7, 0), Log::new(Memory::default(), id), &mut |_| {}).unwrap();
    let e = t.elapsed();
    println!("log: {e:?} {:.0} events/s", n as f64 / e.as_secs_f64());
    let _ = out;
    }
}
