//! P7 and P8: names, the place of the VPC and bystanders mean nothing.

use super::*;
use trapline::aws::{
    NetworkAclDraft, NetworkInterfaceDraft, RouteTableDraft, SecurityGroupDraft, SubnetDraft,
    VpcEndpointDraft,
};

/// Every block and address of a draft.
fn blocks(draft: &mut ConfigDraft) -> Vec<&mut String> {
    let groups = draft.security_groups.iter_mut();
    let rules = groups.flat_map(|group| group.ingress.iter_mut().chain(group.egress.iter_mut().flatten()));
    let acls = draft.network_acls.iter_mut();
    let entries = acls.flat_map(|acl| acl.ingress.iter_mut().chain(&mut acl.egress));
    let routes = draft.route_tables.iter_mut().flat_map(|table| &mut table.routes);
    let fields = rules
        .map(|rule| &mut rule.peer)
        .chain(entries.map(|entry| &mut entry.cidr_block))
        .chain(routes.map(|route| &mut route.destination))
        .chain(draft.subnets.iter_mut().map(|subnet| &mut subnet.cidr_block))
        .chain(draft.network_interfaces.iter_mut().map(|interface| &mut interface.private_ip_address))
        .chain([&mut draft.vpc.cidr_block]);
    fields.flatten().collect()
}

/// Every name of a network element, where it is given and where it is used.
fn names(draft: &mut ConfigDraft) -> Vec<&mut String> {
    let ConfigDraft {
        subnets,
        route_tables,
        nat_gateways,
        security_groups,
        network_acls,
        vpc_endpoints,
        network_interfaces,
        workload,
        ..
    } = draft;
    let mut all: Vec<&mut String> = Vec::new();
    for it in subnets {
        all.push(&mut it.name);
        all.extend(it.route_table.iter_mut().chain(&mut it.network_acl));
    }
    for it in route_tables {
        all.push(&mut it.name);
        all.extend(it.routes.iter_mut().filter_map(|route| route.target.as_mut()));
    }
    for it in nat_gateways {
        all.push(&mut it.name);
        all.extend(&mut it.subnet);
    }
    for it in security_groups {
        all.push(&mut it.name);
        let rules = it.ingress.iter_mut().chain(it.egress.iter_mut().flatten());
        all.extend(rules.filter_map(|rule| rule.peer.as_mut()).filter(|peer| peer.starts_with("sg:")));
    }
    all.extend(network_acls.iter_mut().map(|it| &mut it.name));
    for it in vpc_endpoints {
        let lists = [&mut it.route_tables, &mut it.subnets, &mut it.security_groups];
        all.extend(lists.into_iter().flatten().flatten());
    }
    for it in network_interfaces {
        all.extend(it.subnet.iter_mut().chain(it.security_groups.iter_mut().flatten()));
    }
    if let Some(it) = workload {
        all.extend([&mut it.subnets, &mut it.security_groups].into_iter().flatten().flatten());
    }
    all
}

/// A draft with elements that no packet of the questions meets.
fn with_bystanders(mut draft: ConfigDraft) -> ConfigDraft {
    draft.route_tables.push(RouteTableDraft {
        name: "unused".into(),
        routes: vec![RouteDraft { destination: Some("0.0.0.0/0".into()), target: Some("blackhole".into()) }],
    });
    draft.network_acls.push(NetworkAclDraft { name: "unused".into(), ..NetworkAclDraft::default() });
    let open = SecurityGroupDraft { name: "unused".into(), ingress: vec![allow_all()], egress: None };
    draft.security_groups.push(open);
    draft.subnets.push(SubnetDraft {
        name: "far".into(),
        cidr_block: Some("10.0.200.0/24".into()),
        route_table: Some("unused".into()),
        network_acl: Some("unused".into()),
        ..SubnetDraft::default()
    });
    draft.network_interfaces.push(NetworkInterfaceDraft {
        name: "bystander".into(),
        subnet: Some("far".into()),
        private_ip_address: Some("10.0.200.9".into()),
        security_groups: Some(vec!["unused".into()]),
        public_ip: Some(true),
    });
    draft.vpc_endpoints.push(VpcEndpointDraft {
        name: "kms".into(),
        service: Some("kms".into()),
        vpc_endpoint_type: Some("Interface".into()),
        subnets: Some(vec!["far".into()]),
        private_dns_enabled: Some(false),
        ..VpcEndpointDraft::default()
    });
    draft
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn p7_renaming_changes_nothing(draft in drafts().prop_map(with_buckets)) {
        let mut renamed = draft.clone();
        for name in names(&mut renamed) {
            if !["main", "default", "internet_gateway", "blackhole"].contains(&name.as_str()) {
                name.push_str("-x9");
            }
        }
        prop_assert_ne!(&draft, &renamed);
        prop_assert_eq!(answers(&draft), answers(&renamed));
    }

    #[test]
    fn p7_relocation_changes_nothing(draft in drafts().prop_map(with_buckets)) {
        let mut moved = draft.clone();
        moved.vpc.cidr_block = Some("10.0.0.0/16".into());
        for block in blocks(&mut moved) {
            if let Some(rest) = block.strip_prefix("10.0.") {
                *block = format!("10.77.{rest}");
            }
        }
        let (here, there) = (Config::build(&draft).unwrap(), Config::build(&moved).unwrap());
        for asked in questions() {
            let mut elsewhere = asked.clone();
            if let trapline::reach::Destination::Address { address, .. } = &mut elsewhere.destination {
                *address += 77 << 16;
            }
            prop_assert_eq!(analyze(&here, &asked).verdict(), analyze(&there, &elsewhere).verdict(), "{}", asked);
        }
    }

    #[test]
    fn p8_bystanders_are_irrelevant(draft in drafts().prop_map(with_buckets)) {
        prop_assert_eq!(answers(&draft), answers(&with_bystanders(draft.clone())));
    }

    #[test]
    fn p8_what_nothing_refers_to_may_go(draft in drafts().prop_map(with_buckets)) {
        let mut bare = draft.clone();
        let used: Vec<_> = draft.subnets.iter().filter_map(|subnet| subnet.network_acl.clone()).collect();
        bare.network_acls.retain(|acl| used.contains(&acl.name));
        let routes = draft.route_tables.iter().flat_map(|table| &table.routes);
        let targets: Vec<_> = routes.filter_map(|route| route.target.clone()).collect();
        bare.nat_gateways.retain(|nat| targets.contains(&nat.name));
        prop_assert_eq!(answers(&draft), answers(&bare));
    }
}
