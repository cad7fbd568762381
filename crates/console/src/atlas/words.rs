//! Figures, limits and tests in words.

use portcullis_catalog::{Exact, Figure, Measure};
use portcullis_law::{Bound, Form, Test};

/// Digits after the point that are shown: more than any line has.
const PLACES: u32 = 3;

/// A number with its whole part in groups: `15,832`, `3.196`.
pub(crate) fn number(number: Exact) -> String {
    let text = number.to_decimal(PLACES);
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(whole, part)| (whole, Some(part)));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), crate::number::grouped);
    fraction.map_or_else(|| whole.clone(), |fraction| format!("{whole}.{fraction}"))
}

/// A measure: `≥ 600` where only a lower bound is known.
pub(crate) fn measure(measure: Measure) -> String {
    match measure {
        Measure::Known(value) => number(value),
        Measure::AtLeast(least) => format!("≥ {}", number(least)),
        Measure::Unknown => "not known".to_owned(),
        Measure::Undefined => "none".to_owned(),
    }
}

/// A figure's name without its unit.
pub(crate) fn figure(figure: Figure) -> &'static str {
    figure.title().split_once(" (").map_or(figure.title(), |(name, _)| name)
}

/// A test in words.
pub(crate) fn test_words(test: &Test) -> String {
    match test {
        Test::Figure(figure, bound, limit) => {
            let limit = number(*limit);
            let words = match bound {
                Bound::AtLeast => format!("{limit} or more"),
                Bound::Above => format!("more than {limit}"),
                Bound::Below => format!("less than {limit}"),
                Bound::AtMost => format!("{limit} or less"),
            };
            format!("{} of {words}", figure.title())
        }
        Test::DataCenter(true) => "designed or marketed for data centers".to_owned(),
        Test::DataCenter(false) => "not designed or marketed for data centers".to_owned(),
        Test::Vendor(vendor) => format!("designed by {vendor}"),
        Test::Named(names) => format!("one of {}", names.join(", ")),
        Test::Form(Form::Accelerator) => "a chip that computes".to_owned(),
        Test::Form(Form::Hbm) => "high-bandwidth memory".to_owned(),
    }
}
