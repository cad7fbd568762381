#!/bin/sh
# Sends the request that Terraform sends when somebody creates a run task, signed: 200 says that the service has the same key.
# Usage: KEY=... sh check.sh https://portcullis.example:8443/adapters/terraform
set -eu
body='{"payload_version":1,"access_token":"test-token","stage":"test","organization_name":"example"}'
signature=$(printf %s "$body" | openssl dgst -sha512 -hmac "$KEY" -hex | sed 's/^.*= *//')
curl --silent --show-error --output /dev/null --write-out '%{http_code}\n' \
  --header 'content-type: application/json' --header "x-tfc-task-signature: $signature" --data "$body" "$1"
