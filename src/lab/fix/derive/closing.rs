//! Changes that would close a path which must not be there, and those that narrow it to what is needed.

use crate::aws::{ConfigDraft, NetworkAclEntryDraft, ResourceKind, SecurityGroupRuleDraft};
use crate::lab::fix::apply::{default_group, everything_out};
use crate::lab::fix::derive::ends::{Ends, Far, acl_of, subnet, table_of};
use crate::lab::fix::derive::opening::{entries_of, first_free_below, senders_tables};
use crate::lab::fix::derive::ways::into_vpc;
use crate::lab::fix::edit::{DesignEdit, Holder};
use crate::lab::fix::policy::{PolicyEdit, allows, label_of, statements};
use crate::net::Ipv4Prefix;
use crate::reach::{ComponentKind, Direction, PathComponent};

/// What might close the path at this hop; `needs` are the flows that must stay open.
pub(super) fn closing(
    draft: &ConfigDraft,
    ends: &Ends,
    needs: &[Ends],
    account: &str,
    hop: &PathComponent,
) -> Vec<DesignEdit> {
    let name = hop.component.as_str();
    match hop.kind {
        ComponentKind::Container => vec![DesignEdit::SetIsolation(true)],
        ComponentKind::ServiceNetwork => [vec![DesignEdit::SetIsolation(true)], into_vpc(draft)].concat(),
        ComponentKind::SecurityGroup => rules(draft, ends, needs, name),
        ComponentKind::NetworkAcl => entries(draft, ends, name),
        ComponentKind::RouteTable => routes(draft, ends, name),
        ComponentKind::NatGateway => {
            vec![DesignEdit::Remove { resource: ResourceKind::NatGateway, name: name.to_owned() }]
        }
        ComponentKind::GatewayEndpoint => {
            let tables = senders_tables(draft, ends);
            let off =
                tables.into_iter().map(|table| DesignEdit::Dissociate { endpoint: name.to_owned(), table });
            endpoint_policy(draft, ends, account, name).into_iter().chain(off).chain([gone(name)]).collect()
        }
        ComponentKind::InterfaceEndpoint => {
            endpoint_policy(draft, ends, account, name).into_iter().chain([gone(name)]).collect()
        }
        ComponentKind::EndpointPolicy => endpoint_policy(draft, ends, account, name),
        ComponentKind::IdentityPolicy => {
            request(ends).map(|edit| DesignEdit::Policy { holder: Holder::Role, edit }).into_iter().collect()
        }
        ComponentKind::Bucket | ComponentKind::BucketPolicy => bucket_policy(draft, ends),
        ComponentKind::DnsResolver if matches!(ends.far, Far::Dns) => vec![DesignEdit::SetDnsSupport(false)],
        _ => Vec::new(),
    }
}

fn gone(endpoint: &str) -> DesignEdit {
    DesignEdit::Remove { resource: ResourceKind::VpcEndpoint, name: endpoint.to_owned() }
}

/// Narrower rules in place of those that admit the flow, and their removal.
fn rules(draft: &ConfigDraft, ends: &Ends, needs: &[Ends], name: &str) -> Vec<DesignEdit> {
    let mut found = Vec::new();
    let group_name = || name.to_owned();
    let narrow = |direction, rule: &SecurityGroupRuleDraft, found: &mut Vec<DesignEdit>| {
        for to in narrower(needs, name, direction) {
            let (rule, to) = (rule.clone(), to.clone());
            found.push(DesignEdit::NarrowRule { group: group_name(), direction, rule, to });
        }
        found.push(DesignEdit::RemoveRule { group: group_name(), direction, rule: rule.clone() });
    };
    if ends.sender.groups.iter().any(|known| known == name) {
        for rule in rules_of(draft, name, Direction::Egress) {
            if ends.goes_out_by(draft, &rule) {
                narrow(Direction::Egress, &rule, &mut found);
            }
        }
        found.push(DesignEdit::DetachGroup { group: group_name() });
    }
    if ends.target.groups.iter().any(|known| known == name) {
        for rule in rules_of(draft, name, Direction::Ingress) {
            if ends.comes_in_by(draft, &rule) {
                narrow(Direction::Ingress, &rule, &mut found);
            }
        }
    }
    found
}

/// The rules in one direction; those that stand by default also when they are not written.
fn rules_of(draft: &ConfigDraft, name: &str, direction: Direction) -> Vec<SecurityGroupRuleDraft> {
    let known = draft.security_groups.iter().find(|group| group.name == name).cloned();
    let Some(group) = known.or_else(|| (name == "default").then(default_group)) else { return Vec::new() };
    match direction {
        Direction::Ingress => group.ingress,
        Direction::Egress => group.egress.unwrap_or_else(|| vec![everything_out()]),
    }
}

/// The rules that the needs of this group's wearers take.
fn narrower(needs: &[Ends], group: &str, direction: Direction) -> Vec<SecurityGroupRuleDraft> {
    let mut found = Vec::new();
    for need in needs {
        let (side, rules) = match direction {
            Direction::Egress => (&need.sender, need.rules_out()),
            Direction::Ingress => (&need.target, need.rules_in()),
        };
        if side.groups.iter().any(|known| known == group) {
            found.extend(rules.into_iter().filter(|rule| !found.contains(rule)).collect::<Vec<_>>());
        }
    }
    found
}

