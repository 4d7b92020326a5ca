//! Formulas made ready: operators that others express are gone, conjunctions are in order.

use std::collections::BTreeSet;

use super::bound::Room;
use super::keys::{Lookups, set_keys};
use super::kinds::kinds;
use super::places::is_placed;
use super::reach::looks_back;
use crate::check::{assigned, join_order, unsafe_part};
use crate::core::{Aggregate, Formula, Temporal};
use crate::plan::{Expression, FieldRef, InForce, Interval, Operand, Slot};
use crate::tree::Comparison;
use crate::tree::formula::{Fold, TemporalOperator};
use crate::value::Value;
use crate::vocabulary::KindId;

/// A formula rule, ready to run.
#[derive(Debug)]
pub(crate) struct FormulaProgram {
    pub(crate) rule: usize,
    pub(super) slots: usize,
    pub(super) node: Node,
    /// The past parts under future operators, whose rows are kept for each event.
    pub(super) leaves: Vec<Node>,
    /// By the values of which columns each leaf is looked for.
    pub(super) lookups: Lookups,
    /// Events that give no leaf a row are nothing to it.
    pub(super) is_placed: bool,
    /// The kinds of events that are something to it, if not all are.
    kinds: Option<BTreeSet<KindId>>,
    pub(crate) memories: usize,
    pub(super) is_future: bool,
    /// Whether some part looks back at what looks ahead.
    pub(super) looks_back: bool,
    /// Events outside of it are seen, but no violations.
    pub(super) in_force: Option<InForce>,
    pub(super) room: Room,
}

#[derive(Clone, Debug)]
pub(crate) enum Node {
    Atom {
        kind: KindId,
        args: Vec<(FieldRef, Operand)>,
    },
    Compared(Expression, Comparison, Expression),
    Not(Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Exists(Vec<Slot>, Box<Node>),
    Previously {
        memory: usize,
        window: Interval,
        inner: Box<Node>,
    },
    /// `once` without a left side.
    Since {
        memory: usize,
        temporal: Temporal,
        left: Option<Box<Node>>,
        right: Box<Node>,
        columns: Vec<Slot>,
        /// Those that have values when it is asked.
        key: Vec<Slot>,
    },
    /// True without a break for as long as the window reaches back.
    Holding {
        memory: usize,
        window: Interval,
        inner: Box<Node>,
    },
    Aggregate {
        result: Slot,
        fold: Fold,
        of: Slot,
        per: Vec<Slot>,
        body: Box<Node>,
    },
    /// A past part below a future operator.
    Leaf {
        leaf: usize,
        columns: Vec<Slot>,
    },
    Next {
        window: Interval,
        inner: Box<Node>,
    },
    /// The event before, of a part that looks ahead.
    Before {
        window: Interval,
        inner: Box<Node>,
    },
    /// `eventually` without a left side; also a `since` or `once` of a part that looks ahead.
    Until {
        temporal: Temporal,
        left: Option<Box<Node>>,
        right: Box<Node>,
    },
}

pub(crate) fn compile_formula(
    rule: usize,
    slots: usize,
    formula: &Formula,
    in_force: Option<InForce>,
) -> FormulaProgram {
    let mut compiler = Compiler { memories: 0, leaves: Vec::new() };
    let is_future = formula.is_future();
    let mut node = compiler.node(formula, is_future);
    let Compiler { memories, mut leaves } = compiler;
    let lookups = set_keys(&mut node, &mut leaves);
    let is_placed = is_placed(&node);
    let kinds = kinds(&node, &leaves, is_future).filter(|_| is_placed || !is_future);
    let looks_back = is_future && looks_back(&node);
    FormulaProgram {
        rule,
        slots,
        node,
        leaves,
        lookups,
        is_placed,
        kinds,
        memories,
        is_future,
        looks_back,
        in_force,
        room: Room::USUAL,
    }
}

impl FormulaProgram {
    /// Gives it room for so many rows, and for those that the events make room for.
    pub(crate) fn limit(&mut self, rows: usize) {
        self.room = Room { rows };
    }

    pub(super) fn concerns(&self, kind: KindId) -> bool {
        self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&kind))
    }
}

struct Compiler {
    memories: usize,
    leaves: Vec<Node>,
}

impl Compiler {
    fn memory(&mut self) -> usize {
        self.memories += 1;
        self.memories - 1
    }

    /// With `keeps`, past parts become leaves.
    fn node(&mut self, formula: &Formula, keeps: bool) -> Node {
        let is_table = !matches!(formula, Formula::Not(_) | Formula::Compared(..));
        let has_rows = is_table && unsafe_part(formula).is_none();
        if keeps && has_rows && !formula.is_future() {
            let leaf = self.node(formula, false);
            self.leaves.push(leaf);
            let columns = formula.free().into_iter().collect();
            return Node::Leaf { leaf: self.leaves.len() - 1, columns };
        }
        match formula {
            Formula::Atom { kind, args } => Node::Atom { kind: *kind, args: args.clone() },
            Formula::Compared(left, comparison, right) => {
                Node::Compared(left.clone(), *comparison, right.clone())
            }
            Formula::Not(inner) => self.negated(inner, keeps),
            Formula::And(parts) => {
                let order = join_order(parts).unwrap_or_else(|_| parts.iter().collect());
                Node::And(order.into_iter().map(|part| self.node(part, keeps)).collect())
            }
            Formula::Or(parts) => {
                Node::Or(parts.iter().map(|part| self.node(part, keeps)).collect())
            }
            Formula::Implies(left, right) => {
                let left = self.negated(left, keeps);
                Node::Or(vec![left, self.node(right, keeps)])
            }
            Formula::Exists(slots, inner) => {
                Node::Exists(slots.clone(), Box::new(self.node(inner, keeps)))
            }
            Formula::Forall(slots, inner) => {
                let inner = self.negated(inner, keeps);
                Node::Not(Box::new(Node::Exists(slots.clone(), Box::new(inner))))
            }
            Formula::Unary(temporal, inner) => self.unary(*temporal, inner, keeps),
            Formula::Binary(left, temporal, right) => {
                self.pair(Some(left), *temporal, right, keeps)
            }
            Formula::Aggregate(Aggregate { result, fold, of, body, per }) => Node::Aggregate {
                result: *result,
                fold: *fold,
                of: *of,
                per: per.clone(),
                body: Box::new(self.node(body, keeps)),
            },
        }
    }

