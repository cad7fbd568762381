//! How hashes are spelled in JSON: base64 where the log's formats spell them so, hexadecimal where people compare them.

use portcullis_log::Hash;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

/// A link of a chain: 44 characters of base64.
pub(crate) mod base64 {
    use super::{Deserialize, Deserializer, Error, Hash, Serializer};

    pub(crate) fn serialize<S: Serializer>(hash: &Hash, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(hash)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Hash, D::Error> {
        Hash::from_base64(&String::deserialize(input)?).map_err(D::Error::custom)
    }
}

/// The hashes of a proof.
pub(crate) mod proof {
    use super::{Deserialize, Deserializer, Error, Hash, Serializer};

    pub(crate) fn serialize<S: Serializer>(hashes: &[Hash], out: S) -> Result<S::Ok, S::Error> {
        out.collect_seq(hashes.iter().map(Hash::to_base64))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<Hash>, D::Error> {
        let texts = Vec::<String>::deserialize(input)?;
        texts.iter().map(|text| Hash::from_base64(text).map_err(D::Error::custom)).collect()
    }
}

/// A digest of a document or a letter: 64 hexadecimal digits.
pub(crate) mod hex {
    use super::{Deserialize, Deserializer, Error, Hash, Serializer};

    pub(crate) fn serialize<S: Serializer>(hash: &Hash, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&hash.to_hex())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Hash, D::Error> {
        Hash::from_hex(&String::deserialize(input)?).map_err(D::Error::custom)
    }
}
