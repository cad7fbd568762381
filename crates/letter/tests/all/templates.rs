//! Templates: what they may say, and what is refused when they are loaded.

use portcullis_letter::{Content, Frame, Kind, LetterError, Templates};

use crate::said::sample;

/// Why a template of a denial is refused.
fn refused(text: &str) -> String {
    match Templates::builtin().unwrap().replace(Kind::Denial, text) {
        Ok(()) => panic!("taken: {text}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_letter_can_be_made_and_cites_what_it_rests_on() {
    for kind in Kind::ALL {
        let text = sample(*kind).text();
        assert!(text.contains("LTR-2026-0042"), "{kind}: {text}");
        assert!(text.contains("SHA-256"), "{kind}");
        let cites = text.contains("15 CFR");
        assert!(cites || matches!(kind, Kind::WithdrawalConfirmed | Kind::Reinstatement), "{kind}: {text}");
    }
}

#[test]
fn every_template_says_what_its_law_rests_on() {
    for kind in Kind::ALL {
        let notes: String = kind.builtin().lines().take_while(|line| line.starts_with('#')).collect();
        assert!(notes.contains("ourced") || notes.contains("recalled"), "{kind}");
        // What the letter cites, the notes grade.
        for (at, _) in kind.builtin().match_indices("15 CFR 7") {
            let section: String = kind.builtin().chars().skip(at).skip(7).take(5).collect();
            assert!(notes.contains(&section), "{kind}: {section}");
        }
    }
}

#[test]
fn samples_have_everything_and_names_are_found() {
    for kind in Kind::ALL {
        let sample = Content::sample(*kind).unwrap();
        let fields = sample.to_json().unwrap();
        assert!(!fields.to_string().contains("null"), "{kind}: {fields}");
        assert_eq!(Content::from_json(*kind, fields).unwrap(), sample);
        assert_eq!(kind.name().parse::<Kind>().unwrap(), *kind);
    }
    assert!("licence".parse::<Kind>().unwrap_err().to_string().contains("license"));
}

#[test]
fn unknown_fields_are_refused_with_place_and_mend() {
    let problem = refused("subject = \"x\"\n\n[[part]]\nparagraph = \"{{ aplication.number }}\"\n");
    assert_eq!(
        problem,
        "the template denial.toml, line 4 (part 1, paragraph): the letter has no field \"aplication.number\": did you mean \"application.number\"?"
    );
    let hidden = refused("subject = \"{% if false %}{{ secret }}{% endif %}\"");
    assert!(
        hidden.contains("line 1 (subject)") && hidden.contains("no field \"secret\": it has addressee"),
        "{hidden}"
    );
    let item = refused("subject = \"x\"\n[[part]]\neach = \"reasons\"\nparagraph = \"{{ item.text }}\"");
    assert!(item.contains("no field \"item.text\": it has item"), "{item}");
    let outside = refused("subject = \"{{ item }}\"");
    assert!(outside.contains("no field \"item\""), "{outside}");
    let looped = refused("subject = \"{% for reason in reasons %}{{ reason.text }}{% endfor %}\"");
    assert!(looped.contains("line 1 (subject)"), "{looped}");
}

#[test]
fn what_can_be_absent_needs_a_guard() {
    let problem = refused("subject = \"x\"\n[[part]]\nparagraph = \"{{ notice | long }}\"");
    assert!(problem.contains("put the part under `when`"), "{problem}");
    let mut templates = Templates::builtin().unwrap();
    let guarded = "subject = \"x\"\n[[part]]\nwhen = \"notice\"\nparagraph = \"{{ notice | long }}\"";
    templates.replace(Kind::Denial, guarded).unwrap();
    let letter = templates.letter(&Frame::sample().unwrap(), &Content::sample(Kind::Denial).unwrap()).unwrap();
    assert!(letter.text().contains("March 12, 2026"));
}

#[test]
fn structure_must_be_one_thing() {
    for (text, problem) in [
        ("subject = \"x\"\n[[part]]\nheading = \"a\"\nparagraph = \"b\"", "line 2 (part 1): a part is exactly one of"),
        ("subject = \"x\"\n[[part]]\nwhen = \"reasons\"", "a part is exactly one of"),
        ("subject = \"x\"\n[[part]]\nhead = [\"a\", \"b\"]\nrow = [\"c\"]", "equally many columns"),
        ("subject = \"x\"\nbody = \"y\"", "unknown field"),
        ("subject = \"{{\"", "syntax error"),
        ("subject = \"{{ reasons | shout }}\"", "shout"),
        ("subject = \"{{ application }}\"", "is no word"),
        ("subject = \"{{ reasons }}\"", "is no word"),
        ("subject = \"x\"\n[[part]]\neach = \"application.number\"\nparagraph = \"x\"", "`each` names a list"),
        ("subject = \"{{ application.number | long }}\"", "writes dates out"),
        ("subject = \"{{ 'a' * 100000000 }}\"", "line 1 (subject)"),
        ("subject = \"{% include 'frame.json' %}\"", "line 1 (subject)"),
    ] {
        let refusal = refused(text);
        assert!(refusal.contains(problem), "{text}: {refusal}");
    }
}

#[test]
fn a_refused_template_leaves_the_one_before() {
    let mut templates = Templates::builtin().unwrap();
    templates.replace(Kind::Denial, "subject = \"{{ nothing }}\"").unwrap_err();
    let letter = templates.letter(&Frame::sample().unwrap(), &Content::sample(Kind::Denial).unwrap()).unwrap();
    assert!(letter.text().contains("15 CFR part 756"));
}

#[test]
fn a_decision_needs_two_people() {
    let templates = Templates::builtin().unwrap();
    for kind in Kind::ALL {
        let mut frame = Frame::sample().unwrap();
        let content = Content::sample(*kind).unwrap();
        let first = frame.signatures.first().unwrap().clone();
        // One person who signs twice is one person.
        frame.signatures = vec![first.clone(), first];
        let made = templates.letter(&frame, &content);
        match made {
            Ok(_) => assert!(kind.people() <= 1, "{kind}"),
            Err(LetterError::Unsigned { needed, people, .. }) => assert_eq!((needed, people), (2, 1), "{kind}"),
            Err(other) => panic!("{kind}: {other}"),
        }
    }
    assert_eq!(Kind::License.people(), 2);
    assert_eq!(Kind::Suspension.people(), 1);
}

#[test]
fn dates_are_written_out() {
    let text = sample(Kind::IntentToDeny).text();
    for date in ["March 2, 2026", "March 10, 2026", "April 1, 2026", "April 26, 2026", "June 10, 2026"] {
        assert!(text.contains(date), "{date}: {text}");
    }
    assert!(!text.contains("2026-04"), "{text}");
}
