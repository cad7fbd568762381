#!/usr/bin/env bash
# Installs the identity provider `oidc-provider` into target/ and runs the test that needs it. Node.js has to be there.
set -euo pipefail
cd "$(dirname "$0")/../../../.."
export PORTCULLIS_TEST_OIDC="$PWD/target/oidc-provider"
npm install --silent --no-audit --no-fund --no-save --prefix "$PORTCULLIS_TEST_OIDC" oidc-provider@9.13.3
cargo nextest run -p portcullis-access --cargo-profile ci -E 'test(tokens_of_a_real_provider)' --no-capture
