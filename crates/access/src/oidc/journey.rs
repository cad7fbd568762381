//! The way of one browser to the identity provider and back.
//!
//! The browser keeps all of it in a cookie: 32 bytes of chance, when it set out, and where it wants to go. What the provider sees of it are three digests of
//! the cookie: `state`, by which a browser that comes back is known as the one that set out (RFC 6749 section 10.12), `nonce`, by which a token is known as made
//! for it, and the verifier of the code (RFC 7636). None tells another, or the cookie. So nothing is kept here, any node may be come back to, and a cookie that
//! was changed on the way does not fit its `state`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use portcullis_license::{Instant, instant::HOUR};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::secret::NoRandomness;

/// Bytes of chance.
const BYTES: usize = 32;
/// The longest address to go to, in bytes: a cookie has 4,096 at most (RFC 6265 section 6.1).
const MOST_THEN: usize = 1_500;

/// The way of one browser. It is never printed: whoever has it can come back in its place.
pub struct Journey {
    text: String,
    began: Instant,
    then: Option<String>,
}

impl Journey {
    /// How long a browser may be away: 10 minutes.
    pub const LASTS: i64 = HOUR / 6;

    /// Sets out, to go to an address afterwards; one that is too long is forgotten.
    ///
    /// # Errors
    /// Where the system gives no random numbers.
    pub fn begin(then: Option<&str>, now: Instant) -> Result<Self, NoRandomness> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
        let then = then.filter(|then| then.len() <= MOST_THEN);
        let encoded = then.map(|then| URL_SAFE_NO_PAD.encode(then)).unwrap_or_default();
        let text = format!("{}.{}.{encoded}", URL_SAFE_NO_PAD.encode(bytes), now.0);
        Ok(Self { text, began: now, then: then.map(str::to_owned) })
    }

    /// As a browser brings it back; nothing where it is none of ours.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (chance, rest) = text.split_once('.')?;
        let (began, then) = rest.split_once('.')?;
        let _: [u8; BYTES] = URL_SAFE_NO_PAD.decode(chance).ok()?.try_into().ok()?;
        let then = String::from_utf8(URL_SAFE_NO_PAD.decode(then).ok()?).ok()?;
        if then.len() > MOST_THEN {
            return None;
        }
        let then = (!then.is_empty()).then_some(then);
        Some(Self { text: text.to_owned(), began: Instant(began.parse().ok()?), then })
    }

    /// The value of the cookie: base64url, digits and points.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// Where it wants to go, as it was said at the beginning; whoever follows it looks at it again.
    #[must_use]
    pub fn then(&self) -> Option<&str> {
        self.then.as_deref()
    }

    /// Whether it has taken too long, or was begun by a clock that is ahead of this one.
    pub(super) fn is_over(&self, now: Instant) -> bool {
        now >= self.began.plus(Self::LASTS) || self.began >= now.plus(Self::LASTS)
    }

    /// Whether the browser that set out is the one that comes back, in a time that does not depend on where they differ.
    pub(super) fn is_state(&self, sent: &str) -> bool {
        self.state().as_bytes().ct_eq(sent.as_bytes()).into()
    }

    /// What the provider is to send back with the browser.
    pub(super) fn state(&self) -> String {
        self.derived("state")
    }

    /// What the token is to say.
    pub(super) fn nonce(&self) -> String {
        self.derived("nonce")
    }

    /// What is shown for the code.
    pub(super) fn verifier(&self) -> String {
        self.derived("verifier")
    }

    fn derived(&self, what: &str) -> String {
        let digest = Sha256::new().chain_update(format!("portcullis.sign-in/v1/{what}\0")).chain_update(&self.text);
        URL_SAFE_NO_PAD.encode(digest.finalize())
    }
}

/// What is said of a verifier beforehand: `S256` (RFC 7636 section 4.2).
pub(super) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_example_of_the_standard() {
        // RFC 7636 appendix B.
        let challenge = challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn what_the_provider_sees_tells_nothing_of_the_rest() {
        let journey = Journey::begin(Some("/console/today"), Instant(5)).unwrap();
        let seen = [journey.state(), journey.nonce(), journey.verifier(), challenge(&journey.verifier())];
        for (place, one) in seen.iter().enumerate() {
            // RFC 7636 section 4.1: 43 to 128 unreserved characters.
            assert!(one.len() == 43 && !journey.reveal().contains(one.as_str()));
            assert!(seen.iter().skip(place + 1).all(|other| other != one));
        }
        let other = Journey::begin(Some("/console/today"), Instant(5)).unwrap();
        assert!(!journey.is_state(&other.state()) && journey.is_state(&journey.state()));
    }

    #[test]
    fn it_ends() {
        let journey = Journey::begin(None, Instant(1_000)).unwrap();
        assert!(!journey.is_over(Instant(1_000 + Journey::LASTS - 1)));
        assert!(journey.is_over(Instant(1_000 + Journey::LASTS)));
        assert!(journey.is_over(Instant(1_000 - Journey::LASTS)), "nobody sets out in the future");
    }

    proptest! {
        #[test]
        fn what_is_revealed_is_read(then in proptest::option::of("\\PC{1,40}"), at in 0..i64::MAX / 2) {
            let journey = Journey::begin(then.as_deref(), Instant(at)).unwrap();
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
            prop_assert!(journey.reveal().bytes().all(fits), "a cookie");
            let read = Journey::read(journey.reveal()).unwrap();
            prop_assert_eq!(read.then(), then.as_deref());
            prop_assert_eq!((read.began, read.state()), (journey.began, journey.state()));
        }

        /// Whatever of the cookie is changed, the browser is another.
        #[test]
        fn one_wrong_character_is_noticed(at in any::<proptest::sample::Index>(), to in "[0-9a-zA-Z_.-]") {
            let journey = Journey::begin(Some("/console/today"), Instant(1_800_000_000_000)).unwrap();
            let mut changed = journey.reveal().to_owned();
            let at = at.index(changed.len());
            changed.replace_range(at..=at, &to);
            if let Some(read) = Journey::read(&changed) {
                prop_assert_eq!(read.is_state(&journey.state()), changed == journey.reveal());
            }
        }

        #[test]
        fn anything_may_be_brought_back(text in "\\PC*", parts in proptest::collection::vec("[A-Za-z0-9_-]{0,60}", 0..5)) {
            let _ = Journey::read(&text).map(|journey| journey.is_over(Instant(0)));
            let _ = Journey::read(&parts.join(".")).map(|journey| journey.is_over(Instant(0)));
        }
    }
}
