//! The number of a case, as the authority writes it.

use portcullis_license::name::NameRule;
use portcullis_license::names;

const CASE_NUMBER: NameRule = NameRule {
    is_not: "no number of a case: it has",
    most: 40,
    of: "letters A to Z and a to z, digits and `-`, the first no `-`",
    fits: is_case_number,
};

fn is_case_number(text: &str) -> bool {
    !text.starts_with('-') && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

names! {
    CASE_NUMBER;
    /// A case's number: `Z123456`, `2026-000017`. It can stand in an address and name a file.
    CaseNumber
}
