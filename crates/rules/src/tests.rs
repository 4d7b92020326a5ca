//! The language as its users see it, and the monitor against the definition of what is true.

mod bounded;
mod calculations;
mod choices;
mod coverage;
mod dues;
mod edges;
mod examples;
mod explained;
mod faults;
mod formulas;
mod given_up;
mod hostile;
mod log;
mod merged;
mod metamorphic;
mod printed;
mod reference;
mod results;
mod sentence;
mod sentences;
mod twenty;
mod violations;
mod words;
mod zones;
