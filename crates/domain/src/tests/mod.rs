//! Given/when/then tests of the rules of the center, one file a family.
//!
//! A doc comment that begins with `Rule N:` names the rule of section 9.6 of the domain notes
//! that the test is about. `record` has the rules on the record itself, `properties` whatever
//! holds over every history.

mod attribution;
mod backstop;
mod base;
mod breach;
mod caveat;
mod ceasefire;
mod center;
mod cessation;
mod clock;
mod clock_revised;
mod commission;
mod consignment;
mod decision;
mod deployment;
mod depot;
mod evidence;
mod evidence_list;
mod expected;
mod force;
mod force_setting;
mod framework;
mod gap;
mod guarantee_term;
mod headquarters;
mod hub;
mod incident;
mod ladder;
mod linkage;
mod logistics;
mod mandate;
mod maritime;
mod mission;
mod need;
mod operation;
mod participation;
mod permit;
mod permit_again;
mod persistence;
mod properties;
mod prosperity;
mod readiness;
mod record;
mod red_card;
mod remedy;
mod response;
mod restricted;
mod roe;
mod setting;
mod silence;
mod sound;
mod stand_down;
mod straits;
mod talks;
mod task;
