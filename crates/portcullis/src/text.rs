//! Answers in words, for a tired officer: the answer in one line, then why, then what is missing.

mod answer;
mod batch;
mod behind;
mod classification;
mod law;
mod lists;
mod owners;
mod register;
mod screen;
mod timeline;
mod who;

pub(crate) use answer::Told;
pub(crate) use batch::{bad_line, summary as batch_summary};
pub(crate) use behind::behind;
pub(crate) use classification::{classification, history};
pub(crate) use law::{in_force, instrument, list, provision, regime};
pub(crate) use lists::{
    DIFF_SHOWN, imported, imported_json, list_diff, list_diff_json, list_status, list_status_json, list_verify,
    list_verify_json,
};
pub(crate) use owners::{owners, owners_json};
pub(crate) use register::{
    authorization, leases, leases_json, license, licenses, licenses_json, not_reserved, record_line, recorded,
    replayed, store_checked, store_moved,
};
pub(crate) use screen::{Screened, resolution_json, resolved, screened_in_short, screened_row, screened_summary};
pub(crate) use timeline::timeline;
pub(crate) use who::who;

use crate::style;

/// A paragraph, wrapped to the width of the page, with an indent for the first line and one for the rest.
pub(crate) fn paragraph(text: &str, first: &str, rest: &str) -> String {
    let options = textwrap::Options::new(style::width()).initial_indent(first).subsequent_indent(rest);
    let mut wrapped = textwrap::fill(text, options);
    wrapped.push('\n');
    wrapped
}

/// Every line of a text in a style; wrapping comes first, so that codes of color do not count as letters.
pub(crate) fn painted(style: anstyle::Style, text: &str) -> String {
    text.lines().map(|line| format!("{}\n", style::paint(style, line))).collect()
}

/// A number with its thousands apart: 26,900,000.
pub(crate) fn thousands(number: &str) -> String {
    let (whole, fraction) = number.split_once('.').map_or((number, None), |(whole, fraction)| (whole, Some(fraction)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) && digit.is_ascii_digit() {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match fraction {
        Some(fraction) => format!("{sign}{grouped}.{fraction}"),
        None => format!("{sign}{grouped}"),
    }
}
