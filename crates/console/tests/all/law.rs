//! Pages of the law say what the law says.

use crate::checker::{Element, read};
use crate::{LAW, day};
use portcullis_console::law_pages::{provision_address, provision_page, timeline_page};
use portcullis_law::{Bits, CodeType, Fact, Facts};

fn all_text(elements: &[Element]) -> String {
    elements.iter().map(|element| element.text.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_timeline_has_every_instrument_with_its_state_on_the_date() {
    for on in ["2023-01-01", "2026-11-21"].map(day) {
        let elements = read(&timeline_page(&LAW, on).into_string());
        let bars = elements.iter().filter(|element| element.name == "svg" && element.get("role") == Some("img"));
        let words: Vec<&str> = bars.map(|bar| bar.get("aria-label").unwrap()).collect();
        let instruments: Vec<_> = LAW.regimes.iter().flat_map(|regime| &regime.instruments).collect();
        assert_eq!(words.len(), instruments.len());
        for (words, instrument) in words.iter().zip(instruments) {
            // Each period by its first day, each grade of evidence by its date.
            for period in &instrument.text {
                assert!(words.contains(&period.from.to_string()), "{}: {words}", instrument.id);
            }
            assert_eq!(words.contains("not enforced"), instrument.id.ends_with("ai-diffusion"), "{words}");
        }
    }
}

#[test]
fn a_provision_shows_its_condition_and_the_facts_beside_it() {
    let index = LAW.provision_index("us-ac-2025-worldwide").unwrap();
    let on = day("2026-11-21");
    let text = |facts: Option<&Facts>| all_text(&read(&provision_page(&LAW, index, on, facts).unwrap().into_string()));
    let plain = text(None);
    assert!(plain.contains("in force, not enforced") && plain.contains("15 CFR 742.6(a)(6)(iii)(A)"));
    assert!(plain.contains("Class::\"3A090.a\"") && !plain.contains("Known:"));
    let mut facts = Facts::NONE;
    facts.set(Fact::Classes, Bits::known(LAW.codes.bit(CodeType::Class, "3A090.a").unwrap()));
    facts.set(Fact::Destination, Bits::unknown(LAW.codes.table(CodeType::CountryGroup).all_bits()));
    let shown = text(Some(&facts));
    assert!(shown.contains("Known: certainly 3A090.a.") && shown.contains("holds") && shown.contains("not known"));
    let address = provision_address(&LAW, &LAW.provisions[index], on).to_string();
    assert_eq!(address, "/console/law/us-advanced-computing/us-ac-2025-worldwide?on=2026-11-21");
}
