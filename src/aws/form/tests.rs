use proptest::prelude::*;

use super::*;
use crate::aws::{ConfigDraft, Place, ResourceKind};

/// One element of every section, one entry in every list.
fn full() -> ConfigDraft {
    let mut draft = ConfigDraft::default();
    for resource in ResourceKind::ALL {
        let name = fresh_name(&draft, resource);
        match (Edit::AddElement { resource, name }).apply(&mut draft) {
            Ok(()) | Err(EditError::StandsOnce(_)) => {}
            Err(error) => panic!("{resource:?}: {error}"),
        }
    }
    for at in places(&draft) {
        if spec(&at).is_some_and(|spec| spec.shape.has_entries()) {
            Edit::AddEntry { at, text: String::new() }.apply(&mut draft).unwrap();
        }
    }
    draft
}

/// Every field of every element, and every field of every entry.
fn places(draft: &ConfigDraft) -> Vec<Place> {
    let mut found = Vec::new();
    for resource in ResourceKind::ALL {
        for index in 0..names(draft, resource).len() {
            for field in fields(resource) {
                let at = Place::field(resource, index, field.key);
                for entry in 0..entries(draft, &at).len() {
                    let keys = entry_fields(field.shape).iter();
                    found.extend(keys.map(|key| at.clone().at(entry).key(key.key)));
                }
                found.push(at);
            }
        }
    }
    found
}

fn example(at: &Place) -> &'static str {
    match spec(at).unwrap().shape {
        FieldShape::Text => "anything",
        FieldShape::Policy => "{\n\t\"Statement\": []\n}",
        FieldShape::Bool => "true",
        FieldShape::Number => "-7",
        FieldShape::Names => "a, b",
        FieldShape::Kind => "model",
        FieldShape::Routes => "0.0.0.0/0 nat-a; 10.9.0.0/16 -",
        FieldShape::Ingress | FieldShape::Egress => "tcp 443 pl:s3; icmp type=3 code=4 sg:training; - 53 -",
        FieldShape::Entries => "100 allow tcp 443 0.0.0.0/0; 200 deny icmp type=-1 10.0.0.0/8",
    }
}

#[test]
fn every_field_has_help_a_source_and_reads_back_what_was_set() {
    let start = full();
    let places = places(&start);
    assert!(places.len() > 60, "{}", places.len());
    for at in places {
        let spec = spec(&at).unwrap();
        assert!(!spec.help.is_empty() && spec.help.len() <= 110, "{}", spec.key);
        assert!(spec.source.starts_with("https://docs.aws.amazon.com/"), "{}", spec.key);
        let mut draft = start.clone();
        Edit::Set { at: at.clone(), text: example(&at).to_owned() }.apply(&mut draft).unwrap();
        assert_eq!(value(&draft, &at).as_deref(), Some(example(&at)), "{at:?}");
        Edit::Clear { at: at.clone() }.apply(&mut draft).unwrap();
        let left = value(&draft, &at);
        assert!(left.is_none() || spec.shape == FieldShape::Kind, "{at:?}: {left:?}");
    }
}

#[test]
fn every_offered_value_can_be_set() {
    let start = full();
    for at in places(&start) {
        for text in options(&start, &at) {
            let mut draft = start.clone();
            Edit::Set { at: at.clone(), text: text.clone() }.apply(&mut draft).unwrap();
            assert_eq!(value(&draft, &at), Some(text));
        }
    }
}

#[test]
fn an_empty_list_is_not_an_absent_one() {
    let mut draft = full();
    let at = place(ResourceKind::SecurityGroup, 0, "egress").unwrap();
    Edit::Set { at: at.clone(), text: NONE.to_owned() }.apply(&mut draft).unwrap();
    assert_eq!(draft.security_groups[0].egress, Some(Vec::new()));
    assert_eq!(value(&draft, &at).as_deref(), Some(NONE));
    Edit::Set { at: at.clone(), text: String::new() }.apply(&mut draft).unwrap();
    assert_eq!(draft.security_groups[0].egress, None);
    Edit::AddEntry { at: at.clone(), text: "tcp 443 pl:s3".to_owned() }.apply(&mut draft).unwrap();
    assert_eq!(entries(&draft, &at), ["all 0.0.0.0/0", "tcp 443 pl:s3"]);
}

#[test]
fn places_are_written_with_dots_and_counted_from_one() {
    for (text, found) in [
        ("egress", true),
        ("egress.1", true),
        ("egress.2.ports", true),
        ("egress.0", false),
        ("egress.2.source", false),
        ("egress.2.ports.x", false),
        ("ports", false),
        ("", false),
    ] {
        assert_eq!(place(ResourceKind::SecurityGroup, 0, text).is_some(), found, "{text}");
    }
    assert_eq!(place(ResourceKind::Workload, 0, "subnets.1"), None);
}

