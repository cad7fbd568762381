#!/bin/sh
# A token for a tenant, signed with the key of jwks.json: sh token.sh northern
set -eu
base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
head=$(printf '{"alg":"HS256","kid":"for-trying-only","typ":"JWT"}' | base64url)
body=$(printf '{"iss":"https://login.example","aud":"api.example","exp":4102444800,"tenant":"%s"}' "$1" | base64url)
sign=$(printf %s "$head.$body" | openssl dgst -sha256 -hmac for-trying-only-and-not-a-secret -binary | base64url)
printf '%s\n' "$head.$body.$sign"
