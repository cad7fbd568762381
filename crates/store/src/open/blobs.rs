//! Content named by its hash.

use super::Open;
use crate::parts::{PARTS_AT_ONCE, join, split};
use crate::table::BLOBS;
use crate::value::{Value, storable};
use portcullis_journal::store::{Blobs, StoreError};

const PLACE: &str = "blobs";

impl Blobs for Open<'_> {
    fn put_blob(&mut self, name: &str, content: &[u8]) -> Result<(), StoreError> {
        self.writes()?;
        let name = storable("the name of a blob", name);
        let name = self.accept(name)?;
        let (count, parts) = split(content);
        for parts in parts.chunks(PARTS_AT_ONCE) {
            let row = |part: i64, content| {
                vec![Value::Text(name), Value::Integer(part), Value::Integer(count), Value::Bytes(content)]
            };
            let values: Vec<_> = parts.iter().map(|(part, content)| row(*part, content)).collect();
            if self.insert(&BLOBS, &values)? == 0 {
                // The first parts are there, so all are: they were stored in one transaction.
                return Ok(());
            }
        }
        Ok(())
    }

    fn blob(&mut self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        if storable("a name", name).is_err() {
            return Ok(None);
        }
        let sql = "-- blob\nSELECT part, parts, content FROM blobs WHERE name = $1 ORDER BY part";
        let rows = self.query(PLACE, sql, &[Value::Text(name)])?;
        if rows.is_empty() {
            return Ok(None);
        }
        let content = join(&format!("the blob `{name}`"), rows);
        self.accept(content).map(Some)
    }

    fn blob_names(&mut self) -> Result<Vec<String>, StoreError> {
        let sql = "-- blob_names\nSELECT name FROM blobs WHERE part = 0 ORDER BY name";
        let names = self.query(PLACE, sql, &[])?.into_iter().map(|mut cells| cells.text()).collect();
        self.accept(names)
    }
}
