# The provisions on advanced computing that apply to exports on 2026-02-01, written by hand in Rego.
# Input: one set of codes for each fact, as in law/README.md. Each provision that fires is a member of `fires`.
package portcullis

import rego.v1

d5 := {"D:5", "Macau"}

barred := {"entity_list", "unverified_list", "denied_persons", "meu_list", "sdn"}

to_d5 if {
	some group in input.destination
	group in d5
}

headquartered_d5 if {
	some group in input.recipient_headquartered
	group in d5
}

headquartered_d5 if {
	some group in input.recipient_parent_headquartered
	group in d5
}

barred_party if {
	some list in input.party_lists
	list in barred
}

to_d1_d4 if "D:1" in input.destination

to_d1_d4 if "D:4" in input.destination

to_a5_a6 if "A:5" in input.destination

to_a5_a6 if "A:6" in input.destination

to_d1_d4_d5 if to_d1_d4

to_d1_d4_d5 if to_d5

# In D:1 or D:4, and neither in A:5 nor in A:6.
to_d1_d4_only if {
	to_d1_d4
	not to_a5_a6
}

to_d1_d4_d5_only if {
	to_d1_d4_d5
	not to_a5_a6
}

to_china_or_macau if "China" in input.destination

to_china_or_macau if "Macau" in input.destination

all_headquartered_us_a5 if "US" in input.recipients_all_headquartered

all_headquartered_us_a5 if "A:5" in input.recipients_all_headquartered

fires contains "us-ac-2024-nac" if {
	"nac-eligible" in input.classes
	to_d5
	not barred_party
}

fires contains "us-ac-2024-nac" if {
	"nac-eligible" in input.classes
	headquartered_d5
	not barred_party
}

fires contains "us-ac-2024-aca" if {
	"nac-eligible" in input.classes
	to_d1_d4
	not to_d5
	not headquartered_d5
	not barred_party
}

fires contains "us-ac-2024-hbm-destination" if {
	"3A090.c" in input.classes
	to_d5
}

fires contains "us-ac-2024-hbm-headquarters" if {
	"3A090.c" in input.classes
	"foreign" in input.destination
	headquartered_d5
	not to_d5
}

fires contains "us-ac-2024-hbm-exception" if {
	"hbm-exception-band" in input.classes
	all_headquartered_us_a5
	not barred_party
}

fires contains "us-ac-2025-destination" if {
	"3A090.a" in input.classes
	to_d5
}

fires contains "us-ac-2025-headquarters" if {
	"3A090.a" in input.classes
	"foreign" in input.destination
	headquartered_d5
	not to_d5
}

fires contains "us-ac-2025-d1-d4" if {
	"3A090.a" in input.classes
	to_d1_d4_only
	not to_d5
}

fires contains "us-ac-2025-worldwide" if {
	"3A090.a" in input.classes
	"foreign" in input.destination
	not to_d5
	not "UAE" in input.destination
	not to_d1_d4_only
}

fires contains "us-ac-2025-review-country-limit" if {
	"3A090.a" in input.classes
	"shipment-tpp-above-790000000" in input.amounts
	not "supp-5a" in input.destination
	not "supp-5a" in input.recipients_all_headquartered
}

fires contains "us-ac-2025-b-destination" if {
	"3A090.b" in input.classes
	to_d1_d4_d5_only
}

fires contains "us-ac-2025-b-headquarters" if {
	"3A090.b" in input.classes
	"foreign" in input.destination
	headquartered_d5
	not to_d1_d4_d5_only
}

fires contains "us-ac-2025-b-review" if {
	"3A090.b" in input.classes
	not to_d5
	not headquartered_d5
}

fires contains "us-ac-2025-aia" if {
	"3A090.a" in input.classes
	"supp-5a" in input.destination
	"supp-5a" in input.recipients_all_headquartered
	not barred_party
}

fires contains "us-ac-2025-aia-report" if {
	"3A090.a" in input.classes
	"supp-5a" in input.destination
	"supp-5a" in input.recipients_all_headquartered
	"consignee-tpp-at-least-253000000" in input.amounts
}

fires contains "us-ac-2025-lpp" if {
	"3A090.a" in input.classes
	"foreign" in input.destination
	not to_d5
	not "UAE" in input.destination
	not headquartered_d5
	not "year-tpp-above-26900000" in input.amounts
	not to_d1_d4_only
	not barred_party
}

fires contains "us-ac-2025-lpp-notice" if {
	"3A090.a" in input.classes
	"foreign" in input.destination
	not to_d5
	not "UAE" in input.destination
	not headquartered_d5
	"shipment-tpp-at-least-3200000" in input.amounts
	not "year-tpp-above-26900000" in input.amounts
	not to_d1_d4_only
}

fires contains "us-ac-2025-weights" if {
	"model_weights" in input.goods
	"training-at-least-1e26" in input.amounts
	"foreign" in input.destination
}

fires contains "us-ac-2025-weights-aia" if {
	"model_weights" in input.goods
	"supp-5a" in input.destination
	"supp-5a" in input.recipients_all_headquartered
	not barred_party
}

fires contains "us-ac-letter-2025-04-destination" if {
	"letter-2025-04-09" in input.classes
	to_d5
}

fires contains "us-ac-letter-2025-04-headquarters" if {
	"letter-2025-04-09" in input.classes
	"foreign" in input.destination
	headquartered_d5
	not to_d5
}

fires contains "us-ac-2026-review-case-by-case" if {
	"case-by-case-2026" in input.classes
	"US" in input.origin
	to_china_or_macau
}

fires contains "us-ac-2026-tariff-notice" if {
	"tariff-2026" in input.classes
	"US" in input.origin
	to_china_or_macau
}
