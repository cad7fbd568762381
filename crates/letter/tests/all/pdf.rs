//! PDF: what other programs make of it.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::Command;

use portcullis_letter::{Content, Font, Fonts, Kind, Letter, Paper, Part, Table, Text};

use crate::hostile::hostile;
use crate::said::{pdf, sample, words};

/// What a program says about a document, which `-` stands for; none where it is not installed.
#[expect(clippy::print_stdout, reason = "a test that is left out says so")]
fn put_to(program: &str, arguments: &[&str], document: &[u8]) -> Option<String> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(document).unwrap();
    let path = file.path().to_str().unwrap();
    let arguments = arguments.iter().map(|argument| if *argument == "-" { path } else { argument });
    let Ok(output) = Command::new(program).args(arguments).output() else {
        println!("left out: {program} is not installed (Debian: poppler-utils, qpdf)");
        return None;
    };
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{program}: {said}");
    Some(said)
}

fn text_of(document: &[u8]) -> Option<String> {
    put_to("pdftotext", &["-raw", "-", "/dev/stdout"], document)
}

/// All but white space: lines are broken elsewhere.
fn dense(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

/// The words of a document without the numbers of its pages.
fn read(document: &[u8], letter: &Letter) -> Option<String> {
    let text = text_of(document)?;
    let foot = format!("{}, page ", letter.number);
    Some(
        text.replace('\u{c}', "\n")
            .lines()
            .filter(|line| !line.starts_with(&foot))
            .map(|line| format!("{line}\n"))
            .collect(),
    )
}

#[test]
fn the_same_letter_is_the_same_bytes() {
    for kind in Kind::ALL {
        let letter = sample(*kind);
        let document = pdf(&letter);
        assert_eq!(document, pdf(&letter));
        assert!(document.len() < 100_000, "{kind}: {} bytes", document.len());
        assert_ne!(document, letter.pdf(&Fonts::builtin().unwrap(), Paper::A4).unwrap());
    }
}

#[test]
fn other_programs_read_it_and_it_says_what_the_letter_says() {
    for kind in Kind::ALL {
        let letter = sample(*kind);
        let document = pdf(&letter);
        let Some(said) = read(&document, &letter) else { return };
        let said = dense(&said);
        let mut after = 0;
        for part in &letter.parts {
            // Cells that share a line are drawn line by line; each is looked up for itself.
            if let Part::Table(table) = part {
                for cell in table.rows().iter().flatten().filter(|cell| cell.as_str().len() < 12) {
                    assert!(said.contains(&dense(cell.as_str())), "{kind}: {cell}");
                }
                continue;
            }
            let wanted = dense(&words(std::slice::from_ref(part)));
            let found = said.get(after..).unwrap().find(&wanted);
            assert!(found.is_some(), "{kind}: {wanted} in {said}");
            after += found.unwrap() + wanted.len();
        }
        assert!(said.contains(&letter.digest()), "{kind}");
        if let Some(checked) = put_to("qpdf", &["--check", "-"], &document) {
            assert!(checked.contains("No syntax or stream encoding errors"), "{kind}: {checked}");
        }
    }
}

#[test]
fn it_is_tagged() {
    let Some(said) = put_to("pdfinfo", &["-"], &pdf(&sample(Kind::License))) else { return };
    assert!(said.contains("Tagged:          yes"), "{said}");
    assert!(said.contains("Title:           License L-2026-0009"), "{said}");
    let tree = put_to("pdfinfo", &["-struct-text", "-"], &pdf(&sample(Kind::License))).unwrap();
    for tag in ["H1", "H2", "Table", "TH", "TD", "L (block)", "LBody", "Example accelerator X100"] {
        assert!(tree.contains(tag), "{tag}: {tree}");
    }
}

/// A letter of many pages: everything long and hostile at once.
fn heavy() -> Letter {
    let mut letter = sample(Kind::Suspension);
    for written in hostile() {
        letter.parts.push(Part::Heading(Text::new(&written)));
        letter.parts.push(Part::Paragraph(Text::new(&written)));
        letter.parts.push(Part::Numbered(vec![Text::new(&written); 2]));
        letter.parts.push(Part::Preformatted(Text::lines(&written)));
    }
    letter
}

#[test]
fn hostile_words_are_words() {
    let letter = heavy();
    let document = pdf(&letter);
    let Some(checked) = put_to("qpdf", &["--check", "-"], &document) else { return };
    assert!(checked.contains("No syntax or stream encoding errors"), "{checked}");
    let Some(said) = read(&document, &letter) else { return };
    let said = dense(&said);
    for wanted in [
        "<script>alert(1)</script><b>&amp;",
        "{{authority.name}}{%forxinreasons%}",
        "end)TjETQ(forged)Tj/OpenAction<</S/JavaScript>>endstreamendobj%%EOF",
        "[U+202E]000,1[U+202C]",
        "nul[U+0000]bell[U+0007]escape[U+001B][31m",
        "[U+6DF1][U+5733][U+5317][U+65B9]",
        "[U+E000][U+F8FF]",
    ] {
        assert!(said.contains(wanted), "{wanted}");
    }
    assert!(said.matches('w').count() >= 400_000);
    let objects = put_to("qpdf", &["--json", "-"], &document).unwrap();
    let keys = keys(&serde_json::from_str(&objects).unwrap());
    assert!(keys.contains("/StructTreeRoot"));
    for action in ["/OpenAction", "/AA", "/JavaScript", "/JS", "/EmbeddedFiles"] {
        assert!(!keys.contains(action), "{action}");
    }
}

/// The keys of all objects of a document.
fn keys(json: &serde_json::Value) -> BTreeSet<String> {
    let below =
        json.as_object().into_iter().flat_map(|object| object.values()).chain(json.as_array().into_iter().flatten());
    let own = json.as_object().into_iter().flat_map(|object| object.keys().cloned());
    own.chain(below.flat_map(keys)).collect()
}

#[test]
fn a_table_breaks_over_pages_with_its_head_on_each() {
    let row =
        |at: usize| [format!("row-{at}-end"), format!("words {}", "that wrap ".repeat(at % 40)), "x".repeat(at % 90)];
    let rows = (0..120).map(|at| row(at).iter().map(|cell| Text::new(cell)).collect()).collect();
    let head = ["Head-A", "Head-B", "Head-C"].map(Text::from).to_vec();
    let mut letter = sample(Kind::Suspension);
    letter.parts.push(Part::Table(Table::new(head, rows).unwrap()));
    let Some(said) = text_of(&pdf(&letter)) else { return };
    let pages: Vec<&str> = said.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert!(pages.len() > 4, "{}", pages.len());
    let mut seen = 0;
    for (at, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("page {} of {}", at + 1, pages.len())), "{page}");
        assert_eq!(page.contains("row-"), page.contains("Head-A"), "page {at}: {page}");
        for word in page.split_whitespace().filter(|word| word.starts_with("row-")) {
            assert_eq!(word, format!("row-{seen}-end"));
            seen += 1;
        }
    }
    assert_eq!(seen, 120);
}

