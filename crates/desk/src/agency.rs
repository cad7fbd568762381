//! Agencies: who decides, and who is asked for advice.

mod list;

use portcullis_license::name::NameRule;
use portcullis_license::names;

pub use self::list::{Agencies, Agency};

const AGENCY_NAME: NameRule = NameRule {
    is_not: "not the name of an agency: it has",
    most: 40,
    of: "characters of a to z, 0 to 9, `-` and `_`",
    fits: is_agency_name,
};

fn is_agency_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_'))
}

names! {
    AGENCY_NAME;
    /// The name of an agency, as conditions name their owner: `commerce`, `state`, `defense`, `energy`.
    AgencyName
}
