//! P5 and P6: the order and the cut of a text mean nothing.

use super::*;
use trapline::aws::NetworkAclDraft;

const STATEMENTS: [&str; 4] = [
    r#"{"Effect":"Allow","Principal":"*","Action":["s3:GetObject","s3:PutObject"],"Resource":["arn:aws:s3:::own/*","*"]}"#,
    r#"{"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"*","Condition":{"StringNotEquals":{"aws:ResourceAccount":["111122223333","444455556666"]}}}"#,
    r#"{"Effect":"Deny","Principal":{"AWS":["999988887777","222233334444"]},"Action":"s3:Get*","Resource":"*"}"#,
    r#"{"Effect":"Allow","Principal":"*","Action":"s3:ListBucket","Resource":"arn:aws:s3:::own"}"#,
];

fn policy<'s>(statements: impl IntoIterator<Item = &'s str>) -> String {
    format!(r#"{{"Statement":[{}]}}"#, statements.into_iter().collect::<Vec<_>>().join(","))
}

/// A range of ports as two.
fn halves(ports: Option<&str>) -> Vec<Option<String>> {
    let (first, last) = match ports {
        Some("all") | None => (0, 65_535),
        Some(range) => match range.split_once('-') {
            Some((first, last)) => (first.parse().unwrap(), last.parse().unwrap()),
            None => return vec![Some(range.to_owned())],
        },
    };
    let middle = u32::midpoint(first, last);
    vec![Some(format!("{first}-{middle}")), Some(format!("{}-{last}", middle + 1))]
}

fn has_ports(protocol: Option<&str>) -> bool {
    matches!(protocol, Some("tcp" | "udp"))
}

/// Every entry as several that cover the same, in the same place of the order.
fn split_entries(
    entries: &[NetworkAclEntryDraft],
    parts: impl Fn(&NetworkAclEntryDraft) -> Vec<NetworkAclEntryDraft>,
) -> Vec<NetworkAclEntryDraft> {
    let split = entries.iter().flat_map(|entry| {
        let number = entry.rule_number.unwrap() * 4;
        parts(entry)
            .into_iter()
            .zip(0..)
            .map(move |(part, at)| NetworkAclEntryDraft { rule_number: Some(number + at), ..part })
    });
    split.collect()
}

fn in_every_acl(draft: &mut ConfigDraft, parts: impl Fn(&NetworkAclEntryDraft) -> Vec<NetworkAclEntryDraft>) {
    for NetworkAclDraft { ingress, egress, .. } in &mut draft.network_acls {
        *ingress = split_entries(ingress, &parts);
        *egress = split_entries(egress, &parts);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn p5_order_invariance_of_policy_statements_and_lists(
        draft in drafts().prop_map(with_buckets),
        order in Just(STATEMENTS.to_vec()).prop_shuffle(),
    ) {
        let mut written = draft.clone();
        let mut turned = draft;
        let swapped = |text: &str| {
            text.replace(r#"["s3:GetObject","s3:PutObject"]"#, r#"["s3:PutObject","s3:GetObject"]"#)
                .replace(r#"["999988887777","222233334444"]"#, r#"["222233334444","999988887777"]"#)
                .replace(r#"["111122223333","444455556666"]"#, r#"["444455556666","111122223333"]"#)
        };
        for endpoint in &mut written.vpc_endpoints {
            endpoint.policy = Some(policy(STATEMENTS));
        }
        written.s3_buckets[0].policy = Some(policy(STATEMENTS));
        for endpoint in &mut turned.vpc_endpoints {
            endpoint.policy = Some(swapped(&policy(order.iter().copied())));
        }
        turned.s3_buckets[0].policy = Some(swapped(&policy(order)));
        prop_assert_eq!(answers(&written), answers(&turned));
    }

    #[test]
    fn p5_order_invariance_of_every_list_of_elements(draft in drafts().prop_map(with_buckets)) {
        let mut turned = draft.clone();
        turned.subnets.reverse();
        turned.route_tables.reverse();
        turned.nat_gateways.reverse();
        turned.security_groups.reverse();
        turned.network_acls.reverse();
        turned.s3_buckets.reverse();
        workload(&mut turned).subnets.as_mut().unwrap().reverse();
        prop_assert_eq!(answers(&draft), answers(&turned));
    }

    #[test]
    fn p6_split_invariance_of_port_ranges_in_security_groups(draft in drafts().prop_map(with_buckets)) {
        let mut split = draft.clone();
        let parts = |rule: &SecurityGroupRuleDraft| {
            let rule = rule.clone();
            let ports = if has_ports(rule.protocol.as_deref()) { halves(rule.ports.as_deref()) } else { vec![rule.ports.clone()] };
            ports.into_iter().map(move |ports| SecurityGroupRuleDraft { ports, ..rule.clone() }).collect::<Vec<_>>()
        };
        for group in &mut split.security_groups {
            group.ingress = group.ingress.iter().flat_map(parts).collect();
            group.egress = group.egress.as_ref().map(|egress| egress.iter().flat_map(parts).collect());
        }
        prop_assert_eq!(answers(&draft), answers(&split));
    }

    #[test]
    fn p6_split_invariance_of_network_acl_entries(draft in drafts().prop_map(with_buckets)) {
        let mut by_block = draft.clone();
        in_every_acl(&mut by_block, |entry| {
            let blocks = split(entry.cidr_block.as_deref()).into_iter();
            blocks.map(|cidr_block| NetworkAclEntryDraft { cidr_block, ..entry.clone() }).collect()
        });
        let mut by_port = draft.clone();
        in_every_acl(&mut by_port, |entry| {
            let ports = if has_ports(entry.protocol.as_deref()) { halves(entry.ports.as_deref()) } else { vec![entry.ports.clone()] };
            ports.into_iter().map(|ports| NetworkAclEntryDraft { ports, ..entry.clone() }).collect()
        });
        let whole = answers(&draft);
        prop_assert_eq!(&whole, &answers(&by_block));
        prop_assert_eq!(&whole, &answers(&by_port));
    }

    /// Equal where no route of length 1 stands beside the default route.
    #[test]
    fn p6_split_invariance_of_the_default_route(draft in drafts().prop_map(with_buckets)) {
        let mut whole = draft;
        for table in &mut whole.route_tables {
            table.routes.retain(|route| !route.destination.as_deref().unwrap().ends_with("/1"));
        }
        let mut halves = whole.clone();
        for table in &mut halves.route_tables {
            let parts = |route: &RouteDraft| {
                let target = route.target.clone();
                split(route.destination.as_deref()).into_iter().map(move |destination| RouteDraft { destination, target: target.clone() }).collect::<Vec<_>>()
            };
            table.routes = table.routes.iter().flat_map(parts).collect();
        }
        prop_assert_eq!(answers(&whole), answers(&halves));
    }
}
