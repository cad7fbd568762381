//! Conditions of provisions, compiled from Cedar's syntax tree to tests on words of bits.
//!
//! A pack may use a small part of Cedar: membership of codes in sets, flags, `&&`, `||`, `!` and literals.
//! All of it is total; anything else is refused here, when the pack is loaded. Compiled, a test is one or two
//! `and` instructions, and a whole provision takes some tens of nanoseconds.

use crate::codes::{CodeType, Codes};
use crate::facts::{Fact, Facts};
use crate::possible::Possible;
use cedar_policy::pst::{BinaryOp, Clause, EntityUID, Expr, Literal, UnaryOp, Var};

/// How deep a condition may nest.
const DEPTH_MAX: u32 = 64;

/// A condition over facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Always the same.
    Always(bool),
    /// Some of these codes hold.
    Any(Fact, u64),
    /// All of these codes hold.
    All(Fact, u64),
    /// No code holds.
    Empty(Fact),
    /// The condition does not hold.
    Not(Box<Self>),
    /// All hold, tried in this order.
    And(Vec<Self>),
    /// One holds, tried in this order.
    Or(Vec<Self>),
}

impl Condition {
    /// The results this condition can have, given what is known.
    #[must_use]
    pub fn evaluate(&self, facts: &Facts) -> Possible {
        match self {
            Self::Always(value) => Possible::of(*value),
            Self::Any(fact, mask) => test(facts, *fact, |certain, possible| {
                if certain & mask != 0 {
                    Possible::TRUE
                } else if possible & mask == 0 {
                    Possible::FALSE
                } else {
                    Possible::UNKNOWN
                }
            }),
            Self::All(fact, mask) => test(facts, *fact, |certain, possible| {
                if certain & mask == *mask {
                    Possible::TRUE
                } else if possible & mask == *mask {
                    Possible::UNKNOWN
                } else {
                    Possible::FALSE
                }
            }),
            Self::Empty(fact) => test(facts, *fact, |certain, possible| {
                if certain != 0 {
                    Possible::FALSE
                } else if possible == 0 {
                    Possible::TRUE
                } else {
                    Possible::UNKNOWN
                }
            }),
            Self::Not(inner) => inner.evaluate(facts).not(),
            Self::And(parts) => parts.iter().fold(Possible::TRUE, |left, part| left.and(|| part.evaluate(facts))),
            Self::Or(parts) => parts.iter().fold(Possible::FALSE, |left, part| left.or(|| part.evaluate(facts))),
        }
    }

    /// Calls `visit` with each fact that the condition reads, and the codes it looks for.
    pub fn visit_facts(&self, visit: &mut impl FnMut(Fact, u64)) {
        match self {
            Self::Always(_) => {}
            Self::Any(fact, mask) | Self::All(fact, mask) => visit(*fact, *mask),
            Self::Empty(fact) => visit(*fact, u64::MAX),
            Self::Not(inner) => inner.visit_facts(visit),
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.visit_facts(visit)),
        }
    }

    /// Calls `visit` with each fact of which the condition wants codes to hold, and those codes: what stands behind a
    /// negation has to be absent, and is left out.
    pub fn visit_wanted(&self, visit: &mut impl FnMut(Fact, u64)) {
        self.visit_as(true, visit);
    }

    fn visit_as(&self, wanted: bool, visit: &mut impl FnMut(Fact, u64)) {
        match self {
            Self::Any(fact, mask) | Self::All(fact, mask) if wanted => visit(*fact, *mask),
            Self::Always(_) | Self::Any(..) | Self::All(..) | Self::Empty(_) => {}
            Self::Not(inner) => inner.visit_as(!wanted, visit),
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.visit_as(wanted, visit)),
        }
    }

    /// The clauses of a policy, in their order: all must hold.
    ///
    /// # Errors
    /// What in them a pack may not use.
    pub(crate) fn compile(clauses: &[Clause], codes: &Codes) -> Result<Self, String> {
        let compiler = Compiler { codes };
        let mut all = Vec::new();
        for clause in clauses {
            match clause {
                Clause::When(expr) => match compiler.condition(expr, DEPTH_MAX)? {
                    Self::And(parts) => all.extend(parts),
                    part => all.push(part),
                },
                Clause::Unless(expr) => all.push(Self::Not(Box::new(compiler.condition(expr, DEPTH_MAX)?))),
            }
        }
        Ok(Self::And(all))
    }
}

