//! Documents: small things that change, one version after the other. A change says which version it is of; where another came first it changes nothing.

use super::Open;
use crate::table::DOCUMENTS;
use crate::value::{Cells, Value, bound, most, storable};
use portcullis_journal::store::{Document, Documents, MOST_DOCUMENT, MOST_DOCUMENT_NAME, StoreError};

const PLACE: &str = "documents";

impl Documents for Open<'_> {
    fn document(&mut self, kind: &str, name: &str) -> Result<Option<Document>, StoreError> {
        if fits(kind, name).is_err() {
            return Ok(None);
        }
        let sql = "-- document\nSELECT name, version, body FROM documents WHERE kind = $1 AND name = $2";
        let found = self.query(PLACE, sql, &[Value::Text(kind), Value::Text(name)])?;
        let document = found.into_iter().next().map(read_document).transpose();
        self.accept(document)
    }

    fn documents(&mut self, kind: &str, after_name: &str, count: usize) -> Result<Vec<Document>, StoreError> {
        let texts = storable("a kind of document", kind).and_then(|_| storable("the name of a document", after_name));
        self.accept(texts)?;
        let sql = "-- documents\nSELECT name, version, body FROM documents WHERE kind = $1 AND name > $2 ORDER BY name LIMIT $3";
        let found = self.query(PLACE, sql, &[Value::Text(kind), Value::Text(after_name), most(count)])?;
        let documents = found.into_iter().map(read_document).collect();
        self.accept(documents)
    }

    fn put_document(
        &mut self,
        kind: &str,
        name: &str,
        expected_version: Option<u64>,
        body: &str,
    ) -> Result<bool, StoreError> {
        self.writes()?;
        let fit = fits(kind, name).and_then(|()| fitting_body(body));
        self.accept(fit)?;
        let changed = match expected_version {
            None => {
                let row = vec![Value::Text(kind), Value::Text(name), Value::Integer(1), Value::Text(body)];
                self.insert(&DOCUMENTS, &[row])?
            }
            Some(version) => {
                let sql = "-- document_change\nUPDATE documents SET version = version + 1, body = $1 \
                           WHERE kind = $2 AND name = $3 AND version = $4";
                self.execute(sql, &[Value::Text(body), Value::Text(kind), Value::Text(name), bound(version)])?
            }
        };
        Ok(changed > 0)
    }

    fn remove_document(&mut self, kind: &str, name: &str, expected_version: u64) -> Result<bool, StoreError> {
        self.writes()?;
        if fits(kind, name).is_err() {
            return Ok(false);
        }
        let sql = "-- document_remove\nDELETE FROM documents WHERE kind = $1 AND name = $2 AND version = $3";
        Ok(self.execute(sql, &[Value::Text(kind), Value::Text(name), bound(expected_version)])? > 0)
    }
}

fn read_document(mut cells: Cells) -> Result<Document, StoreError> {
    Ok(Document { name: cells.text()?, version: cells.count()?, body: cells.text()? })
}

/// Whether a kind and a name can be kept: both are part of the key, whose length databases bound.
fn fits(kind: &str, name: &str) -> Result<(), StoreError> {
    for (what, text) in [("a kind of document", kind), ("the name of a document", name)] {
        storable(what, text)?;
        if text.is_empty() || text.len() > MOST_DOCUMENT_NAME {
            let why = format!("{what} has 1 to {MOST_DOCUMENT_NAME} bytes; this one has {}", text.len());
            return Err(StoreError::unavailable(why));
        }
    }
    Ok(())
}

fn fitting_body(body: &str) -> Result<(), StoreError> {
    storable("the body of a document", body)?;
    if body.len() > MOST_DOCUMENT {
        let why = format!("a document has at most {MOST_DOCUMENT} bytes; this one has {}", body.len());
        return Err(StoreError::unavailable(why));
    }
    Ok(())
}
