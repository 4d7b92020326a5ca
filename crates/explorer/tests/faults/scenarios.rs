//! One small scenario for each fault, with a rule that the sound center keeps in all its histories.

use domain::mutation::Mutation;

use crate::Case;

/// The head of all scenarios, and who is enrolled.
const HEAD: &str = "
title: A small scenario for one fault
start: 2027-03-01T09:00:00+01:00
nations:
  us: { role: partner }
  ua: { role: host }
  fr: { role: member, accepts-silence: true }
  uk: { role: member, accepts-silence: true }
  pl: { role: member, accepts-silence: true }
";

fn case(mutation: Mutation, length: usize, rule: &'static str, rest: &str) -> Case {
    let scenario = format!("scenario: {}\n{HEAD}\n{rest}", mutation.name());
    Case { mutation, scenario, rule, length }
}

pub(crate) fn objection_of_a_stranger() -> Case {
    case(
        Mutation::SilenceAsked,
        2,
        r#"rule asked "Only who was asked breaks a silence"
             silence.broken(question: q, nation: n) only if silence.started(question: q, asked: n) before"#,
        "
until: T+40:00
timeline:
  - at: T+01:00
    by: cochairs
    do: silence.start
    with: { question: text, matter: statement, urgency: urgent, asked: [fr, pl] }
actors:
  paris:
    as: fr
    behaviors:
      - { name: object, upon: silence.started, after: 2h, chance: 40%, do: silence.object, with: { question: text, nation: fr } }
  london:
    as: uk
    behaviors:
      - { name: object, upon: silence.started, after: 3h, chance: 20%, do: silence.object, with: { question: text, nation: uk } }
",
    )
}

pub(crate) fn force_by_silence() -> Case {
    case(
        Mutation::ExpressConsent,
        1,
        r#"rule force "Silence authorizes no force"
             silence.adopted(question: q) only if no silence.started(question: q, matter: "tier-two") before"#,
        "
until: T+40:00
timeline:
  - at: T+01:00
    by: cochairs
    do: silence.start
    with: { question: text, urgency: urgent, asked: [fr, pl] }
    options:
      - { weight: 80, with: { matter: statement } }
      - { weight: 20, with: { matter: tier-two } }
actors:
  paris:
    as: fr
    behaviors:
      - { name: object, upon: silence.started, after: 2h, chance: 60%, do: silence.object, with: { question: text, nation: fr } }
",
    )
}

