//! The Rego version of the provisions, on regorus: its interpreter and its virtual machine.

use crate::closures::ON;
use crate::error::BenchError;
use portcullis_law::{CodeType, Codes, Fact, Facts};
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::RegoVM;
use regorus::{Engine, Value};
use std::collections::{BTreeMap, BTreeSet};

const POLICY: &str = include_str!("us_advanced_computing.rego");
const RULE: &str = "data.portcullis.fires";

/// Both ways that regorus has to evaluate a policy, prepared.
pub(crate) struct Rego {
    interpreter: Engine,
    machine: RegoVM,
}

impl Rego {
    pub fn new() -> Result<Self, BenchError> {
        let mut interpreter = Engine::new();
        interpreter.add_policy("us_advanced_computing.rego".to_owned(), POLICY.to_owned()).map_err(problem)?;
        let compiled = interpreter.compile_with_entrypoint(&RULE.into()).map_err(problem)?;
        let program = Compiler::compile_from_policy(&compiled, &[RULE]).map_err(problem)?;
        let mut machine = RegoVM::new();
        machine.load_program(program);
        machine.set_data(Value::new_object()).map_err(problem)?;
        Ok(Self { interpreter, machine })
    }

    /// The set of provisions that fire, by the interpreter.
    pub fn interpret(&mut self, input: &Value) -> Result<Value, BenchError> {
        self.interpreter.set_input(input.clone());
        self.interpreter.eval_rule(RULE.to_owned()).map_err(problem)
    }

    /// The set of provisions that fire, by the virtual machine.
    pub fn execute(&mut self, input: &Value) -> Result<Value, BenchError> {
        self.machine.set_input(input.clone());
        self.machine.execute().map_err(problem)
    }
}

fn problem(error: impl std::fmt::Display) -> BenchError {
    BenchError::Peers(format!("the Rego text of {ON}: {error}"))
}

/// The facts as a Rego document: one set of codes a fact.
pub(crate) fn input(codes: &Codes, facts: &Facts) -> Value {
    let document: BTreeMap<Value, Value> = Fact::ALL
        .into_iter()
        .map(|fact| {
            let bits = facts.get(fact).certain();
            let value = if fact.code_type() == CodeType::Flag {
                Value::from(bits != 0)
            } else {
                let names: BTreeSet<Value> = codes.table(fact.code_type()).names(bits).map(Value::from).collect();
                Value::from(names)
            };
            (Value::from(fact.name()), value)
        })
        .collect();
    Value::from(document)
}

/// The names in a result.
pub(crate) fn names(result: &Value) -> Result<Vec<String>, BenchError> {
    let fires = result.as_set().map_err(problem)?;
    fires.iter().map(|name| name.as_string().map(|name| name.to_string()).map_err(problem)).collect()
}
