//! What an applicant certifies: data, with citation and evidence, in `data/certifications.toml`.

use std::sync::LazyLock;

use portcullis_law::Kind;
use serde::{Deserialize, Serialize};

use crate::form::{Application, RequiredBy};
use crate::gap::{Gaps, Rule};

/// A certification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certification {
    /// Its name, as an application lists it.
    pub name: String,
    /// What is certified.
    pub text: String,
    /// What asks for it.
    pub citation: String,
    /// How well that is known.
    pub evidence: String,
    /// Which applications need it; left out, every one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<When>,
}

/// Which applications need a certification: those where all of this holds of one provision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// What is done with the items: one of these.
    pub kinds: Vec<Kind>,
    /// The provision that requires the license: one of these.
    pub provisions: Vec<String>,
    /// The review policy it is looked at with.
    pub review_policy: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    certification: Vec<Certification>,
}

static TABLE: LazyLock<Result<Vec<Certification>, String>> = LazyLock::new(|| {
    let table = toml::from_str::<Table>(include_str!("../data/certifications.toml"));
    table.map(|table| table.certification).map_err(|error| error.to_string())
});

/// Every certification there is.
///
/// # Errors
/// Where the table of this program cannot be read; then nothing can be certified.
pub fn certifications() -> Result<&'static [Certification], &'static str> {
    TABLE.as_deref().map_err(String::as_str)
}

impl When {
    fn holds(&self, application: &Application) -> bool {
        let requires = |provision: &RequiredBy| {
            self.provisions.contains(&provision.provision)
                && provision.review_policy.as_deref() == Some(self.review_policy.as_str())
        };
        application.kind.is_some_and(|kind| self.kinds.contains(&kind)) && application.provisions.iter().any(requires)
    }
}

/// The certifications that an application has to make.
///
/// # Errors
/// As [`certifications`].
pub fn required_of(application: &Application) -> Result<Vec<&'static Certification>, &'static str> {
    let needed = |one: &&Certification| one.when.as_ref().is_none_or(|when| when.holds(application));
    certifications().map(|all| all.iter().filter(needed).collect())
}

/// Every certification that is needed is made, and each that is made is known.
pub(crate) fn check(gaps: &mut Gaps<'_>) {
    let application = gaps.application;
    let (all, required) = match (certifications(), required_of(application)) {
        (Ok(all), Ok(required)) => (all, required),
        (Err(why), _) | (_, Err(why)) => {
            return gaps.unusable(
                "certifications",
                format!("the table of certifications cannot be read: {why}"),
                "install this program again",
            );
        }
    };
    for needed in required {
        if !application.certifications.contains(&needed.name) {
            gaps.missing("certifications", format!("certify `{}`: {}", needed.name, needed.text));
            gaps.asked_by(Rule { citation: &needed.citation, evidence: &needed.evidence });
        }
    }
    for (place, name) in application.certifications.iter().enumerate() {
        let path = format!("certifications[{place}]");
        if !all.iter().any(|known| known.name == *name) {
            gaps.unusable(path, "there is no certification of that name", "choose one of those that are asked for");
        } else if application.certifications.iter().take(place).any(|before| before == name) {
            gaps.contradiction(path, "it is made twice", "remove one of the two");
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_table_is_readable_and_its_names_differ() {
        let all = super::certifications().unwrap();
        let names: std::collections::BTreeSet<_> = all.iter().map(|one| &one.name).collect();
        assert_eq!(names.len(), all.len());
        assert!(all.iter().all(|one| !one.citation.is_empty() && !one.evidence.is_empty() && !one.text.is_empty()));
    }
}
