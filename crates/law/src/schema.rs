//! The Cedar schema of the packs, generated from the tables of codes and facts.

use crate::codes::{CodeType, Codes};
use crate::facts::Fact;
use crate::outcome::Kind;
use std::fmt::Write as _;

/// The schema, in Cedar's own syntax.
#[must_use]
pub fn cedar_schema(codes: &Codes) -> String {
    let mut text = String::from("// Generated from the tables of codes and facts by `portcullis schema cedar`.\n\n");
    text.push_str("entity Party;\nentity Item;\n");
    for code_type in CodeType::ENUMERATED {
        let mut names: Vec<String> =
            codes.table(code_type).iter().map(|(_, code, _)| format!("  \"{code}\"")).collect();
        if names.is_empty() {
            // Cedar has no empty enumeration.
            names.push("  \"-\"".to_owned());
        }
        let _ = write!(text, "\nentity {code_type} enum [\n{}\n];\n", names.join(",\n"));
    }
    text.push_str("\ntype Facts = {\n");
    for fact in Fact::ALL {
        let (name, code_type, about) = fact.describe();
        let written = match code_type {
            CodeType::Flag => "Bool".to_owned(),
            code_type => format!("Set<{code_type}>"),
        };
        let _ = writeln!(text, "  // {about}\n  {name}: {written},");
    }
    let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
    let _ = write!(
        text,
        "}};\n\naction {} appliesTo {{\n  principal: [Party],\n  resource: [Item],\n  context: Facts\n}};\n",
        kinds.join(", ")
    );
    text
}
