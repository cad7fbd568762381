//! What stands between an application and its filing: each gap with its field, what is wrong there, and the mend.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::field::describe;
use crate::form::Application;
use crate::letters::is_blank;

/// What is wrong with a field.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Nothing is stated.
    Missing,
    /// What is stated cannot be used.
    Unusable,
    /// It contradicts another field.
    Contradiction,
    /// It is too long to be recorded.
    TooLong,
}

/// Something that has to be filled in or mended before an application can be filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// The field: `parties[2].headquarters`; empty where it is the application as a whole.
    pub path: String,
    /// What the field is called.
    pub label: String,
    /// Its block on form BIS-748P, where the form has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<String>,
    /// What asks for it; empty where no law does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub citation: String,
    /// How well that is known.
    pub evidence: String,
    /// What kind of gap it is.
    pub fault: Fault,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub mend: String,
}

impl Gap {
    /// A gap at a field of an application, described as the form describes it.
    #[must_use]
    pub fn at(application: &Application, path: String, fault: Fault, problem: &str, mend: &str) -> Self {
        let described = describe(application, &path);
        Self {
            path,
            label: described.label,
            block: described.block.map(str::to_owned),
            citation: described.citation,
            evidence: described.evidence.to_owned(),
            fault,
            problem: problem.to_owned(),
            mend: mend.to_owned(),
        }
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = if self.path.is_empty() { "application" } else { &self.path };
        write!(out, "{field}: {}", self.label)?;
        if let Some(block) = &self.block {
            write!(out, " (block {block})")?;
        }
        write!(out, ": {}; {}", self.problem, self.mend)
    }
}

/// A rule that is cited beside the form.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Rule<'a> {
    pub citation: &'a str,
    pub evidence: &'a str,
}

/// Gaps as they are found.
pub(crate) struct Gaps<'a> {
    pub application: &'a Application,
    pub found: Vec<Gap>,
}

impl<'a> Gaps<'a> {
    pub(crate) fn new(application: &'a Application) -> Self {
        Self { application, found: Vec::new() }
    }

    /// Nothing is stated.
    pub(crate) fn missing(&mut self, path: impl Into<String>, mend: impl Into<String>) {
        self.add(Fault::Missing, path.into(), "nothing is stated", mend.into());
    }

    /// What is stated cannot be used.
    pub(crate) fn unusable(&mut self, path: impl Into<String>, problem: impl Into<String>, mend: impl Into<String>) {
        self.add(Fault::Unusable, path.into(), problem, mend.into());
    }

    /// Two fields contradict each other.
    pub(crate) fn contradiction(
        &mut self,
        path: impl Into<String>,
        problem: impl Into<String>,
        mend: impl Into<String>,
    ) {
        self.add(Fault::Contradiction, path.into(), problem, mend.into());
    }

    pub(crate) fn add(&mut self, fault: Fault, path: String, problem: impl Into<String>, mend: String) {
        self.found.push(Gap::at(self.application, path, fault, &problem.into(), &mend));
    }

    /// The gap found last is asked for by this rule, not by the form.
    pub(crate) fn asked_by(&mut self, rule: Rule<'_>) {
        if let Some(last) = self.found.last_mut() {
            rule.citation.clone_into(&mut last.citation);
            rule.evidence.clone_into(&mut last.evidence);
        }
    }

    /// A text that must be there.
    pub(crate) fn text(&mut self, path: impl Into<String>, text: &str, mend: &str) {
        if is_blank(text) {
            self.missing(path, mend);
        }
    }

    /// A country that must be there, by its code.
    pub(crate) fn country(&mut self, path: impl Into<String>, code: &str) {
        const MEND: &str = "write its ISO 3166-1 code of two capital letters";
        if is_blank(code) {
            self.missing(path, MEND);
        } else if !is_code(code) {
            self.unusable(path, "it is not the code of a country", MEND);
        }
    }
}

/// Whether a text can be the code of a country. Whether there is such a country the catalog knows.
fn is_code(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}
