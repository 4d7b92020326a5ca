//! Runs that hardly ever come about: what a scenario leaves open is chosen without regard to how likely
//! it is, and certain delays are others.

use kernel::SimDuration;
use simulator::choice::{ChoiceError, ChoiceKey, Choose, Seeded};
use simulator::distribution::Distribution;

/// A certain delay becomes another one at most so long.
const DELAY_MAX: SimDuration = SimDuration::from_hours(72);

/// Chooses what can be chosen without regard to how likely it is.
#[derive(Clone, Debug)]
pub struct Whim(pub Seeded);

impl Whim {
    fn below(&mut self, key: &ChoiceKey<'_>, limit: i64) -> Result<i64, ChoiceError> {
        let even = Distribution::uniform(0, (limit - 1).max(0)).expect("it is a range");
        self.0.draw(key, &even)
    }
}

impl Choose for Whim {
    fn pick(&mut self, key: &ChoiceKey<'_>, weights: &[u32]) -> Result<u32, ChoiceError> {
        let open: Vec<u32> = (0..).zip(weights).filter(|(_, it)| 0 < **it).map(|it| it.0).collect();
        let place = self.below(key, i64::try_from(open.len()).expect("they are few"))?;
        let place = usize::try_from(place).expect("it is no less than nothing");
        let picked = open.get(place).copied();
        picked.ok_or_else(|| ChoiceError::NothingToPick { key: key.to_owned_key() })
    }

    fn draw(&mut self, key: &ChoiceKey<'_>, from: &Distribution) -> Result<i64, ChoiceError> {
        let (low, high) = from.bounds();
        Ok(low.saturating_add(self.below(key, high.saturating_sub(low).saturating_add(1))?))
    }

    fn settled(&mut self, key: &ChoiceKey<'_>) -> Result<Option<i64>, ChoiceError> {
        let longest = i64::try_from(DELAY_MAX.as_millis()).expect("it is short");
        let ms = self.below(key, longest)?;
        Ok((ms % 4 == 0).then_some(ms))
    }
}
