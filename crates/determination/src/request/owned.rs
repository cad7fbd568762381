//! A request that outlives the text it was read from. Each is taken apart field by field, so that a new field cannot be forgotten here.

use std::borrow::Cow;

use super::{
    FiguresRequest, ItemRequest, License, LicenseHeld, OwnerRequest, ParentCompany, ParentRequest, PartyRequest,
    Request, Words,
};

type Text<'a> = Option<Cow<'a, str>>;

fn text(text: Text<'_>) -> Text<'static> {
    text.map(one)
}

fn one(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}

fn all<A, B>(list: Vec<A>, owned: fn(A) -> B) -> Vec<B> {
    list.into_iter().map(owned).collect()
}

impl Request<'_> {
    /// The same request, with text of its own.
    #[must_use]
    pub fn into_owned(self) -> Request<'static> {
        let Self { id, kind, on, item, quantity, from, to, site, parties, end_use, red_flags, .. } = self;
        let Self { red_flags_resolved, training_operations, prior_tpp_this_year, licenses_held, .. } = self;
        Request {
            id: text(id),
            kind,
            on: text(on),
            item: item.map(ItemRequest::into_owned),
            quantity,
            from: text(from),
            to: text(to),
            site: text(site),
            parties: all(parties, PartyRequest::into_owned),
            end_use: end_use.map(|stated| stated.map(Words::into_owned)),
            red_flags: red_flags.map(|stated| stated.map(Words::into_owned)),
            red_flags_resolved,
            training_operations,
            prior_tpp_this_year,
            licenses_held: all(licenses_held, LicenseHeld::into_owned),
        }
    }
}

impl Words<'_> {
    /// The same words, with text of its own.
    #[must_use]
    pub fn into_owned(self) -> Words<'static> {
        match self {
            Self::One(word) => Words::One(one(word)),
            Self::Many(words) => Words::Many(all(words, one)),
        }
    }
}

impl ItemRequest<'_> {
    fn into_owned(self) -> ItemRequest<'static> {
        let Self { accelerator, instance, figures, goods } = self;
        ItemRequest {
            accelerator: text(accelerator),
            instance: text(instance),
            figures: figures.map(FiguresRequest::into_owned),
            goods: text(goods),
        }
    }
}

impl FiguresRequest<'_> {
    fn into_owned(self) -> FiguresRequest<'static> {
        let form = text(self.form);
        let designer = self.designer.map(text);
        let Self { tpp, performance_density, io_gb_s, memory_bandwidth_gb_s, .. } = self;
        let Self { memory_bandwidth_density, data_center, planar, .. } = self;
        FiguresRequest {
            tpp,
            performance_density,
            io_gb_s,
            memory_bandwidth_gb_s,
            memory_bandwidth_density,
            data_center,
            planar,
            form,
            designer,
        }
    }
}

impl PartyRequest<'_> {
    /// The same party, with text of its own.
    #[must_use]
    pub fn into_owned(self) -> PartyRequest<'static> {
        let Self { role, name, identifiers, country, headquarters, .. } = self;
        let Self { ultimate_parent, owners, lists, staff_nationalities, .. } = self;
        PartyRequest {
            role: one(role),
            name: text(name),
            identifiers: identifiers.map(Words::into_owned),
            country: text(country),
            headquarters: text(headquarters),
            ultimate_parent: ultimate_parent.map(ParentRequest::into_owned),
            owners: owners.map(|stated| stated.map(|owners| all(owners, OwnerRequest::into_owned))),
            lists: lists.map(|stated| stated.map(Words::into_owned)),
            staff_nationalities: staff_nationalities.map(Words::into_owned),
        }
    }
}

impl ParentRequest<'_> {
    /// The same parent, with text of its own.
    #[must_use]
    pub fn into_owned(self) -> ParentRequest<'static> {
        match self {
            Self::Word(word) => ParentRequest::Word(one(word)),
            Self::Company(ParentCompany { name, headquarters }) => {
                ParentRequest::Company(ParentCompany { name: text(name), headquarters: text(headquarters) })
            }
        }
    }
}

impl OwnerRequest<'_> {
    /// The same owner, with text of its own.
    #[must_use]
    pub fn into_owned(self) -> OwnerRequest<'static> {
        let Self { name, percent, lists } = self;
        OwnerRequest { name: text(name), percent, lists: lists.map(|stated| stated.map(Words::into_owned)) }
    }
}

impl LicenseHeld<'_> {
    /// The same license, with text of its own.
    #[must_use]
    pub fn into_owned(self) -> LicenseHeld<'static> {
        match self {
            Self::Regime(regime) => LicenseHeld::Regime(one(regime)),
            Self::License(License { number, regime, from, until }) => LicenseHeld::License(License {
                number: text(number),
                regime: one(regime),
                from: text(from),
                until: text(until),
            }),
        }
    }
}
