//! The model on `NeXosim` 1.0, the fastest simulator in Rust that we know.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use nexosim::model::{Context, Model, schedulable};
use nexosim::simulation::{Mailbox, SimInit};
use nexosim::time::MonotonicTime;
use serde::{Deserialize, Serialize};

use crate::delays::Delays;
use crate::{HORIZON_MS, TIMERS};

static FIRED: AtomicU64 = AtomicU64::new(0);

#[derive(Serialize, Deserialize)]
struct Timers {
    delays: Delays,
    timers: u32,
}

#[Model]
impl Timers {
    #[nexosim(init)]
    #[expect(clippy::unused_async, reason = "NeXosim asks for it")]
    async fn init(&mut self, context: &Context<Self>) {
        for timer in 0..self.timers {
            self.schedule(timer, context);
        }
    }

    fn schedule(&mut self, timer: u32, context: &Context<Self>) {
        let delay = Duration::from_millis(self.delays.next_ms());
        let scheduled = context.schedule_event(delay, schedulable!(Self::fire), timer);
        scheduled.expect("a delay is positive");
    }

    #[nexosim(schedulable)]
    fn fire(&mut self, timer: u32, context: &Context<Self>) {
        FIRED.fetch_add(1, Ordering::Relaxed);
        self.schedule(timer, context);
    }
}

/// Spreads the timers evenly over so many models.
pub(crate) fn run(models: u32) -> u64 {
    let mut bench = SimInit::with_num_threads(1);
    for model in 0..models {
        let timers = Timers { delays: Delays::new(model), timers: TIMERS / models };
        bench = bench.add_model(timers, Mailbox::new(), &format!("timers-{model}"));
    }
    let mut simulation = bench.init(MonotonicTime::EPOCH).expect("the models are ready");
    FIRED.store(0, Ordering::Relaxed);
    simulation.step_until(Duration::from_millis(HORIZON_MS)).expect("no model fails");
    FIRED.load(Ordering::Relaxed)
}