/// An attack with all that the ladder needs up to the first tier.
const ATTACK: &str = "
timeline:
  - { at: T+00:00, by: ua, do: ceasefire.agree, with: { instrument: truce, effective_at: T+00:00 } }
  - at: T+01:00
    by: monitors
    do: incident.report-detection
    with: { incident: strike, sector: east, category: missile, severity: grave, sensor: uav-1, seen_at: now }
  - { at: T+01:10, by: monitors, do: incident.submit-evidence,
      with: { evidence: film, incident: strike, sensor: uav-1, digest: \"0123456789abcdef0123456789abcdef\" } }
  - { at: T+02:00, by: monitors, do: incident.verify, with: { incident: strike, finding: verified } }
";

pub(crate) fn clock_after_revision() -> Case {
    case(
        Mutation::ClockRecompute,
        1,
        r#"state clocked(s) from clock.armed(clock: "tier-one", subject: s)
           rule moved "Clocks move with the breach"
             while clocked(s), whenever incident.breach-revised(series: s)
             then clock.recomputed(clock: "tier-one", subject: s) within 1 min"#,
        &format!(
            "until: T+12:00\n{ATTACK}
  - {{ at: T+05:00, by: monitors, do: incident.report-detection,
      with: {{ incident: strike, sector: east, category: missile, severity: grave, sensor: radar-1 }},
      options: [
        {{ weight: 70, with: {{ seen_at: T+01:20 }} }},
        {{ weight: 30, with: {{ seen_at: T+00:40 }} }} ] }}
"
        ),
    )
}

pub(crate) fn tier_without_consent() -> Case {
    case(
        Mutation::TierTwoConsent,
        1,
        r#"rule consent "The second tier opens with consent"
             response.tier-two-opened(series: s) only if response.consent-given(series: s) before"#,
        &format!(
            "until: T+40:00\n{ATTACK}
  - {{ at: T+03:00, by: commission, do: incident.attribute,
      with: {{ incident: strike, responsible: russia, confidence: probable, sources: [film] }} }}
  - {{ at: T+05:00, by: commission, do: incident.settle, with: {{ incident: strike }} }}
  - {{ at: T+26:00, by: cochairs, do: response.open-tier-two, with: {{ series: strike }} }}
actors:
  paris:
    as: fr
    behaviors:
      - {{ name: consent, upon: response.tier-one-opened, after: {{ uniform: [2h, 10h] }}, chance: 80%,
          do: response.consent, with: {{ series: strike, nation: fr, consents: true }} }}
"
        ),
    )
}

pub(crate) fn gate_at_72_hours() -> Case {
    case(
        Mutation::TierThreeGate,
        1,
        r#"rule gate "The third tier opens 72 h after the breach, not before"
             response.tier-three-opened(series: s) only if no incident.breach-timed(series: s) within 71 h 59 min before"#,
        &format!(
            "until: T+80:00\n{ATTACK}
  - {{ at: T+10:00, by: cochairs, do: response.determine-expanded, with: {{ series: strike }} }}
  - {{ at: T+11:00, by: cochairs, do: decision.open,
      with: {{ question: talk, matter: tier-three, procedure: consultation, asked: [us, ua, fr], series: strike }} }}
  - {{ at: T+12:00, by: cochairs, do: decision.convene, with: {{ question: talk }} }}
  - {{ at: T+70:00, by: us, do: response.decide-us, with: {{ series: strike, decision: \"yes\" }} }}
actors:
  paris:
    as: fr
    behaviors:
      - {{ name: consent, upon: response.tier-one-opened, after: 5h, chance: 90%,
          do: response.consent, with: {{ series: strike, nation: fr, consents: true }} }}
  cochairs:
    as: cochairs
    behaviors:
      - {{ name: open, upon: response.us-decided, after: {{ uniform: [2h, 6h] }},
          do: response.open-tier-three, with: {{ series: strike }} }}
"
        ),
    )
}

pub(crate) fn red_card() -> Case {
    case(
        Mutation::RedCard,
        2,
        r#"rule stopped "What a red card has stopped is not completed"
             mission.completed(mission: m) only if no mission.red-card-played(mission: m) before"#,
        "
until: T+20:00
timeline:
  - { at: T+00:00, by: cochairs, do: force.publish-requirement,
      with: { requirement: base, component: logistics, capability: transport, quantity: 400, place: outside-ukraine, needed_by: T+10:00 } }
  - { at: T+01:00, by: pl, do: force.offer, with: { contingent: pl-base, nation: pl, requirement: base, strength: 300 } }
  - { at: T+02:00, by: pl, do: force.generate, with: { contingent: pl-base } }
  - { at: T+03:00, by: pl, do: force.move, with: { contingent: pl-base } }
  - { at: T+04:00, by: pl, do: force.report-in-place, with: { contingent: pl-base } }
  - { at: T+05:00, by: pl, do: mission.order,
      with: { mission: convoy, contingent: pl-base, activity: escort, place: outside-ukraine } }
actors:
  warsaw:
    as: pl
    behaviors:
      - { name: red-card, upon: mission.started, after: 1h, chance: 30%, do: mission.play-red-card, with: { mission: convoy } }
      - { name: complete, upon: mission.started, after: { empirical: [[30min, 7], [2h, 3]] },
          do: mission.complete, with: { mission: convoy } }
",
    )
}

pub(crate) fn pledges_without_backstop() -> Case {
    case(
        Mutation::Backstop,
        1,
        r#"state pledged(c) from force.capability-offered(contingent: c, needs_backstop: "signed", conditional: false)
             until force.offer-withdrawn(contingent: c) or force.fell-conditional(contingent: c)
           rule falls "What depends on the backstop falls back with it"
             while pledged(c), whenever framework.backstop-changed(to: "withdrawn")
             then force.fell-conditional(contingent: c) within 1 min"#,
        "
until: T+40:00
timeline:
  - { at: T+00:00, by: us, do: framework.set-backstop, with: { state: signed } }
  - { at: T+00:00, by: cochairs, do: force.publish-requirement,
      with: { requirement: hubs, component: land, capability: infantry, quantity: 3000, place: ukraine-land, needed_by: T+30:00 } }
  - { at: T+03:00, by: uk, do: force.offer,
      with: { contingent: brigade, nation: uk, requirement: hubs, strength: 1000, needs_backstop: signed } }
actors:
  london:
    as: uk
    behaviors:
      - { name: think-again, upon: force.capability-offered, after: { uniform: [1h, 20h] }, chance: 40%,
          do: force.withdraw-offer, with: { contingent: brigade } }
  washington:
    as: us
    behaviors:
      - { name: withdraw, upon: force.capability-offered, after: 10h, chance: 20%,
          do: framework.set-backstop, with: { state: withdrawn } }
",
    )
}

pub(crate) fn mandate_beyond_its_time() -> Case {
    case(
        Mutation::MandateExpiry,
        1,
        r#"rule over "A mandate ends when its time is over"
             whenever clock.struck(clock: "mandate-expiry", subject: n) then mandate.expired(nation: n) within 1 min"#,
        "
until: T+90:00
timeline:
  - { at: T+00:00, by: control, do: mandate.declare-rule, with: { nation: fr, rule: none } }
  - at: T+01:00
    by: fr
    do: mandate.request
    with: { nation: fr, ceiling: 500 }
    options:
      - { weight: 60, note: without an end }
      - { weight: 40, with: { lasts: 2d } }
",
    )
}
