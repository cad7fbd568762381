//! Fields that want to be more than words.

use portcullis_letter::{Content, Frame, Kind, Templates, Text};
use proptest::prelude::*;

use crate::said::{letter, pdf, sample, structure};

/// What an applicant might write.
pub(crate) fn hostile() -> Vec<String> {
    vec![
        "<script>alert(1)</script><b>&amp;".to_owned(),
        "{{ authority.name }} {% for x in reasons %}{{ x }}{% endfor %} {# gone #}".to_owned(),
        "end) Tj ET Q (forged) Tj /OpenAction << /S /JavaScript >> endstream endobj %%EOF".to_owned(),
        "\\) \\( \\n \\0 <</Type/Catalog>> (((".to_owned(),
        "paid \u{202E}000,1\u{202C} \u{2066}x\u{2069} \u{200F}\u{200E}\u{061C}".to_owned(),
        "zero\u{200B}width\u{FEFF}\u{2060}\u{AD}joined\u{200D}".to_owned(),
        "z\u{0300}\u{0301}\u{0302}\u{0303}\u{0304}\u{0305}\u{0306}algo \u{0301}".to_owned(),
        "nul\0bell\u{7}escape\u{1b}[31m\u{9b}31m".to_owned(),
        "one\r\n\r\nSubject: Your license is granted\n\n# Heading\n  1. item\n| a | b |\n---\n".to_owned(),
        "line\u{2028}paragraph\u{2029}next\u{85}form\u{c}".to_owned(),
        "深圳北方算力有限公司 한국 日本 לשלום لطيفة हिन्दी ภาษาไทย 😀".to_owned(),
        "\u{E000}\u{F8FF}\u{10FFFD}\u{FFFE}\u{E0041}\u{FE0F}\u{3164}\u{115F}".to_owned(),
        "w".repeat(100_000),
        "宽".repeat(2_000),
        String::new(),
        " ".to_owned(),
    ]
}

/// A denial of which every field that an applicant can reach has this in it.
fn denial(written: &str) -> Content {
    let Content::Denial(mut denial) = Content::sample(Kind::Denial).unwrap() else { panic!("a denial") };
    denial.application.summary = written.to_owned();
    denial.reasons = vec![written.to_owned(), "The last reason.".to_owned()];
    Content::Denial(denial)
}

/// A license with this in tables, conditions and the annex.
fn license(written: &str) -> Content {
    let Content::License(mut license) = Content::sample(Kind::License).unwrap() else { panic!("a license") };
    for party in &mut license.parties {
        party.name = written.to_owned();
    }
    for condition in &mut license.conditions {
        condition.text = written.to_owned();
    }
    license.annex = written.to_owned();
    Content::License(license)
}

/// What must hold of any text.
fn assert_seen(text: &str) {
    for letter in text.chars() {
        let hidden = matches!(letter, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}');
        assert!(letter == '\n' || !(letter.is_control() || hidden), "{letter:?} in {text}");
    }
}

/// What must hold of the text of any letter.
fn assert_plain(text: &str) {
    assert_seen(text);
    for line in text.lines() {
        assert!(textwrap::core::display_width(line) <= 78, "{line}");
    }
}

#[test]
fn fields_stay_words() {
    let denied = structure(&sample(Kind::Denial));
    let licensed = structure(&sample(Kind::License));
    for written in hostile() {
        let made = letter(&denial(&written));
        assert_eq!(structure(&made), denied, "{written:?}");
        assert_plain(&made.text());
        // Whatever came before it, the end of the letter is there.
        assert!(made.text().contains("The last reason."));
        let made = letter(&license(&written));
        assert_eq!(structure(&made), licensed, "{written:?}");
        assert_plain(&made.text());
    }
}

#[test]
fn template_syntax_in_a_field_is_shown() {
    let made = letter(&denial("{{ authority.name }}{% raw %}"));
    assert!(made.text().contains("{{ authority.name }}{% raw %}"));
}

#[test]
fn the_frame_is_harmless_too() {
    for written in hostile() {
        let mut frame = Frame::sample().unwrap();
        frame.addressee.name.clone_from(&written);
        frame.addressee.address = vec![written.clone()];
        frame.authority.contact.clone_from(&written);
        frame.number.clone_from(&written);
        frame.check_at = Some(written.clone());
        let content = Content::sample(Kind::Referral).unwrap();
        let made = Templates::builtin().unwrap().letter(&frame, &content).unwrap();
        assert_plain(&made.text());
        assert!(pdf(&made).starts_with(b"%PDF-"));
    }
}

#[test]
fn the_digest_is_of_the_text_above_the_footer() {
    for written in hostile() {
        let made = letter(&denial(&written));
        let text = made.text();
        let (body, footer) = text.rsplit_once(&format!("{}\n", "-".repeat(78))).unwrap();
        assert_eq!(portcullis_catalog::sha256(body.as_bytes()), made.digest());
        assert!(footer.contains(&made.digest()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_words_stay_words(written in "\\PC*|[\\x00-\\x{10FFFF}]{0,40}|[ -~\u{202a}-\u{202e}\n\u{300}-\u{303}a-c]{0,60}") {
        let once = Text::new(&written);
        prop_assert!(Text::new(once.as_str()) == once);
        assert_seen(once.as_str());
        prop_assert!(!once.as_str().contains('\n'));
        let made = letter(&license(&written));
        prop_assert_eq!(structure(&made), structure(&sample(Kind::License)));
        assert_plain(&made.text());
    }

    #[test]
    fn any_words_can_be_printed(written in "\\PC{0,80}|[\\x00-\\x{10FFFF}]{0,40}") {
        prop_assert!(pdf(&letter(&license(&written))).starts_with(b"%PDF-1.7"));
    }
}
