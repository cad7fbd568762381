//! What an applicant writes to the authority: a text, and the documents that go with it.

use std::collections::BTreeSet;

use portcullis_application::content::Kind;
use portcullis_application::form::Document;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most documents that go with one text.
pub const MOST_DOCUMENTS: usize = 20;
/// The longest name of a document, and the longest word for its kind, in bytes.
const MOST_NAME: usize = 200;

/// A text with its documents. Without any it is written as the text alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "Written", into = "Written")]
pub struct Writing {
    /// What is to be read.
    pub text: String,
    /// What goes with it.
    pub documents: Vec<Document>,
}

/// How it is written.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(untagged, deny_unknown_fields)]
enum Written {
    Text(String),
    WithDocuments { text: String, documents: Vec<Document> },
}

impl From<Written> for Writing {
    fn from(written: Written) -> Self {
        match written {
            Written::Text(text) => Self { text, documents: Vec::new() },
            Written::WithDocuments { text, documents } => Self { text, documents },
        }
    }
}

impl From<Writing> for Written {
    fn from(Writing { text, documents }: Writing) -> Self {
        if documents.is_empty() { Self::Text(text) } else { Self::WithDocuments { text, documents } }
    }
}

impl From<&str> for Writing {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), documents: Vec::new() }
    }
}

impl Writing {
    /// What is wrong with its documents, and the mend; nothing where nothing is.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        if self.documents.len() > MOST_DOCUMENTS {
            return Some(format!(
                "it has {} documents: send at most {MOST_DOCUMENTS} with one text",
                self.documents.len()
            ));
        }
        let mut hashes = BTreeSet::new();
        self.documents.iter().find_map(|document| {
            if !hashes.insert(&document.sha256) {
                return Some(format!("document {:?} goes with it twice: leave one out", document.name));
            }
            fault(document)
        })
    }
}

/// What is wrong with a document that is named outside an application, and the mend; nothing where nothing is.
#[must_use]
pub fn fault(document: &Document) -> Option<String> {
    let is_name =
        |text: &str| !text.trim().is_empty() && text.len() <= MOST_NAME && !text.chars().any(char::is_control);
    let is_hash = |text: &str| text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let name = &document.name;
    if !is_name(name) {
        Some(format!("a document has a name of 1 to {MOST_NAME} bytes in one line: give it one"))
    } else if !is_name(&document.kind) {
        Some(format!("document {name:?} is of no kind: say what it is: contract, technical_description, …"))
    } else if Kind::of_media_type(&document.media_type).is_none() {
        Some(format!("document {name:?} is {:?}, which is not taken: send it as application/pdf", document.media_type))
    } else if document.bytes == 0 {
        Some(format!("document {name:?} has no content: attach it"))
    } else if !is_hash(&document.sha256) {
        Some(format!(
            "document {name:?} has no hash: write the SHA-256 of its content as 64 lower-case hexadecimal digits"
        ))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn document(name: &str, digit: &str) -> Document {
        let json = json!({"name": name, "kind": "contract", "media_type": "application/pdf", "bytes": 1, "sha256": digit.repeat(64)});
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn without_documents_it_is_the_text_alone() {
        let writing = Writing::from("We do.");
        assert_eq!(serde_json::to_value(&writing).unwrap(), json!("We do."));
        assert_eq!(serde_json::from_value::<Writing>(json!("We do.")).unwrap(), writing);
        let with = Writing { documents: vec![document("contract.pdf", "a")], ..writing };
        let written = serde_json::to_value(&with).unwrap();
        assert_eq!(written["text"], "We do.");
        assert_eq!(serde_json::from_value::<Writing>(written).unwrap(), with);
        assert!(serde_json::from_value::<Writing>(json!({"text": "So.", "documents": [], "more": 1})).is_err());
    }

    #[test]
    fn a_document_says_what_it_is_and_goes_once() {
        let writing = |documents: &[Document]| Writing { text: "So.".to_owned(), documents: documents.to_vec() };
        let good = document("contract.pdf", "a");
        assert_eq!(writing(std::slice::from_ref(&good)).fault(), None);
        let wrong = [
            Document { name: " ".to_owned(), ..good.clone() },
            Document { name: "two\nlines".to_owned(), ..good.clone() },
            Document { name: "x".repeat(MOST_NAME + 1), ..good.clone() },
            Document { kind: String::new(), ..good.clone() },
            Document { media_type: "text/html".to_owned(), ..good.clone() },
            Document { bytes: 0, ..good.clone() },
            Document { sha256: "A".repeat(64), ..good.clone() },
        ];
        for document in wrong {
            assert!(writing(std::slice::from_ref(&document)).fault().is_some(), "{document:?}");
        }
        assert!(writing(&[good.clone(), Document { name: "copy.pdf".to_owned(), ..good }]).fault().is_some());
        let hash = |at: usize| Document { sha256: format!("{at:064x}"), ..document("part.pdf", "a") };
        let parts = |count: usize| (0..count).map(hash).collect::<Vec<_>>();
        assert_eq!(writing(&parts(MOST_DOCUMENTS)).fault(), None);
        assert!(writing(&parts(MOST_DOCUMENTS + 1)).fault().is_some());
    }
}
