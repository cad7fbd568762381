//! Documents that go to agencies, and who needs to know them.
//!
//! Being asked about a case opens its documents, but for those with an audience or a classification of their own. A classified document is open to its
//! audience alone: where nobody is named, to nobody.

use std::collections::BTreeSet;

use portcullis_application::form::Document;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::agency::AgencyName;

/// A document of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// The document, by its hash.
    pub document: Document,
    /// Its marking, as it stands on the document; left out, it is not classified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classification: Option<String>,
    /// The agencies it is for. Empty: all that are asked about the case, if it is not classified.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub audience: BTreeSet<AgencyName>,
}

impl Attachment {
    /// Whether an agency may see it; `referred` says whether the case was referred to that agency.
    #[must_use]
    pub fn may_see(&self, agency: &AgencyName, referred: bool) -> bool {
        let is_for_all = self.classification.is_none() && self.audience.is_empty();
        referred && (is_for_all || self.audience.contains(agency))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn attachment(classified: bool, audience: &[&str]) -> Attachment {
        let json = serde_json::json!({
            "name": "assessment.pdf", "kind": "assessment", "media_type": "application/pdf", "bytes": 1, "sha256": "0".repeat(64),
        });
        let document = serde_json::from_value(json).unwrap();
        let audience = audience.iter().map(|name| AgencyName::new(name).unwrap()).collect();
        Attachment { document, classification: classified.then(|| "SECRET".to_owned()), audience }
    }

    #[test]
    fn a_classified_document_for_nobody_is_seen_by_nobody() {
        let state = AgencyName::new("state").unwrap();
        assert!(attachment(false, &[]).may_see(&state, true));
        assert!(!attachment(true, &[]).may_see(&state, true));
        assert!(attachment(true, &["state"]).may_see(&state, true));
        assert!(!attachment(false, &["energy"]).may_see(&state, true));
    }

    proptest! {
        #[test]
        fn a_marking_never_opens_and_nobody_sees_a_case_they_were_not_asked_about(
            names in prop::sample::subsequence(vec!["state", "defense", "energy"], 0..3), classified: bool, referred: bool,
        ) {
            let agency = AgencyName::new("state").unwrap();
            let seen = |classified| attachment(classified, &names).may_see(&agency, referred);
            prop_assert!(seen(false) || !seen(true));
            prop_assert!(referred || !seen(classified));
        }
    }
}
