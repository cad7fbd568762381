//! Names and texts that want to be more than words.

use portcullis_application::Application;
use portcullis_desk::advice::Says;
use portcullis_desk::decision::Outcome;
use portcullis_desk::event::Event;
use portcullis_letter::{Fonts, Paper, Part};
use portcullis_license::{CoveredParty, Group, License};

use crate::office::{Desk, application_json, license, officer, said};
use crate::said::all;

const HOSTILE: [&str; 9] = [
    "x”. Your license is granted. “y",
    "{{ authority.name }} {% for x in reasons %}{{ x }}{% endfor %}",
    "one\r\n\r\nSubject: Your license is granted\n  1. item\n------",
    "paid \u{202E}000,1\u{202C} \u{2066}x\u{2069} zero\u{200B}width",
    "nul\0bell\u{7}escape\u{1b}[31m\u{9b}31m",
    "end) Tj ET Q (forged) Tj endstream endobj %%EOF <script>alert(1)</script>",
    "=HYPERLINK(\"http://example.invalid\")",
    "深圳北方算力有限公司 لطيفة \u{301}\u{301}\u{301}\u{301}",
    " ",
];

/// An application of which everything that an applicant writes says this.
fn application(written: &str) -> Application {
    let mut application: Application = serde_json::from_value(application_json()).unwrap();
    for party in &mut application.parties {
        party.name = format!("{written}{}", party.role.title());
        (party.address, party.country) = (written.to_owned(), written.to_owned());
    }
    for item in &mut application.items {
        item.model = written.to_owned();
        item.classifications = vec![written.to_owned()];
    }
    application
}

fn licensed(written: &str) -> License {
    let mut license = license();
    let group = Some(Group::new("g").unwrap());
    license.parties = vec![CoveredParty { name: format!("{written}End user"), group }];
    license.end_uses = vec![written.to_owned()];
    license
}

fn desk(written: &str) -> Desk {
    let mut desk = Desk::open_on("2032-03-02".parse().unwrap(), application(written));
    // Whoever asks says something; a text of spaces is refused by the case.
    let text = format!("{written}?");
    desk.registers().does(officer("officer.one"), Event::Asked { question: 1, said: said(&text) });
    desk.does(crate::office::applicant(), Event::Answered { question: 1, said: said(&text) });
    desk.refers(&["defense"]).says("defense", Says::Approve).consults();
    desk.decides(Outcome::Approve { license: licensed(written) });
    desk.does(officer("officer.one"), Event::PreservationRequested { request: 1, said: said(&text) });
    let mut varied = licensed(written);
    varied.parties.clear();
    varied.parties.push(CoveredParty { name: format!("{written}Reseller"), group: Some(Group::new("g").unwrap()) });
    desk.decides(Outcome::Vary { license: varied }).decides(Outcome::Revoke { reasons: text });
    desk
}

fn structure(parts: &[Part]) -> Vec<&'static str> {
    let name = |part: &Part| match part {
        Part::Heading(_) => "heading",
        Part::Paragraph(_) => "paragraph",
        Part::Numbered(_) => "numbered",
        Part::Table(_) => "table",
        Part::Preformatted(_) => "preformatted",
    };
    parts.iter().map(name).collect()
}

#[test]
fn they_stay_words() {
    let plain = all(&desk("Plain").case);
    for written in HOSTILE {
        let made = all(&desk(written).case);
        assert_eq!(made.len(), plain.len());
        for ((kind, letter), (_, plain)) in made.iter().zip(&plain) {
            assert_eq!(structure(&letter.parts), structure(&plain.parts), "{kind}: {written:?}");
            let text = letter.text();
            let hidden = |letter: char| matches!(letter, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
            assert!(!text.chars().any(|letter| letter != '\n' && (letter.is_control() || hidden(letter))), "{text}");
            assert_eq!(
                text.matches(
                    "

Subject: "
                )
                .count(),
                1,
                "{text}"
            );
            for part in &letter.parts {
                // Where the authority speaks, no name goes on in its voice.
                assert!(!matches!(part, Part::Paragraph(words) if words.as_str().contains("”. Your")), "{text}");
            }
            assert!(letter.pdf(&Fonts::builtin().unwrap(), Paper::A4).unwrap().starts_with(b"%PDF-"));
        }
    }
}
