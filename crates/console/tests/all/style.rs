//! The style sheet: contrast in both themes, nothing from elsewhere, small.

use crate::checker::check_page;
use crate::everything::page_of;
use maud::html;
use portcullis_console::{ASSET_CACHE_CONTROL, CONTENT_SECURITY_POLICY, Side, asset};
use std::collections::BTreeMap;

fn assets() -> Vec<&'static portcullis_console::Asset> {
    let elements = check_page(&page_of("x", Some(Side::Provider), html! {}));
    let links = elements.iter().filter(|element| matches!(element.name.as_str(), "link" | "script"));
    let names = links
        .filter_map(|link| link.get("href").or(link.get("src"))?.strip_prefix("/console/assets/").map(str::to_owned));
    names.map(|name| asset(&name).unwrap()).collect()
}

fn text(media_type: &str) -> String {
    let found = assets().into_iter().find(|asset| asset.media_type.starts_with(media_type)).unwrap();
    String::from_utf8(found.bytes.to_vec()).unwrap()
}

#[test]
fn assets_are_small_and_named_by_their_hash() {
    let all = assets();
    assert_eq!(all.len(), 3);
    for one in &all {
        assert!(one.name.contains(one.hash.get(..16).unwrap()));
        assert_eq!(portcullis_catalog::sha256(one.bytes), one.hash);
    }
    let sum: usize = all.iter().map(|one| one.bytes.len()).sum();
    assert!(sum < 40_000, "{sum} bytes");
    let shell = page_of("x", Some(Side::Provider), html! {}).len();
    assert!(shell < 6_000, "{shell} bytes");
    assert!(asset("console.css").is_none() && asset("../Cargo.toml").is_none());
    assert!(ASSET_CACHE_CONTROL.contains("immutable"));
    assert!(!CONTENT_SECURITY_POLICY.contains("unsafe") && !CONTENT_SECURITY_POLICY.contains('*'));
}

#[test]
fn nothing_is_asked_from_elsewhere() {
    for media_type in ["text/css", "text/javascript"] {
        let text = text(media_type);
        for word in ["http:", "https:", "//cdn", "@import", "url(", "eval(", "innerHTML", "document.write"] {
            assert!(!text.contains(word), "`{word}` in {media_type}");
        }
    }
}

#[test]
fn every_theme_and_medium_is_thought_of() {
    let style = text("text/css");
    for query in
        ["prefers-color-scheme:dark", "prefers-reduced-motion", "forced-colors", "@media print", ":focus-visible"]
    {
        assert!(style.contains(query), "{query}");
    }
    // A misspelt variable is no color at all.
    let (light, _) = palettes(&style);
    for used in style.split("var(--").skip(1) {
        let name = used.split([')', ',']).next().unwrap();
        let other = ["text", "serif", "mono", "tone", "soft"].contains(&name);
        assert!(other || light.contains_key(name), "--{name} is not defined");
    }
}

type Palette = BTreeMap<String, [u8; 3]>;

/// The colors of both themes.
fn palettes(style: &str) -> (Palette, Palette) {
    let (light, rest) = style.split_once("@media screen and (prefers-color-scheme:dark)").unwrap();
    let dark = rest.split_once("}}").unwrap().0;
    let read = |text: &str| {
        let mut palette = Palette::new();
        for part in text.split("--").skip(1) {
            let Some((name, value)) = part.split_once(":#") else { continue };
            let digits: String = value.chars().take_while(char::is_ascii_hexdigit).collect();
            let number = u32::from_str_radix(&digits, 16).unwrap().to_be_bytes();
            assert_eq!(digits.len(), 6, "--{name}");
            palette.insert(name.to_owned(), [number[1], number[2], number[3]]);
        }
        palette
    };
    (read(light), read(dark))
}

/// Relative luminance and contrast (WCAG 2.2, definitions).
#[expect(clippy::float_arithmetic, reason = "the definition is in real numbers")]
fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let luminance = |color: [u8; 3]| {
        let [r, g, b] = color.map(|channel| {
            let channel = f64::from(channel) / 255.0;
            if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn text_and_marks_have_contrast_in_both_themes() {
    // WCAG 2.2: 4.5 for text (1.4.3), 3 for marks and edges that mean something (1.4.11).
    let text = [
        ("ink", "page raised sunken plain-soft info-soft good-soft warn-soft bad-soft region1 region2 soft1 soft2"),
        ("quiet", "page raised sunken info-soft plain-soft region1 region2"),
        ("link", "page raised sunken info-soft"),
        ("good", "page raised good-soft"),
        ("warn", "page raised warn-soft"),
        ("bad", "page raised bad-soft"),
        ("info", "page raised info-soft"),
        ("on-brand", "brand"),
        ("page", "bad"),
    ];
    let marks = [
        ("edge", "page raised"),
        ("focus", "page raised bad-soft"),
        ("brand", "page raised"),
        ("in0", "raised region1 region2"),
        ("in1", "raised region1"),
        ("in2", "raised region2"),
        ("c1", "raised"),
        ("c3", "raised"),
        ("c4", "raised"),
        ("c5", "raised"),
        ("c6", "raised"),
    ];
    let (light, dark) = palettes(&self::text("text/css"));
    assert_eq!(light.keys().collect::<Vec<_>>(), dark.keys().collect::<Vec<_>>());
    for (theme, palette) in [("light", light), ("dark", dark)] {
        for (pairs, least) in [(&text[..], 4.5), (&marks[..], 3.0)] {
            for (front, grounds) in pairs {
                for ground in grounds.split(' ') {
                    let found = contrast(palette[*front], palette[ground]);
                    assert!(found >= least, "{theme}: {front} on {ground} has {found:.2} of {least}");
                }
            }
        }
    }
}