fn test(facts: &Facts, fact: Fact, on_bits: impl FnOnce(u64, u64) -> Possible) -> Possible {
    if facts.is_error(fact) {
        return Possible::ERROR;
    }
    let bits = facts.get(fact);
    on_bits(bits.certain(), bits.possible())
}

struct Compiler<'a> {
    codes: &'a Codes,
}

impl Compiler<'_> {
    fn condition(&self, expr: &Expr, depth: u32) -> Result<Condition, String> {
        let depth = depth.checked_sub(1).ok_or("the condition nests too deeply")?;
        match expr {
            Expr::Literal(Literal::Bool(value)) => Ok(Condition::Always(*value)),
            Expr::UnaryOp { op: UnaryOp::Not, expr } => Ok(Condition::Not(Box::new(self.condition(expr, depth)?))),
            Expr::UnaryOp { op: UnaryOp::IsEmpty, expr } => Ok(Condition::Empty(set_fact(expr)?)),
            Expr::BinaryOp { op: BinaryOp::And, left, right } => {
                let (left, right) = (self.condition(left, depth)?, self.condition(right, depth)?);
                Ok(Condition::And(joined(left, right, |part| match part {
                    Condition::And(parts) => Ok(parts),
                    part => Err(part),
                })))
            }
            Expr::BinaryOp { op: BinaryOp::Or, left, right } => {
                let (left, right) = (self.condition(left, depth)?, self.condition(right, depth)?);
                Ok(Condition::Or(joined(left, right, |part| match part {
                    Condition::Or(parts) => Ok(parts),
                    part => Err(part),
                })))
            }
            Expr::BinaryOp { op: BinaryOp::Contains, left, right } => {
                let fact = set_fact(left)?;
                Ok(Condition::Any(fact, self.code(fact, right)?))
            }
            Expr::BinaryOp { op: BinaryOp::ContainsAny, left, right } => {
                let fact = set_fact(left)?;
                Ok(Condition::Any(fact, self.code_set(fact, right)?))
            }
            Expr::BinaryOp { op: BinaryOp::ContainsAll, left, right } => {
                let fact = set_fact(left)?;
                Ok(Condition::All(fact, self.code_set(fact, right)?))
            }
            Expr::GetAttr { .. } => {
                let fact = any_fact(expr)?;
                if fact.code_type() == CodeType::Flag {
                    Ok(Condition::Any(fact, 1))
                } else {
                    Err(format!("`{}` is a set: say what it contains", fact.name()))
                }
            }
            other => Err(format!("`{other}` is not allowed in a pack")),
        }
    }

    fn code(&self, fact: Fact, expr: &Expr) -> Result<u64, String> {
        let Expr::Literal(Literal::EntityUID(EntityUID { ty, eid })) = expr else {
            return Err(format!("`{expr}` is not a code"));
        };
        let expected = fact.code_type();
        if ty.to_string() != expected.to_string() {
            return Err(format!("`{}` holds {expected} codes, not `{ty}`", fact.name()));
        }
        self.codes.bit(expected, eid).ok_or_else(|| format!("`{expr}` is not a known code"))
    }

    fn code_set(&self, fact: Fact, expr: &Expr) -> Result<u64, String> {
        match expr {
            Expr::Set(members) => members.iter().try_fold(0, |bits, member| Ok(bits | self.code(fact, member)?)),
            other => Err(format!("`{other}` is not a written set of codes")),
        }
    }
}

/// `(a && b) && c` and `a && (b && c)` are tried in the same order as `a, b, c`: one list serves.
fn joined(
    left: Condition,
    right: Condition,
    parts: impl Fn(Condition) -> Result<Vec<Condition>, Condition>,
) -> Vec<Condition> {
    let list = |condition| parts(condition).unwrap_or_else(|single| vec![single]);
    let mut all = list(left);
    all.extend(list(right));
    all
}

fn any_fact(expr: &Expr) -> Result<Fact, String> {
    if let Expr::GetAttr { expr: of, attr } = expr
        && matches!(**of, Expr::Var(Var::Context))
    {
        return Fact::from_name(attr).ok_or_else(|| format!("`context.{attr}` is not a fact"));
    }
    Err(format!("`{expr}` is not a fact of the context"))
}

fn set_fact(expr: &Expr) -> Result<Fact, String> {
    let fact = any_fact(expr)?;
    if fact.code_type() == CodeType::Flag { Err(format!("`{}` is a flag, not a set", fact.name())) } else { Ok(fact) }
}