/// A denial before everything else, and the removal of what allows the flow.
fn entries(draft: &ConfigDraft, ends: &Ends, name: &str) -> Vec<DesignEdit> {
    let mut found = Vec::new();
    let wears = |subnets: &[String]| {
        subnets.iter().filter_map(|known| subnet(draft, known)).any(|known| acl_of(known) == name)
    };
    let directions = [
        (Direction::Egress, wears(&ends.sender.subnets), ends.block.clone()),
        (Direction::Ingress, wears(&ends.target.subnets), ends.block.clone()),
    ];
    for (direction, _, block) in directions.into_iter().filter(|(_, here, _)| *here) {
        let entries = entries_of(draft, name, direction);
        let taken: Vec<i64> = entries.iter().filter_map(|entry| entry.rule_number).collect();
        let first = taken.iter().min().copied().unwrap_or(100);
        let (protocol, ports) = ends.request();
        if direction == Direction::Egress {
            found.push(DesignEdit::AddEntry {
                acl: name.to_owned(),
                direction,
                entry: NetworkAclEntryDraft {
                    rule_number: Some(first_free_below(first, &taken)),
                    action: Some("deny".to_owned()),
                    protocol: Some(protocol.to_owned()),
                    ports: ports.map(str::to_owned),
                    cidr_block: Some(block),
                    ..NetworkAclEntryDraft::default()
                },
            });
        }
        let allowing = entries.into_iter().filter(|entry| entry.action.as_deref() == Some("allow"));
        found.extend(allowing.map(|entry| DesignEdit::RemoveEntry {
            acl: name.to_owned(),
            direction,
            entry,
        }));
    }
    found
}

/// The routes of this table that carry the flow, and other tables for the subnets that ask it.
fn routes(draft: &ConfigDraft, ends: &Ends, name: &str) -> Vec<DesignEdit> {
    let far = ends.block.parse::<Ipv4Prefix>();
    let mut found = Vec::new();
    let table = draft.route_tables.iter().find(|table| table.name == name);
    for route in table.into_iter().flat_map(|table| &table.routes) {
        let covers = route.destination.as_deref().and_then(|text| text.parse::<Ipv4Prefix>().ok());
        if covers.zip(far.as_ref().ok()).is_some_and(|(route, far)| route.overlaps(*far)) {
            found.push(DesignEdit::RemoveRoute { table: name.to_owned(), route: route.clone() });
        }
    }
    let asking = ends.sender.subnets.iter().filter_map(|known| subnet(draft, known));
    for subnet in asking.filter(|subnet| table_of(subnet) == name) {
        let others = draft.route_tables.iter().filter(|table| table.name != name).take(3);
        found.extend(
            others
                .map(|table| DesignEdit::SetTable { subnet: subnet.name.clone(), table: table.name.clone() }),
        );
    }
    found
}

/// What the question asks for, denied.
fn request(ends: &Ends) -> Option<PolicyEdit> {
    let (Far::Bucket { name, .. }, Some(action)) = (&ends.far, &ends.action) else { return None };
    Some(PolicyEdit::Deny { action: action.clone(), resource: format!("arn:aws:s3:::{name}/*") })
}

fn endpoint_policy(draft: &ConfigDraft, ends: &Ends, account: &str, name: &str) -> Vec<DesignEdit> {
    let mut edits = Vec::new();
    if matches!(&ends.far, Far::Bucket { foreign: true, .. }) {
        edits.push(PolicyEdit::OwnResourcesOnly { account: account.to_owned() });
    } else {
        edits.extend(request(ends));
    }
    let endpoint = draft.vpc_endpoints.iter().find(|endpoint| endpoint.name == name);
    let policy = endpoint.and_then(|endpoint| endpoint.policy.as_deref());
    for (at, statement) in policy.and_then(statements).unwrap_or_default().iter().enumerate() {
        if allows(statement) {
            edits.push(PolicyEdit::RemoveStatement { label: label_of(statement, at), allows: true });
        }
    }
    let holder = Holder::Endpoint(name.to_owned());
    edits.into_iter().map(|edit| DesignEdit::Policy { holder: holder.clone(), edit }).collect()
}

/// An own bucket for callers from the VPC only, or through one endpoint only.
pub(super) fn bucket_policy(draft: &ConfigDraft, ends: &Ends) -> Vec<DesignEdit> {
    let Far::Bucket { name, foreign: false } = &ends.far else { return Vec::new() };
    let vpc = format!("vpc-{}", draft.vpc.name.as_deref().unwrap_or("main"));
    let by_vpc = ("aws:SourceVpc", vpc);
    let s3 = draft.vpc_endpoints.iter().filter(|endpoint| endpoint.service.as_deref() == Some("s3"));
    let by_endpoint = s3.map(|endpoint| ("aws:SourceVpce", format!("vpce-{}", endpoint.name)));
    std::iter::once(by_vpc)
        .chain(by_endpoint)
        .map(|(key, value)| DesignEdit::Policy {
            holder: Holder::Bucket(name.clone()),
            edit: PolicyEdit::DenyUnless { bucket: name.clone(), key, value },
        })
        .collect()
}
