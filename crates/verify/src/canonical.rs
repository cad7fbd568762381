//! Whether bytes are canonical JSON, told by one pass over them: nothing is built, so that a million records take a second and not ten.
//!
//! It accepts exactly what [`portcullis_log::canonical::read_canonical`] accepts, which is what its tests hold it to; whatever it does not accept is
//! given to that one, for its words.

use portcullis_log::canonical::{MOST_DEPTH, MOST_NUMBER};

/// Keys that begin so have a meaning to the reader of JSON.
const RESERVED: &[u8] = b"$serde_json::private::";

/// Whether the bytes are one value in canonical form.
#[must_use]
pub fn is_canonical(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok() && Scan { rest: bytes }.value(0).is_some_and(|scan| scan.rest.is_empty())
}

#[derive(Clone, Copy)]
struct Scan<'a> {
    rest: &'a [u8],
}

impl<'a> Scan<'a> {
    fn skip(self, what: &[u8]) -> Option<Self> {
        self.rest.strip_prefix(what).map(|rest| Self { rest })
    }

    fn value(self, depth: usize) -> Option<Self> {
        if depth > MOST_DEPTH {
            return None;
        }
        match self.rest.first()? {
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b'"' => self.string().map(|(_, after)| after),
            b'n' => self.skip(b"null"),
            b't' => self.skip(b"true"),
            b'f' => self.skip(b"false"),
            _ => self.number(),
        }
    }

    fn array(self, depth: usize) -> Option<Self> {
        let mut scan = self.skip(b"[")?;
        if let Some(end) = scan.skip(b"]") {
            return Some(end);
        }
        loop {
            scan = scan.value(depth + 1)?;
            match scan.skip(b",") {
                Some(next) => scan = next,
                None => return scan.skip(b"]"),
            }
        }
    }

    fn object(self, depth: usize) -> Option<Self> {
        let mut scan = self.skip(b"{")?;
        if let Some(end) = scan.skip(b"}") {
            return Some(end);
        }
        let mut last: Option<&[u8]> = None;
        loop {
            let (key, after) = scan.string()?;
            // Below U+E000 the order of UTF-8 is that of UTF-16; other keys, and those with an escape, are left to the other reader.
            let is_plain = key.iter().all(|byte| *byte < 0xee && *byte != b'\\');
            if !is_plain || key.starts_with(RESERVED) || last.is_some_and(|last| last >= key) {
                return None;
            }
            last = Some(key);
            scan = after.skip(b":")?.value(depth + 1)?;
            match scan.skip(b",") {
                Some(next) => scan = next,
                None => return scan.skip(b"}"),
            }
        }
    }

    /// What stands between the quotes, and what follows. Escapes other than of quote and backslash are left to the other reader.
    fn string(self) -> Option<(&'a [u8], Self)> {
        let within = self.rest.strip_prefix(b"\"")?;
        let mut at = 0;
        loop {
            match within.get(at)? {
                b'"' => return Some((within.get(..at)?, Self { rest: within.get(at + 1..)? })),
                b'\\' if matches!(within.get(at + 1)?, b'"' | b'\\') => at += 2,
                b'\\' | 0..0x20 => return None,
                _ => at += 1,
            }
        }
    }

    fn number(self) -> Option<Self> {
        let (is_negative, digits) = self.rest.strip_prefix(b"-").map_or((false, self.rest), |digits| (true, digits));
        let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = digits.split_at_checked(length)?;
        let value: u64 = std::str::from_utf8(digits).ok()?.parse().ok()?;
        let is_shortest = digits == b"0" || digits.first() != Some(&b'0');
        (is_shortest && value <= MOST_NUMBER && !(is_negative && value == 0)).then_some(Self { rest })
    }
}

#[cfg(test)]
mod tests {
    use super::is_canonical;
    use portcullis_log::canonical::read_canonical;

    #[test]
    fn it_never_accepts_what_the_other_refuses() {
        let texts = [
            "null",
            "true",
            "false",
            "0",
            "-1",
            "9007199254740991",
            "9007199254740992",
            "-0",
            "01",
            "1.0",
            "1e3",
            "",
            " 1",
            "1 ",
            "\"a\"",
            "\"\\\"\\\\\"",
            "\"\\u0041\"",
            "\"\\n\"",
            "\"\\/\"",
            "\"\u{7f}\"",
            "[]",
            "[1,2]",
            "[1, 2]",
            "[1,]",
            "[,1]",
            "{}",
            "{\"a\":1,\"b\":2}",
            "{\"b\":1,\"a\":2}",
            "{\"a\":1,\"a\":2}",
            "{\"a\":1,}",
            "{\"a\" :1}",
            "{\"$serde_json::private::Number\":\"1\"}",
            "{\"\u{e9}\":1}",
            "nul",
            "tru",
            "--1",
            "-",
            "[",
            "{",
            "\"",
            "{\"a\"}",
            "{1:2}",
            "\"\u{1}\"",
            "[[[]]]",
            "{\"\":{}}",
            "1 2",
        ];
        for text in texts {
            let (fast, slow) = (is_canonical(text.as_bytes()), read_canonical(text.as_bytes()).is_ok());
            assert!(!fast || slow, "{text}");
        }
        let plain = br#"{"after":{"license D-1":{"used":"12"}},"at":1,"list":[1,-2,true,null],"z":"\"\\"}"#;
        assert!(is_canonical(plain) && read_canonical(plain).is_ok());
    }

    #[test]
    fn a_flipped_byte_is_never_accepted_by_one_alone() {
        let plain = br#"{"after":{"license D-1":{"used":"12"}},"at":1,"list":[1,-2,true,null],"z":"\"\\"}"#;
        for at in 0..plain.len() {
            for byte in 0..=255 {
                let mut changed = plain.to_vec();
                changed[at] = byte;
                assert!(
                    !is_canonical(&changed) || read_canonical(&changed).is_ok(),
                    "{}",
                    String::from_utf8_lossy(&changed)
                );
            }
        }
        for depth in [63, 64, 65, 66, 100_000] {
            let text = "[".repeat(depth) + &"]".repeat(depth);
            assert_eq!(is_canonical(text.as_bytes()), read_canonical(text.as_bytes()).is_ok(), "{depth}");
        }
    }
}
