//! Text as people type it, made plain: one spelling of each letter, nothing invisible, nothing disguised.
//!
//! What comes out is lower case. Letters of other scripts stay, for `script` to read; what is neither a letter
//! nor a digit is a space, except the full stop and the ampersand, which `words` still needs.

use foldhash::HashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Letters that look like Latin ones: what each is read as inside a Latin word.
pub(crate) type Homoglyphs = HashMap<char, char>;

/// The plain form of a text.
pub(crate) fn clean(text: &str, homoglyphs: &Homoglyphs) -> String {
    let visible: Vec<char> = visible(text).chars().collect();
    let mut plain = String::with_capacity(text.len());
    for word in visible.split_inclusive(|letter| !is_word(*letter)) {
        push_word(&mut plain, word, homoglyphs);
    }
    plain
}

/// The letters that leave a mark, each in one spelling. What is taken out can bring a letter and its accent
/// together, and one spelling can be of several letters, so this is repeated until nothing changes.
fn visible(text: &str) -> String {
    let keeps = |letter: &char| !is_invisible(*letter) && !is_apostrophe(*letter);
    let mut kept: String = text.chars().filter(keeps).collect();
    while !kept.is_ascii() {
        let again: String = kept.nfkc().filter(keeps).collect();
        if again == kept {
            break;
        }
        kept = again;
    }
    kept
}

/// One word and the separator that ends it.
fn push_word(plain: &mut String, word: &[char], homoglyphs: &Homoglyphs) {
    // A word with a Latin letter in it is a Latin word; look-alikes of other scripts in it are a disguise.
    let disguised = word.iter().any(char::is_ascii_alphabetic) && word.iter().any(|letter| !letter.is_ascii());
    let length = word.iter().filter(|letter| letter.is_alphanumeric()).count();
    let mut before: Option<char> = None;
    for (at, &letter) in word.iter().enumerate() {
        let letter = if disguised { looks_like(letter, homoglyphs).unwrap_or(letter) } else { letter };
        let boundary =
            before.is_some_and(|before| letter_meets_number(before, letter) || starts_hump(before, word, at, length));
        if boundary {
            plain.push(' ');
        }
        before = Some(letter);
        if is_word(letter) || letter == '.' || letter == '&' {
            plain.extend(letter.to_lowercase());
        } else {
            plain.push(' ');
        }
    }
}

/// The Latin letter that a letter looks like, itself or its small form.
fn looks_like(letter: char, homoglyphs: &Homoglyphs) -> Option<char> {
    let small = || letter.to_lowercase().next().and_then(|small| homoglyphs.get(&small));
    homoglyphs.get(&letter).or_else(small).copied()
}

/// Characters that leave no mark: zero-width spaces, joiners, soft hyphens, direction marks, byte-order marks.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{e0000}'..='\u{e0fff}')
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || is_combining_mark(letter)
}

/// Apostrophes join: Xi'an is one word, and so is Sa`id.
fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '`' | '´' | '’' | '‘' | '‛' | 'ʻ' | 'ʼ' | 'ʽ' | 'ʾ' | 'ʿ' | 'ˈ' | '′' | '＇' | '׳' | '՚')
}

/// `cetc13` is two words; `58th` is one.
fn letter_meets_number(before: char, letter: char) -> bool {
    before.is_alphabetic() && letter.is_ascii_digit()
}

/// A capital that begins a word of its own: `AcmeTrading`, `ACMETrading`. Only words long enough to be several are
/// parted; `FiberHome` and `McDonald` stay whole.
fn starts_hump(before: char, word: &[char], at: usize, length: usize) -> bool {
    let is = |at: usize, test: fn(char) -> bool| word.get(at).copied().is_some_and(test);
    let begins = is(at, char::is_uppercase) && is(at + 1, char::is_lowercase);
    let after_small = before.is_lowercase() && at >= 3 && length >= 10;
    let after_capitals = before.is_uppercase()
        && at >= 3
        && length >= 8
        && is(at - 2, char::is_uppercase)
        && is(at + 2, char::is_lowercase);
    begins && (after_small || after_capitals)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(text: &str) -> String {
        let homoglyphs = [('о', 'o'), ('С', 'C'), ('х', 'x')].into_iter().collect();
        clean(text, &homoglyphs).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn disguises_come_off() {
        assert_eq!(plain("Ac\u{200b}me Cо. Ltd"), "acme co. ltd");
        assert_eq!(plain("ＡＣＭＥ　Ｌｔｄ"), "acme ltd");
        assert_eq!(plain("Общество"), "общество", "a word in its own script is no disguise");
        assert_eq!(plain("u'\u{300}nico"), "ùnico", "an accent that lost its letter to an apostrophe");
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in any::<String>()) {
            let homoglyphs = [('о', 'o'), ('С', 'C'), ('х', 'x')].into_iter().collect();
            let once = clean(&text, &homoglyphs);
            prop_assert_eq!(clean(&once, &homoglyphs), once);
        }
    }

    #[test]
    fn words_are_parted_where_a_reader_would() {
        assert_eq!(plain("JointStockCompanyAcme"), "joint stock company acme");
        assert_eq!(plain("FiberHome McDonald"), "fiberhome mcdonald");
        assert_eq!(plain("ACMECloud(Hefei)"), "acme cloud hefei");
        assert_eq!(plain("Xi'an No.12"), "xian no.12");
        assert_eq!(plain("CETC13 58th"), "cetc 13 58th");
    }
}
