//! Dates of birth and foundation as lists write them.

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// `14 Feb 1970` as `1970-02-14`, `Feb 1970` as `1970-02`; what is written otherwise stays as published.
pub(crate) fn plain(text: &str) -> String {
    iso(text).unwrap_or_else(|| text.trim().to_owned())
}

fn iso(text: &str) -> Option<String> {
    let mut words = text.split_whitespace().rev();
    let year = words.next()?;
    if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let month = words.next()?.to_lowercase();
    let month = MONTHS.iter().position(|known| month == *known)? + 1;
    match (words.next(), words.next()) {
        (None, _) => Some(format!("{year}-{month:02}")),
        (Some(day), None) => {
            let day: u8 = day.parse().ok().filter(|day| (1..=31).contains(day))?;
            Some(format!("{year}-{month:02}-{day:02}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn days_and_months_become_iso_and_the_rest_stays() {
        assert_eq!(plain("14 Feb 1970"), "1970-02-14");
        assert_eq!(plain("5 Oct 1959"), "1959-10-05");
        assert_eq!(plain("Mar 1998"), "1998-03");
        for text in ["1962", "circa 1961", "1961 to 1963", "1978-12-05", "00 Feb 1970"] {
            assert_eq!(plain(text), text);
        }
    }
}
