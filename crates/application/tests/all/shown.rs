//! The preview shows what is stated, each thing under its block.

use portcullis_application::{copy, gaps, sections, text};

use crate::common::{complete, example, leaves};
use proptest::prelude::*;

#[test]
fn blocks_stand_where_the_form_has_them() {
    let sections = sections(&example());
    let row = |title: &str, label: &str| {
        let section = sections
            .iter()
            .find(|section| section.title == title || section.title.starts_with(&format!("{title} ")))
            .unwrap();
        let row = section.rows.iter().find(|row| row.label == label).unwrap();
        (row.block.as_deref(), row.value.as_str())
    };
    assert_eq!(row("Filing", "Contact person"), (Some("1"), "Officer One"));
    assert_eq!(row("Applicant", "Name"), (Some("14"), "Northern Compute Ltd"));
    assert_eq!(row("End user", "Name"), (Some("19"), "Example Robotics (Singapore) Pte. Ltd."));
    assert_eq!(row("End user", "Headquarters of the ultimate parent"), (None, "CN"));
    assert_eq!(row("End use", "End use, as codes of the law"), (Some("21"), "model_training"));
    assert_eq!(row("Line 1", "Quantity, in chips"), (Some("22(e)"), "256"));
    assert_eq!(row("Line 1", "Aggregate total processing performance"), (Some("22(j)"), "4,052,992"));
    assert_eq!(row("Line 1", "TPP-hours"), (None, "23,748,000,000"));
    assert_eq!(row("Line 1", "Total price"), (Some("22(h)"), "USD 4,470,000.00"));
    assert_eq!(row("Time, amounts and conditions", "Total value"), (Some("23"), "USD 4,470,000.00"));
}

#[test]
fn what_is_not_stated_is_shown_as_not_stated() {
    let draft = copy(&example());
    let shown = sections(&draft);
    let empty: Vec<&str> = shown
        .iter()
        .flat_map(|section| &section.rows)
        .filter(|row| row.value.is_empty())
        .map(|row| row.path.as_str())
        .collect();
    assert_eq!(empty, ["reference", "from", "until", "certifications", "additional_information"]);
    assert!(gaps(&draft).iter().filter(|gap| gap.path != "provisions").all(|gap| empty.contains(&gap.path.as_str())));
    assert_eq!(text(&shown).matches("not stated").count(), 5);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Whatever text is stated can be read in the preview.
    #[test]
    fn no_text_is_left_out(application in complete()) {
        let shown: String = sections(&application).iter().flat_map(|section| &section.rows).map(|row| format!("{}\n", row.value)).collect();
        let titles: String = sections(&application).iter().map(|section| section.title.clone()).collect();
        for (path, leaf) in leaves(&serde_json::to_value(&application).unwrap()) {
            let Some(stated) = leaf.as_str() else { continue };
            // Words that are shown as sentences, and what stands in titles.
            if ["kind", "rule", "role", "standing", "review_policy", "currency", "line", "site"].iter().any(|word| path.ends_with(word)) {
                continue;
            }
            prop_assert!(shown.contains(stated) || titles.contains(stated), "{}", path);
        }
    }
}
