//! Images of the ledger: the two latest.

use super::Open;
use crate::parts::{PARTS_AT_ONCE, join, split};
use crate::table::IMAGES;
use crate::value::{Value, bound, number};
use portcullis_journal::store::{Images, StoreError};

const PLACE: &str = "images";

impl Images for Open<'_> {
    fn latest_image(&mut self) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        let sql = "-- image_latest\nSELECT head FROM images ORDER BY head DESC LIMIT 1";
        let Some(mut latest) = self.query(PLACE, sql, &[])?.into_iter().next() else { return Ok(None) };
        let head = latest.count();
        let head = self.accept(head)?;
        let sql = "-- image\nSELECT part, parts, content FROM images WHERE head = $1 ORDER BY part";
        let rows = self.query(PLACE, sql, &[bound(head)])?;
        let image = join(&format!("the image at {head}"), rows);
        let image = self.accept(image)?;
        Ok(Some((head, image)))
    }

    fn put_image(&mut self, head: u64, image: &[u8]) -> Result<(), StoreError> {
        let stored = number(head);
        let stored = self.accept(stored)?;
        self.execute("-- image_replace\nDELETE FROM images WHERE head = $1", &[Value::Integer(stored)])?;
        let (count, parts) = split(image);
        for parts in parts.chunks(PARTS_AT_ONCE) {
            let row = |part: i64, content| {
                vec![Value::Integer(stored), Value::Integer(part), Value::Integer(count), Value::Bytes(content)]
            };
            let values: Vec<_> = parts.iter().map(|(part, content)| row(*part, content)).collect();
            self.insert(&IMAGES, &values)?;
        }
        let sql = "-- image_heads\nSELECT head FROM images WHERE part = 0 ORDER BY head DESC LIMIT 2";
        let kept = self.query(PLACE, sql, &[])?.into_iter().map(|mut cells| cells.integer()).collect();
        let kept: Vec<i64> = self.accept(kept)?;
        if let [_, second] = kept.as_slice() {
            self.execute("-- image_drop\nDELETE FROM images WHERE head < $1", &[Value::Integer(*second)])?;
        }
        Ok(())
    }
}
