//! No view is made of a case: read from the sources, because a type that holds one compiles as well.

/// The sources of views. What they name in their fields is looked at; what their functions read is not.
const SOURCES: [(&str, &str); 9] = [
    ("agency", include_str!("../../src/audience/agency.rs")),
    ("applicant", include_str!("../../src/audience/applicant.rs")),
    ("auditor", include_str!("../../src/audience/auditor.rs")),
    ("chair", include_str!("../../src/audience/chair.rs")),
    ("decided", include_str!("../../src/audience/decided.rs")),
    ("documents", include_str!("../../src/audience/documents.rs")),
    ("inspector", include_str!("../../src/audience/inspector.rs")),
    ("officer", include_str!("../../src/audience/officer.rs")),
    ("shown", include_str!("../../src/audience/shown.rs")),
];

/// Types that hold more than anybody may see, or who may sign.
const TOO_MUCH: [&str; 8] = ["Entry", "Case", "State", "Event", "Actor", "Signer", "Draft", "Advice"];

#[test]
fn no_view_holds_a_case() {
    let mut fields = 0;
    for (name, source) in SOURCES {
        for line in source.lines().map(str::trim).filter(|line| line.starts_with("pub ") && line.ends_with(',')) {
            let Some((_, of)) = line.split_once(": ") else { continue };
            fields += 1;
            let words: Vec<&str> = of.split(|letter: char| !letter.is_alphanumeric()).collect();
            let found: Vec<&&str> = words.iter().filter(|word| TOO_MUCH.contains(word)).collect();
            assert!(found.is_empty(), "{name}: `{line}` holds {found:?}");
        }
    }
    assert!(fields > 90, "only {fields} fields were found: look whether they are still written so");
}
