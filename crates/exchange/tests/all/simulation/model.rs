//! The slow model: what must have been taken, written from the sender's records without the crate under test.

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::house::{Journal, SimulatedHouse};

/// The texts of all messages that a house's records come to.
pub fn texts(house: &SimulatedHouse) -> Vec<String> {
    let mut previous = [0; 32];
    let mut texts = Vec::new();
    for (place, (at, body)) in house.journal.said().enumerate() {
        let value = body.to_value().unwrap();
        let text = format!(
            "portcullis.message/v1\n{{\"at\":{},\"body\":{},\"from\":\"{}\",\"kind\":\"{}\",\"number\":{},\"previous\":\"{}\",\
             \"to\":\"{}\"}}\n",
            at.0,
            sorted(&value),
            house.name,
            body.word(),
            place + 1,
            base64(&previous),
            house.peer.house(),
        );
        previous = Sha256::digest(&text).into();
        texts.push(text);
    }
    texts
}

/// Whether the other house took exactly these, in order; otherwise the first that differs.
pub fn check(sender: &SimulatedHouse, taker: &Journal) -> Result<(), String> {
    let (said, took): (Vec<String>, Vec<&str>) = (texts(sender), taker.took().collect());
    for (place, text) in took.iter().enumerate() {
        if said.get(place).map(String::as_str) != Some(text) {
            return Err(format!("message {} from {} was taken as {text}", place + 1, sender.name));
        }
    }
    if said.len() == took.len() { Ok(()) } else { Err(format!("{} of {} were taken", took.len(), said.len())) }
}

/// JSON with sorted keys; the samples have no characters that need more.
fn sorted(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(name, _)| *name);
            let members: Vec<_> = members.iter().map(|(name, value)| format!("\"{name}\":{}", sorted(value))).collect();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(values) => format!("[{}]", values.iter().map(sorted).collect::<Vec<_>>().join(",")),
        _ => value.to_string(),
    }
}

fn base64(bytes: &[u8; 32]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letters = bytes.chunks(3).flat_map(|chunk| {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        (0..=chunk.len()).map(move |place| char::from(LETTERS[(bits >> (18 - 6 * place) & 63) as usize]))
    });
    letters.chain(['=']).collect()
}
