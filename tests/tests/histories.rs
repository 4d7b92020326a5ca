//! Random rules on random histories: the same verdicts while a run goes on, from its log, from the
//! bytes of its log, and when it is played again from its choices.
//!
//! A history is random in what its scenario leaves open and in more: certain delays are others, and
//! options are taken that hardly anybody would take. Rules are made from the events that the history
//! has, so that they are triggered.

use std::cell::Cell;
use std::collections::BTreeSet;

use event_store::{Envelope, Memory};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use rules::{Audit, Results, RuleSet, Standing};
use simulator::choice::{Choose, Recorded, Seeded};
use simulator::log::Log;
use simulator::record::{Body, CenterRecord, Opening};
use simulator::script::Script;
use simulator::watch::Watch;
use simulator::{branch, probe, run, stored};
use tests::play;
use tests::whim::Whim;

/// What was played, with what came of the rules on the way.
struct History {
    opening: Opening,
    records: Vec<CenterRecord>,
    results: Results,
    facts: Memory,
}

fn played(script: &Script, opening: Opening, choose: impl Choose, rules: &RuleSet) -> History {
    let mut records = Vec::new();
    let mut keep = |record: &CenterRecord| records.push(record.clone());
    let log = Log::new(Memory::default(), run::run_id(&opening));
    let watch = Watch::<Audit<'_>>::new(rules);
    let played = run::play(script, opening.clone(), choose, log, watch, &mut keep);
    let played = played.expect("the script plays");
    let results = played.observer.judge.results();
    History { opening, records, results, facts: played.journal.store }
}

/// What comes of the rules on records, wherever these are from.
fn judged(rules: &RuleSet, records: impl Iterator<Item = CenterRecord>) -> Results {
    let mut watch = Watch::<Audit<'_>>::new(rules);
    records.for_each(|record| watch.take(&record).expect("a log is in order"));
    watch.judge.results()
}

/// The kinds of events of a history, with the fields by which rules may ask for them.
fn kinds(records: &[CenterRecord]) -> Vec<(String, Vec<String>)> {
    let names: BTreeSet<String> = records
        .iter()
        .filter_map(|record| match &record.body {
            Body::Event(event) => probe::kind(event).map(|kind| kind.text()),
            _ => None,
        })
        .collect();
    let vocabulary = scenario::policy_vocabulary();
    let known = vocabulary.kinds().iter().filter(|kind| names.contains(&kind.name));
    let fields = |kind: &rules::Kind| kind.fields.iter().map(|(name, _)| name.clone()).collect();
    known.map(|kind| (kind.name.clone(), fields(kind))).collect()
}

/// Makes sentences from bytes; zeros once they run out.
struct Maker<'a> {
    bytes: std::slice::Iter<'a, u8>,
    kinds: &'a [(String, Vec<String>)],
}

impl Maker<'_> {
    fn below(&mut self, limit: usize) -> usize {
        usize::from(self.bytes.next().copied().unwrap_or(0)) % limit
    }

    fn length(&mut self) -> &'static str {
        ["1 s", "5 min", "1 h", "6 h", "24 h", "3 d", "2 w"][self.below(7)]
    }

    /// A rule, which may be none: a field may be of other types in other events.
    fn rule(&mut self, number: usize) -> String {
        let [one, other, third] = [(); 3].map(|()| &self.kinds[self.below(self.kinds.len())]);
        let common: Vec<&String> = one.1.iter().filter(|field| other.1.contains(field)).collect();
        let field = common.get(self.below(common.len().max(1))).map_or("", |field| field.as_str());
        let [one, other, any] = [(&one.0, field), (&other.0, field), (&third.0, "")]
            .map(|(kind, field)| format!("{kind}({field})"));
        let (short, long, most) = (self.length(), self.length(), self.below(3));
        let core = |pattern: &str| match field {
            "" => pattern.to_owned(),
            field => pattern.replace(&format!("({field})"), &format!("({field}: x)")),
        };
        let body = match self.below(14) {
            0 => format!("whenever {one} then no {other} within {short}"),
            1 => {
                format!("whenever {one} then {other} within {short} otherwise {any} within {long}")
            }
            2 => format!("{one} only if {other} within {short} before"),
            3 => format!("{one} only if no {other} within {short} before"),
            4 => format!("{one} only if at least 2 {other} within {short} before"),
            5 => format!("never {one}"),
            6 => format!("at most {most} {any} in any {short}"),
            7 => format!("after {one} for {short}, never {other}"),
            8 => format!("between {one} and {other}, at most {most} {any}"),
            9 => format!("whenever {one} then {other} within {short} then {any} within {long}"),
            10 => format!(
                "formula: {} and not eventually [0 s, {short}] {}",
                core(&one),
                core(&other)
            ),
            11 if !field.is_empty() => {
                let state = format!("state s{number}({field}) from {one} until {other}\n");
                let rule =
                    format!("rule r{number} \"\" s{number}({field}) lasts at most {short}\n");
                return state + &rule;
            }
            12 => format!("before {any}, never {one}"),
            _ => format!("whenever {one} then {other} within {short}"),
        };
        format!("rule r{number} \"\" {body}\n")
    }

    fn rules(&mut self, most: usize) -> RuleSet {
        let made: Vec<String> = (0..most).map(|number| self.rule(number)).collect();
        let sound = made.into_iter().filter(|rule| scenario::rules(rule).is_ok());
        scenario::rules(&sound.collect::<String>()).expect("each of them is sound")
    }
}

