//! `tripartite schema`: the JSON Schema of scenario.yaml.

use crate::exit::{Exit, Failure};
use crate::output;

pub fn schema() -> Result<Exit, Failure> {
    output::json(&scenario::schema())?;
    Ok(Exit::Done)
}
