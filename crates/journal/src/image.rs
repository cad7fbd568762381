//! Images: what the records so far have led to, kept so that a start need not read all of them.
//!
//! An image is believed only where it is whole and says how many records it has read: one wrong digit in it would be decided on, and recorded.
//! Whoever may write to the store can still make one that is whole and wrong; the next replay of the records shows it.

use portcullis_log::Hash;

use crate::replay::Replay;

/// The name of the format; images of another are read past.
const FORMAT: &[u8] = b"portcullis.image/v1\n";
/// A hash in hexadecimal digits.
const DIGITS: usize = 64;

/// The image of a replay.
///
/// # Errors
/// Where it cannot be written as JSON.
pub(crate) fn write(replay: &Replay) -> Result<Vec<u8>, serde_json::Error> {
    let body = serde_json::to_vec(replay)?;
    let mut image = FORMAT.to_vec();
    image.extend_from_slice(Hash::of(&body).to_hex().as_bytes());
    image.push(b'\n');
    image.extend_from_slice(&body);
    Ok(image)
}

/// The replay of an image over so many records, of a journal that has no fewer; nothing where it is not one.
pub(crate) fn read(image: &[u8], records: u64, head: u64) -> Option<Replay> {
    let (digits, rest) = image.strip_prefix(FORMAT)?.split_at_checked(DIGITS)?;
    let body = rest.strip_prefix(b"\n")?;
    if Hash::of(body).to_hex().as_bytes() != digits {
        return None;
    }
    let replay: Replay = serde_json::from_slice(body).ok()?;
    (replay.head() == records && records <= head).then_some(replay)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_that_was_changed_is_none() {
        let image = write(&Replay::default()).unwrap();
        assert_eq!(read(&image, 0, 0), Some(Replay::default()));
        for place in 0..image.len() {
            let mut changed = image.clone();
            changed[place] ^= 1;
            assert_eq!(read(&changed, 0, 0), None, "byte {place}");
            assert_eq!(read(&image[..place], 0, 0), None, "cut to {place} bytes");
        }
    }

    #[test]
    fn an_image_of_other_records_is_none() {
        let image = write(&Replay::default()).unwrap();
        assert_eq!(read(&image, 1, 1), None);
    }
}
