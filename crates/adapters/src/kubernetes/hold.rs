//! How long a start holds, as the operator writes it.

use portcullis_license::instant::DAY;
use portcullis_license::ledger::MOST_SLICE;

const MINUTE: u64 = 60_000;
/// The longest that the ledger holds at once: 31 days.
const MOST: u64 = MOST_SLICE.unsigned_abs();

pub fn milliseconds(text: &str) -> Result<u64, String> {
    let unit = match text.chars().next_back() {
        Some('s') => 1000,
        Some('m') => MINUTE,
        Some('h') => 60 * MINUTE,
        Some('d') => DAY.unsigned_abs(),
        _ => 0,
    };
    let number = text.trim_end_matches(['s', 'm', 'h', 'd']);
    let digits =
        number.len() + 1 == text.len() && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let length = if digits { number.parse::<u64>().ok().and_then(|number| number.checked_mul(unit)) } else { None };
    length.filter(|length| (MINUTE..=MOST).contains(length)).ok_or_else(|| {
        format!("{text:?} is no length of time from one minute to 31 days: write `8h`, `30m`, `90s` or `2d`")
    })
}
