//! Changes that would open what a need is refused by, the narrowest first.

use crate::aws::{ConfigDraft, NetworkAclEntryDraft};
use crate::lab::fix::apply::default_acl;
use crate::lab::fix::derive::ends::{Ends, Far, acl_of, blocks_of, subnet, tables_of};
use crate::lab::fix::derive::ways::{elsewhere, into_vpc, mend_nat, other_acls, other_subnets, ways};
use crate::lab::fix::edit::{DesignEdit, Holder};
use crate::lab::fix::policy::{PolicyEdit, allows, label_of, statements};
use crate::reach::{Blocker, Direction, ExplanationCode};

/// What might open this blocker.
pub(super) fn opening(draft: &ConfigDraft, ends: &Ends, blocker: &Blocker) -> Vec<DesignEdit> {
    use ExplanationCode as Code;
    let name = blocker.component.as_str();
    match blocker.code {
        Code::EniSgRulesMismatch | Code::SgHasNoRules => rules(ends, name),
        Code::SubnetAclRestriction => [entries(draft, ends, name), other_acls(draft, name)].concat(),
        Code::NoRouteToDestination | Code::BadStateRoute => [ways(draft, ends), into_vpc(draft)].concat(),
        Code::IgwPublicIpAssociationForEgress => [ways(draft, ends), elsewhere(draft)].concat(),
        Code::NatGatewayHasNoWayOut => [mend_nat(draft, name), ways(draft, ends)].concat(),
        Code::ProtocolRestriction | Code::VpceGatewayProtocolRestriction | Code::OtherRegionBucket => {
            ways(draft, ends)
        }
        Code::NetworkIsolationBlocksContainer | Code::NoCredentialsInContainer => {
            vec![DesignEdit::SetIsolation(false)]
        }
        Code::VpcePolicyDeny => policy(draft, ends, &Holder::Endpoint(name.to_owned())),
        Code::IamDeny => policy(draft, ends, &Holder::Role),
        Code::BucketPolicyDeny => {
            let by_policy = policy(draft, ends, &Holder::Bucket(name.to_owned()));
            [into_vpc(draft), ways(draft, ends), by_policy].concat()
        }
        Code::DnsResolvesToPublicAddress => private_names(draft),
        Code::DnsResolutionDisabled => vec![DesignEdit::SetDnsSupport(true)],
        Code::SubnetAddressesExhausted => [other_subnets(draft), fewer_instances(draft)].concat(),
        Code::SubnetsNeedTwoAzs => other_subnets(draft),
        Code::NoPossibleDestination if matches!(ends.far, Far::Peer) => vec![DesignEdit::SetInstanceCount(2)],
        // Nothing that the learner may change stands behind the others.
        _ => Vec::new(),
    }
}

/// Rules for the groups that refuse: `names` are joined as the engine does.
fn rules(ends: &Ends, names: &str) -> Vec<DesignEdit> {
    let mut found = Vec::new();
    for group in names.split(" + ") {
        let mut add = |direction, rules: Vec<_>| {
            found.extend(rules.into_iter().map(|rule| DesignEdit::AddRule {
                group: group.to_owned(),
                direction,
                rule,
            }));
        };
        if ends.sender.groups.iter().any(|known| known == group) {
            add(Direction::Egress, ends.rules_out());
        }
        if ends.target.groups.iter().any(|known| known == group) {
            add(Direction::Ingress, ends.rules_in());
        }
    }
    found
}

/// Entries that let the flow pass at this network ACL, both ways, and denials to take away.
fn entries(draft: &ConfigDraft, ends: &Ends, name: &str) -> Vec<DesignEdit> {
    let has_acl = |subnets: &[String]| {
        let mut acls = subnets.iter().filter_map(|subnet_name| subnet(draft, subnet_name)).map(acl_of);
        acls.any(|acl| acl == name)
    };
    let (at_sender, at_target) = (has_acl(&ends.sender.subnets), has_acl(&ends.target.subnets));
    let between = !at_sender && !at_target;
    let far_blocks = match blocks_of(draft, &ends.target.subnets) {
        blocks if blocks.is_empty() || matches!(ends.far, Far::Address) => vec![ends.block.clone()],
        blocks => blocks,
    };
    let near_blocks = blocks_of(draft, &ends.sender.subnets);
    let mut wanted = Vec::new();
    for far in &far_blocks {
        if at_sender || between {
            wanted.push((Direction::Egress, ends.request(), far));
            wanted.push((Direction::Ingress, ends.answer(), far));
        }
    }
    for near in &near_blocks {
        if at_target || between {
            wanted.push((Direction::Ingress, ends.request(), near));
            wanted.push((Direction::Egress, ends.answer(), near));
        }
    }
    let mut found: Vec<DesignEdit> = wanted
        .into_iter()
        .map(|(direction, (protocol, ports), block)| DesignEdit::AddEntry {
            acl: name.to_owned(),
            direction,
            entry: NetworkAclEntryDraft {
                rule_number: Some(free_number(draft, name, direction)),
                action: Some("allow".to_owned()),
                protocol: Some(protocol.to_owned()),
                ports: ports.map(str::to_owned),
                cidr_block: Some(block.clone()),
                ..NetworkAclEntryDraft::default()
            },
        })
        .collect();
    found.extend(without_denials(draft, name));
    found
}