/// How many rules of each standing were judged.
#[derive(Default)]
struct Seen {
    broken: Cell<usize>,
    kept: Cell<usize>,
    pending: Cell<usize>,
}

impl Seen {
    fn note(&self, results: &Results) {
        for rule in &results.rules {
            let count = match rule.verdict {
                Standing::Broken => &self.broken,
                Standing::Kept => &self.kept,
                Standing::Pending => &self.pending,
                Standing::GivenUp | Standing::Vacuous => continue,
            };
            count.set(count.get() + 1);
        }
    }
}

#[test]
fn random_rules_say_the_same_of_a_random_run_its_log_and_its_replay() {
    let names = play::scenarios();
    let scripts: Vec<Script> = names.iter().map(|name| play::script(name)).collect();
    let none = scenario::rules("").expect("no rule is wrong");
    let seen = Seen::default();
    let strategy =
        (any::<prop::sample::Index>(), any::<u64>(), prop::collection::vec(any::<u8>(), 0..120));
    let cases = std::env::var("RULES_CASES").map_or(48, |cases| cases.parse().expect("a number"));
    let mut runner = TestRunner::new(ProptestConfig::with_cases(cases));
    let outcome = runner.run(&strategy, |(which, salt, bytes)| {
        let script = &scripts[which.index(scripts.len())];
        let opening = run::opening(script, salt, None);
        let whim = || Whim(Seeded::new(salt, 0));
        let alone = played(script, opening.clone(), whim(), &none);
        let kinds = kinds(&alone.records);
        let rules = Maker { bytes: bytes.iter(), kinds: &kinds }.rules(10);

        let online = played(script, opening, whim(), &rules);
        prop_assert_eq!(&online.records, &alone.records, "rules change nothing that is recorded");
        seen.note(&online.results);
        let log = judged(&rules, online.records.iter().cloned());
        prop_assert_eq!(&log, &online.results, "the log says otherwise:\n{}", rules.text());
        let read = online.facts.facts().map(|fact| {
            let envelope = Envelope::parse(fact.bytes()).expect("it was written here");
            stored::decode(&envelope).expect("it was written here")
        });
        let bytes = judged(&rules, read);
        prop_assert_eq!(&bytes, &online.results, "its bytes say otherwise:\n{}", rules.text());
        let choices = branch::choices(&online.records);
        let recorded = Recorded::new(choices).expect("each choice is recorded once");
        let again = played(script, online.opening.clone(), recorded, &rules);
        prop_assert_eq!(&again.records, &online.records);
        prop_assert_eq!(&again.results, &online.results);
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}\nof {names:?}"));
    let (broken, kept, pending) = (seen.broken.get(), seen.kept.get(), seen.pending.get());
    assert!(
        24 < broken && 12 < kept && 4 < pending,
        "{broken} broken, {kept} kept, {pending} open"
    );
}
