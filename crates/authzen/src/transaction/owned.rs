//! Parts of a request that outlive the body they were read from. Each is taken apart field by field, so that a new field cannot be left behind.

use std::borrow::Cow;

use portcullis_determination::{License, LicenseHeld, OwnerRequest, ParentCompany, ParentRequest, PartyRequest, Words};

fn text(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}

pub(super) fn words(stated: Words<'_>) -> Words<'static> {
    match stated {
        Words::One(word) => Words::One(text(word)),
        Words::Many(many) => Words::Many(many.into_iter().map(text).collect()),
    }
}

pub(super) fn party(stated: PartyRequest<'_>) -> PartyRequest<'static> {
    let PartyRequest {
        role,
        name,
        identifiers,
        country,
        headquarters,
        ultimate_parent,
        owners,
        lists,
        staff_nationalities,
    } = stated;
    PartyRequest {
        role: text(role),
        name: name.map(text),
        identifiers: identifiers.map(words),
        country: country.map(text),
        headquarters: headquarters.map(text),
        ultimate_parent: ultimate_parent.map(parent),
        owners: owners.map(|owners| owners.map(|owners| owners.into_iter().map(owner).collect())),
        lists: lists.map(|lists| lists.map(words)),
        staff_nationalities: staff_nationalities.map(words),
    }
}

pub(super) fn parent(stated: ParentRequest<'_>) -> ParentRequest<'static> {
    match stated {
        ParentRequest::Word(word) => ParentRequest::Word(text(word)),
        ParentRequest::Company(ParentCompany { name, headquarters }) => {
            ParentRequest::Company(ParentCompany { name: name.map(text), headquarters: headquarters.map(text) })
        }
    }
}

pub(super) fn owner(stated: OwnerRequest<'_>) -> OwnerRequest<'static> {
    let OwnerRequest { name, percent, lists } = stated;
    OwnerRequest { name: name.map(text), percent, lists: lists.map(|lists| lists.map(words)) }
}

pub(super) fn license(stated: LicenseHeld<'_>) -> LicenseHeld<'static> {
    match stated {
        LicenseHeld::Regime(regime) => LicenseHeld::Regime(text(regime)),
        LicenseHeld::License(License { number, regime, from, until }) => LicenseHeld::License(License {
            number: number.map(text),
            regime: text(regime),
            from: from.map(text),
            until: until.map(text),
        }),
    }
}