    fn negated(&mut self, formula: &Formula, keeps: bool) -> Node {
        match formula {
            Formula::Not(inner) => self.node(inner, keeps),
            Formula::Implies(left, right) => {
                let right = Formula::Not(right.clone());
                self.node(&Formula::And(vec![(**left).clone(), right]), keeps)
            }
            Formula::Forall(slots, inner) => {
                let inner = self.negated(inner, keeps);
                Node::Exists(slots.clone(), Box::new(inner))
            }
            other => Node::Not(Box::new(self.node(other, keeps))),
        }
    }

    fn unary(&mut self, temporal: Temporal, inner: &Formula, keeps: bool) -> Node {
        let window = temporal.window;
        match temporal.operator {
            TemporalOperator::Previously if inner.is_future() => {
                Node::Before { window, inner: Box::new(self.node(inner, keeps)) }
            }
            TemporalOperator::Previously => {
                let memory = self.memory();
                let inner = Box::new(self.node(inner, keeps));
                Node::Previously { memory, window, inner }
            }
            TemporalOperator::Next => {
                Node::Next { window, inner: Box::new(self.node(inner, keeps)) }
            }
            TemporalOperator::Historically if inner.free().is_empty() || inner.is_future() => {
                self.never_not((temporal, TemporalOperator::Once), inner, keeps)
            }
            TemporalOperator::Historically => {
                let memory = self.memory();
                Node::Holding { memory, window, inner: Box::new(self.node(inner, keeps)) }
            }
            TemporalOperator::Always => {
                self.never_not((temporal, TemporalOperator::Eventually), inner, keeps)
            }
            _ => self.pair(None, temporal, inner, keeps),
        }
    }

    /// What holds at every event of a window does not fail at one.
    fn never_not(
        &mut self,
        (temporal, operator): (Temporal, TemporalOperator),
        inner: &Formula,
        keeps: bool,
    ) -> Node {
        let negation = Formula::Not(Box::new(inner.clone()));
        let temporal = Temporal { operator, ..temporal };
        let never = Node::Not(Box::new(self.pair(None, temporal, &negation, keeps)));
        if inner.free().is_empty() {
            return never;
        }
        // What always holds holds now: that gives the variables their values.
        Node::And(vec![self.node(inner, keeps), never])
    }

    fn pair(
        &mut self,
        left: Option<&Formula>,
        temporal: Temporal,
        right: &Formula,
        keeps: bool,
    ) -> Node {
        let looks_ahead = temporal.operator.is_future()
            || right.is_future()
            || left.is_some_and(Formula::is_future);
        let left = left.map(|left| Box::new(self.node(left, keeps)));
        let columns = right.free().into_iter().collect();
        let right = Box::new(self.node(right, keeps));
        if looks_ahead {
            return Node::Until { temporal, left, right };
        }
        Node::Since { memory: self.memory(), temporal, left, right, columns, key: Vec::new() }
    }
}

/// The variable that an equation gives a value when these variables have one.
pub(super) fn assigned_here<'a>(
    node: (&'a Expression, Comparison, &'a Expression),
    bindings: &[Option<Value>],
) -> Option<(Slot, &'a Expression)> {
    let bound: BTreeSet<Slot> =
        bindings.iter().enumerate().filter(|(_, it)| it.is_some()).map(|(slot, _)| slot).collect();
    assigned(node.0, node.1, node.2, &bound)
}

impl Node {
    /// The variables that a part of a formula that looks ahead needs or gives.
    pub(super) fn free(&self) -> BTreeSet<Slot> {
        match self {
            Node::Leaf { columns, .. } => columns.iter().copied().collect(),
            Node::Compared(left, _, right) => &left.variables() | &right.variables(),
            Node::Not(inner) | Node::Next { inner, .. } | Node::Before { inner, .. } => {
                inner.free()
            }
            Node::And(parts) | Node::Or(parts) => parts.iter().flat_map(Node::free).collect(),
            Node::Exists(slots, inner) => {
                let mut free = inner.free();
                free.retain(|slot| !slots.contains(slot));
                free
            }
            Node::Until { left, right, .. } => {
                let left = left.as_ref().map(|left| left.free()).unwrap_or_default();
                &left | &right.free()
            }
            // Past parts are leaves here.
            Node::Atom { .. }
            | Node::Previously { .. }
            | Node::Since { .. }
            | Node::Holding { .. }
            | Node::Aggregate { .. } => BTreeSet::new(),
        }
    }
}