#[test]
fn latin_greek_and_cyrillic_are_built_in() {
    let mut letter = sample(Kind::Suspension);
    let names = "Łukasz Ångström Ελένη Παπαδοπούλου Наталья Київ Nguyễn Văn Ǎ Ǘ ẞ ő “quoted” – € №";
    letter.parts.push(Part::Paragraph(Text::new(names)));
    let Some(said) = text_of(&pdf(&letter)) else { return };
    assert!(dense(&said).contains(&dense(names)), "{said}");
}

#[test]
fn other_scripts_need_a_font() {
    let path = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
    let mut letter = sample(Kind::Suspension);
    letter.parts.push(Part::Paragraph(Text::new("深圳北方算力有限公司 \u{5d0}")));
    assert!(letter.text().contains("深圳北方算力有限公司 \u{5d0}"));
    if let Some(said) = text_of(&pdf(&letter)) {
        assert!(dense(&said).contains("[U+6DF1][U+5733]"), "{said}");
    }
    let Ok(bytes) = std::fs::read(path) else {
        println!("left out: there is no {path} (Debian: fonts-noto-cjk)");
        return;
    };
    assert!(Font::read(bytes.clone(), 99).is_err());
    let fonts = Fonts::builtin().unwrap().with(&[Font::read(bytes, 2).unwrap()]);
    let document = letter.pdf(&fonts, Paper::A4).unwrap();
    assert!(document.len() < 100_000, "{} bytes", document.len());
    if let Some(said) = text_of(&document) {
        assert!(dense(&said).contains("深圳北方算力有限公司[U+05D0]"), "{said}");
    }
}

#[test]
fn what_is_no_font_is_refused() {
    for bytes in [Vec::new(), b"OTTO".to_vec(), vec![0; 5000], b"<svg/>".to_vec()] {
        assert!(Font::read(bytes, 0).is_err());
    }
}

#[test]
fn the_time_it_takes() {
    let fonts = Fonts::builtin().unwrap();
    let letter = sample(Kind::License);
    letter.pdf(&fonts, Paper::Letter).unwrap();
    let start = std::time::Instant::now();
    for _ in 0..10 {
        letter.pdf(&fonts, Paper::Letter).unwrap();
    }
    let each = start.elapsed() / 10;
    println!("a license as PDF: {each:?}, {} bytes", letter.pdf(&fonts, Paper::Letter).unwrap().len());
    // Ten times what it may take where it is built to be used.
    assert!(each.as_millis() < 300, "{each:?}");
}

#[test]
fn a_letter_of_nothing_is_a_letter() {
    let mut letter = sample(Kind::Suspension);
    letter.parts = vec![
        Part::Heading(Text::new("")),
        Part::Paragraph(Text::new("")),
        Part::Numbered(vec![Text::new("")]),
        Part::Numbered(Vec::new()),
        Part::Preformatted(Vec::new()),
        Part::Table(Table::new(vec![Text::new("")], vec![vec![Text::new("")]]).unwrap()),
        Part::Table(Table::new(vec![Text::new("a")], Vec::new()).unwrap()),
    ];
    letter.subject = Text::new("");
    letter.number = Text::new("");
    letter.letterhead.clear();
    letter.addressee.clear();
    letter.references.clear();
    letter.signatures.clear();
    assert!(pdf(&letter).starts_with(b"%PDF-"));
    assert!(letter.text().contains("SHA-256"));
    assert!(Content::sample(Kind::Denial).is_ok());
}