#[test]
fn renaming_follows_every_reference() {
    let mut draft = full();
    let set = |draft: &mut ConfigDraft, resource, field, text: &str| {
        let at = place(resource, 0, field).unwrap();
        Edit::Set { at, text: text.to_owned() }.apply(draft).unwrap();
    };
    set(&mut draft, ResourceKind::SecurityGroup, "egress", "all sg:group-1; tcp 443 sg:other");
    set(&mut draft, ResourceKind::Workload, "security_groups", "group-1, other");
    set(&mut draft, ResourceKind::Workload, "subnets", "subnet-1");
    set(&mut draft, ResourceKind::NatGateway, "subnet", "subnet-1");
    set(&mut draft, ResourceKind::RouteTable, "routes", "0.0.0.0/0 nat-1");
    for (resource, name) in [
        (ResourceKind::SecurityGroup, "training"),
        (ResourceKind::Subnet, "private-a"),
        (ResourceKind::NatGateway, "nat-a"),
    ] {
        Edit::Rename { resource, index: 0, name: name.to_owned() }.apply(&mut draft).unwrap();
    }
    let read = |resource, field| value(&draft, &place(resource, 0, field).unwrap()).unwrap();
    assert_eq!(read(ResourceKind::SecurityGroup, "egress"), "all sg:training; tcp 443 sg:other");
    assert_eq!(read(ResourceKind::Workload, "security_groups"), "training, other");
    assert_eq!(read(ResourceKind::Workload, "subnets"), "private-a");
    assert_eq!(read(ResourceKind::NatGateway, "subnet"), "private-a");
    assert_eq!(read(ResourceKind::RouteTable, "routes"), "0.0.0.0/0 nat-a");
}

#[test]
fn refusals_name_the_reason_and_change_nothing() {
    let start = full();
    let at = |text| place(ResourceKind::SecurityGroup, 0, text).unwrap();
    let vpc = |text| place(ResourceKind::Vpc, 0, text).unwrap();
    let set = |at, text: &str| Edit::Set { at, text: text.to_owned() };
    for (edit, expected) in [
        (set(vpc("internet_gateway"), "perhaps"), "`perhaps` is neither `true` nor `false`"),
        (set(vpc("name"), "a\u{1b}b"), "control characters cannot stand in a configuration"),
        (set(at("egress.9"), "tcp pl:s3"), "there is no entry 9 in `egress`"),
        (set(at("egress.1"), "tcp"), "`tcp` is not of the form PROTOCOL [PORTS] [type=N] [code=N] PEER"),
        (
            Edit::AddElement { resource: ResourceKind::Subnet, name: "subnet-1".to_owned() },
            "section `subnet` has an element `subnet-1` already",
        ),
        (
            Edit::AddElement { resource: ResourceKind::Subnet, name: " ".to_owned() },
            "an element needs a name",
        ),
        (
            Edit::RemoveElement { resource: ResourceKind::Vpc, index: 0 },
            "`vpc` stands once; nothing can be added, removed or renamed there",
        ),
    ] {
        let mut draft = start.clone();
        assert_eq!(edit.apply(&mut draft).unwrap_err().to_string(), expected);
        assert_eq!(draft, start);
    }
}

#[test]
fn the_surroundings_stay_as_they_are() {
    let mut history = History::new(full(), vec![ResourceKind::Subnet]);
    let rename = Edit::Rename { resource: ResourceKind::Subnet, index: 0, name: "private-a".to_owned() };
    history.apply(&rename).unwrap();
    let name = Edit::Set { at: place(ResourceKind::Vpc, 0, "name").unwrap(), text: "x".to_owned() };
    assert_eq!(history.apply(&name), Err(EditError::Fixed("vpc")));
    assert_eq!(history.replace(ConfigDraft::default()), Err(EditError::Fixed("route_table")));

    let mut draft = full();
    let at = place(ResourceKind::NatGateway, 0, "subnet").unwrap();
    Edit::Set { at, text: "subnet-1".to_owned() }.apply(&mut draft).unwrap();
    let mut history = History::new(draft, vec![ResourceKind::Subnet]);
    assert_eq!(history.apply(&rename), Err(EditError::Fixed("nat_gateway")));
}

fn any_edit() -> impl Strategy<Value = Edit> {
    let places = places(&full());
    let text = prop_oneof![
        3 => "[ -~\\n\\t]{0,24}",
        1 => any::<String>(),
        1 => Just("tcp 443 pl:s3".to_owned()),
        1 => Just("0.0.0.0/0 nat-1".to_owned()),
        1 => Just(NONE.to_owned()),
    ];
    let resource = proptest::sample::select(ResourceKind::ALL.to_vec());
    let place = (proptest::sample::select(places), 0..3_usize, proptest::option::of(0..3_usize));
    (0..7, place, resource, 0..3_usize, text).prop_map(
        |(kind, (at, index, entry), resource, element, text)| {
            let at = Place { index, entry: entry.or(at.entry), ..at };
            match kind {
                0 | 1 => Edit::Set { at, text },
                2 => Edit::Clear { at },
                3 => Edit::AddElement { resource, name: text },
                4 => Edit::RemoveElement { resource, index: element },
                5 => Edit::AddEntry { at, text },
                _ => Edit::RemoveEntry { at },
            }
        },
    )
}

proptest! {
    #[test]
    fn no_edit_panics_and_what_was_set_reads_back(edits in prop::collection::vec(any_edit(), 1..12)) {
        let mut draft = full();
        for edit in edits {
            let before = draft.clone();
            match edit.apply(&mut draft) {
                Err(_) => prop_assert_eq!(&draft, &before),
                Ok(()) => if let Edit::Set { at, .. } = &edit
                    && let Some(read) = value(&draft, at)
                {
                    let mut again = draft.clone();
                    let set = Edit::Set { at: at.clone(), text: read };
                    prop_assert_eq!(set.apply(&mut again), Ok(()));
                    prop_assert_eq!(&again, &draft);
                },
            }
        }
    }

    #[test]
    fn undoing_everything_leads_back_and_redoing_forward(edits in prop::collection::vec(any_edit(), 1..12)) {
        let start = full();
        let mut history = History::new(start.clone(), ResourceKind::ALL.to_vec());
        for edit in &edits {
            let _ = history.apply(edit);
        }
        let end = history.draft().clone();
        while history.undo() {}
        prop_assert_eq!(history.draft(), &start);
        while history.redo() {}
        prop_assert_eq!(history.draft(), &end);
    }
}
