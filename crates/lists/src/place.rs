//! Countries as lists write them.

use portcullis_catalog::Countries;

/// The ISO 3166-1 alpha-2 code of a country as published, or the text itself where it is none.
///
/// Lists turn names around (`Korea, North`), put the long form in brackets (`Iran (Islamic Republic of)`) and
/// mark parts of the world that are no country (`Region: Gaza`).
pub(crate) fn country(countries: &Countries, text: &str) -> String {
    known(countries, text).unwrap_or_else(|| text.trim().to_owned())
}

/// The code, where the text is a country.
pub(crate) fn known(countries: &Countries, text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches(['.', ',']);
    let code = |text: &str| countries.parse(text).ok().map(|country| country.code().to_owned());
    if text.is_empty() {
        return None;
    }
    // The United Nations call the Republic of the Congo so; the other one is always the Democratic Republic.
    let own = [("congo", "CG"), ("palestinian", "PS"), ("cote d ivoire", "CI"), ("st. kitts & nevis", "KN")];
    if let Some((_, known)) = own.iter().find(|(name, _)| text.eq_ignore_ascii_case(name)) {
        return code(known);
    }
    if let Some(found) = code(text) {
        return Some(found);
    }
    if let Some((label, rest)) = text.split_once(": ")
        && label.eq_ignore_ascii_case("region")
    {
        return known(countries, rest);
    }
    if let Some((short, long)) = text.strip_suffix(')').and_then(|text| text.split_once(" (")) {
        return code(&format!("{short}, {long}")).or_else(|| code(short));
    }
    // `Man, Isle of`; but not every list of words with a comma: both ends must make one name.
    let (last, first) = text.split_once(", ")?;
    code(&format!("{first} {last}")).or_else(|| {
        // `China, Hong Kong Special Administrative Region`: the part has a code of its own.
        let whole = code(last)?;
        code(first).filter(|part| *part != whole)
    })
}

/// The country at the end of an address.
pub(crate) fn at_end(countries: &Countries, address: &str) -> Option<String> {
    let tail = address.rsplit(", ").next()?;
    known(countries, tail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::countries;

    #[test]
    fn countries_are_known_however_lists_write_them() {
        for (text, code) in [
            ("CN", "CN"),
            ("de", "DE"),
            ("Korea, North", "KP"),
            ("Iran (Islamic Republic of)", "IR"),
            ("MAN, ISLE OF", "IM"),
            ("Region: Gaza", "PS"),
            ("China, Hong Kong Special Administrative Region", "HK"),
            ("Congo", "CG"),
            ("Democratic People's Republic of Korea", "KP"),
        ] {
            assert_eq!(country(countries(), text), code, "{text}");
        }
    }

    #[test]
    fn what_is_no_country_stays_as_published() {
        for text in ["CRIMEA (OCCUPIED)", "REGION: KASHMIR", "former Soviet Union", "AN"] {
            assert_eq!(country(countries(), text), text);
        }
    }

    #[test]
    fn the_country_of_an_address_is_its_last_part() {
        assert_eq!(at_end(countries(), "1 Example Road, Yerevan, Armenia, AM").as_deref(), Some("AM"));
        assert_eq!(at_end(countries(), "1 Example Road, Example City, 85043"), None);
    }
}