fn without_denials(draft: &ConfigDraft, name: &str) -> Vec<DesignEdit> {
    let mut found = Vec::new();
    for direction in [Direction::Ingress, Direction::Egress] {
        let entries = entries_of(draft, name, direction);
        let highest = entries.iter().filter_map(|entry| entry.rule_number).max().unwrap_or(100);
        for entry in entries.into_iter().filter(|entry| entry.action.as_deref() == Some("deny")) {
            found.push(DesignEdit::RemoveEntry { acl: name.to_owned(), direction, entry: entry.clone() });
            let number = highest.saturating_add(10);
            found.push(DesignEdit::RenumberEntry { acl: name.to_owned(), direction, entry, number });
        }
    }
    found
}

/// The entries of a network ACL in one direction; those of the default one also when it is not written.
pub(super) fn entries_of(draft: &ConfigDraft, name: &str, direction: Direction) -> Vec<NetworkAclEntryDraft> {
    let known = draft.network_acls.iter().find(|acl| acl.name == name).cloned();
    let Some(acl) = known.or_else(|| (name == "default").then(default_acl)) else { return Vec::new() };
    match direction {
        Direction::Ingress => acl.ingress,
        Direction::Egress => acl.egress,
    }
}

/// A number before the first denial, or behind the last entry where nothing is denied.
fn free_number(draft: &ConfigDraft, name: &str, direction: Direction) -> i64 {
    let entries = entries_of(draft, name, direction);
    let numbers = |denials: bool| {
        let chosen = entries.iter().filter(move |entry| !denials || entry.action.as_deref() == Some("deny"));
        chosen.filter_map(|entry| entry.rule_number)
    };
    match (numbers(true).min(), numbers(false).max()) {
        (Some(first), _) => first_free_below(first, &numbers(false).collect::<Vec<_>>()),
        (None, Some(last)) => last.saturating_add(10),
        (None, None) => 100,
    }
}

pub(super) fn first_free_below(number: i64, taken: &[i64]) -> i64 {
    (1..number).rev().find(|free| !taken.contains(free)).unwrap_or(number.saturating_add(1))
}

fn private_names(draft: &ConfigDraft) -> Vec<DesignEdit> {
    let off = draft.vpc_endpoints.iter().filter(|endpoint| endpoint.private_dns_enabled == Some(false));
    let switches =
        off.map(|endpoint| DesignEdit::SetPrivateDns { endpoint: endpoint.name.clone(), on: true });
    switches.chain([DesignEdit::SetDnsHostnames(true), DesignEdit::SetDnsSupport(true)]).collect()
}

fn fewer_instances(draft: &ConfigDraft) -> Vec<DesignEdit> {
    let count = draft.workload.as_ref().and_then(|workload| workload.instance_count).unwrap_or(1);
    (count > 1).then_some(DesignEdit::SetInstanceCount(count / 2)).into_iter().collect()
}

/// A statement for the request, denials to take away, or no policy.
fn policy(draft: &ConfigDraft, ends: &Ends, holder: &Holder) -> Vec<DesignEdit> {
    let text = match holder {
        Holder::Endpoint(name) => {
            let endpoint = draft.vpc_endpoints.iter().find(|endpoint| endpoint.name == *name);
            endpoint.and_then(|endpoint| endpoint.policy.as_deref())
        }
        Holder::Bucket(name) => {
            let bucket = draft.s3_buckets.iter().find(|bucket| bucket.name == *name);
            bucket.and_then(|bucket| bucket.policy.as_deref())
        }
        Holder::Role => {
            draft.workload.as_ref().and_then(|workload| workload.execution_role_policy.as_deref())
        }
    };
    let mut edits = Vec::new();
    if let Some(action) = &ends.action {
        let on_bucket = action.starts_with("s3:ListBucket") || action.starts_with("s3:GetBucket");
        let resource = match &ends.far {
            Far::Bucket { name, .. } if on_bucket => format!("arn:aws:s3:::{name}"),
            Far::Bucket { name, .. } => format!("arn:aws:s3:::{name}/*"),
            _ => ends.resource.clone().unwrap_or_else(|| "*".to_owned()),
        };
        edits.push(PolicyEdit::Allow { action: action.clone(), resource });
    }
    for (at, statement) in text.and_then(statements).unwrap_or_default().iter().enumerate() {
        if !allows(statement) {
            edits.push(PolicyEdit::RemoveStatement { label: label_of(statement, at), allows: false });
        }
    }
    edits.push(PolicyEdit::Clear);
    edits.into_iter().map(|edit| DesignEdit::Policy { holder: holder.clone(), edit }).collect()
}

/// What keeps the workload away from the subnets that refuse.
pub(super) fn fewer_subnets(draft: &ConfigDraft) -> Vec<DesignEdit> {
    let subnets = draft.workload.iter().filter_map(|workload| workload.subnets.as_ref()).flatten();
    subnets.map(|subnet| DesignEdit::DetachSubnet { subnet: subnet.clone() }).collect()
}

/// The tables that the sender's packets ask.
pub(super) fn senders_tables(draft: &ConfigDraft, ends: &Ends) -> Vec<String> {
    tables_of(draft, &ends.sender.subnets)
}
