//! Two letters, as they are read.

use portcullis_letter::Kind;

use crate::said::sample;

#[test]
fn intent_to_deny() {
    insta::assert_snapshot!(sample(Kind::IntentToDeny).text());
}

#[test]
fn license() {
    insta::assert_snapshot!(sample(Kind::License).text());
}
