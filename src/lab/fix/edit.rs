//! One change of a design, and how it is made in a draft.

use crate::aws::{
    ConfigDraft, NetworkAclEntryDraft, ResourceKind, RouteDraft, SecurityGroupRuleDraft, Service,
};
use crate::lab::fix::policy::PolicyEdit;
use crate::reach::Direction;

/// One change of a design. Elements go by their names and entries by their content, so that the order
/// of changes on different things does not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DesignEdit {
    AddRoute {
        table: String,
        route: RouteDraft,
    },
    RemoveRoute {
        table: String,
        route: RouteDraft,
    },
    /// The same destination, another target.
    ReplaceRoute {
        table: String,
        route: RouteDraft,
        target: String,
    },
    /// Gives the table the route to a gateway endpoint.
    Associate {
        endpoint: String,
        table: String,
    },
    Dissociate {
        endpoint: String,
        table: String,
    },
    AddRule {
        group: String,
        direction: Direction,
        rule: SecurityGroupRuleDraft,
    },
    RemoveRule {
        group: String,
        direction: Direction,
        rule: SecurityGroupRuleDraft,
    },
    NarrowRule {
        group: String,
        direction: Direction,
        rule: SecurityGroupRuleDraft,
        to: SecurityGroupRuleDraft,
    },
    AddEntry {
        acl: String,
        direction: Direction,
        entry: NetworkAclEntryDraft,
    },
    RemoveEntry {
        acl: String,
        direction: Direction,
        entry: NetworkAclEntryDraft,
    },
    RenumberEntry {
        acl: String,
        direction: Direction,
        entry: NetworkAclEntryDraft,
        number: i64,
    },
    SetTable {
        subnet: String,
        table: String,
    },
    SetAcl {
        subnet: String,
        acl: String,
    },
    AttachSubnet {
        subnet: String,
    },
    DetachSubnet {
        subnet: String,
    },
    AttachGroup {
        group: String,
    },
    DetachGroup {
        group: String,
    },
    /// Puts the workload into the VPC, or into other parts of it.
    SetVpcConfig {
        subnets: Vec<String>,
        groups: Vec<String>,
    },
    SetIsolation(bool),
    SetEncryption(bool),
    /// Names a key, or none.
    SetVolumeKey(Option<String>),
    SetOutputKey(Option<String>),
    SetInstanceCount(i64),
    LeaveVpc,
    SetDnsSupport(bool),
    SetDnsHostnames(bool),
    SetPrivateDns {
        endpoint: String,
        on: bool,
    },
    AddGatewayEndpoint {
        name: String,
        service: Service,
        tables: Vec<String>,
    },
    AddInterfaceEndpoint {
        name: String,
        service: Service,
        subnets: Vec<String>,
        groups: Vec<String>,
    },
    /// Makes an interface endpoint serve another service.
    SetService {
        endpoint: String,
        service: Service,
    },
    AddNat {
        name: String,
        subnet: String,
    },
    MoveNat {
        name: String,
        subnet: String,
    },
    /// Removes an element; a NAT gateway together with the routes to it.
    Remove {
        resource: ResourceKind,
        name: String,
    },
    Policy {
        holder: Holder,
        edit: PolicyEdit,
    },
}

/// Whose policy it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    Endpoint(String),
    Bucket(String),
    Role,
}

/// What a change can do to what is reached. Monotone rules are laws of the engine: a further allow
/// never makes anything unreachable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lab::fix) enum Sway {
    /// Nothing that was reached is out of reach after it.
    Opens,
    /// Nothing that was out of reach is reached after it.
    Closes,
    Either,
    /// It carries no packet.
    Neither,
}

impl DesignEdit {
    /// The section that the change stands in.
    #[must_use]
    pub fn resource(&self) -> ResourceKind {
        use ResourceKind as Kind;
        match self {
            Self::AddRoute { .. } | Self::RemoveRoute { .. } | Self::ReplaceRoute { .. } => Kind::RouteTable,
            Self::Associate { .. }
            | Self::Dissociate { .. }
            | Self::SetPrivateDns { .. }
            | Self::AddGatewayEndpoint { .. }
            | Self::AddInterfaceEndpoint { .. }
            | Self::SetService { .. }
            | Self::Policy { holder: Holder::Endpoint(_), .. } => Kind::VpcEndpoint,
            Self::AddRule { .. } | Self::RemoveRule { .. } | Self::NarrowRule { .. } => Kind::SecurityGroup,
            Self::AddEntry { .. } | Self::RemoveEntry { .. } | Self::RenumberEntry { .. } => Kind::NetworkAcl,
            Self::SetTable { .. } | Self::SetAcl { .. } => Kind::Subnet,
            Self::AttachSubnet { .. }
            | Self::DetachSubnet { .. }
            | Self::AttachGroup { .. }
            | Self::DetachGroup { .. }
            | Self::SetVpcConfig { .. }
            | Self::SetIsolation(_)
            | Self::SetEncryption(_)
            | Self::SetVolumeKey(_)
            | Self::SetOutputKey(_)
            | Self::SetInstanceCount(_)
            | Self::LeaveVpc
            | Self::Policy { holder: Holder::Role, .. } => Kind::Workload,
            Self::SetDnsSupport(_) | Self::SetDnsHostnames(_) => Kind::Vpc,
            Self::AddNat { .. } | Self::MoveNat { .. } => Kind::NatGateway,
            Self::Policy { holder: Holder::Bucket(_), .. } => Kind::S3Bucket,
            Self::Remove { resource, .. } => *resource,
        }
    }

    /// The name of the element that is changed, added or removed; empty where sections stand once.
    #[must_use]
    pub fn element(&self) -> &str {
        match self {
            Self::AddRoute { table, .. }
            | Self::RemoveRoute { table, .. }
            | Self::ReplaceRoute { table, .. } => table,
            Self::Associate { endpoint, .. }
            | Self::Dissociate { endpoint, .. }
            | Self::SetPrivateDns { endpoint, .. }
            | Self::SetService { endpoint, .. } => endpoint,
            Self::AddRule { group, .. } | Self::RemoveRule { group, .. } | Self::NarrowRule { group, .. } => {
                group
            }
            Self::AddEntry { acl, .. } | Self::RemoveEntry { acl, .. } | Self::RenumberEntry { acl, .. } => {
                acl
            }
            Self::SetTable { subnet, .. } | Self::SetAcl { subnet, .. } => subnet,
            Self::AddGatewayEndpoint { name, .. }
            | Self::AddInterfaceEndpoint { name, .. }
            | Self::AddNat { name, .. }
            | Self::MoveNat { name, .. }
            | Self::Remove { name, .. }
            | Self::Policy { holder: Holder::Endpoint(name) | Holder::Bucket(name), .. } => name,
            _ => "",
        }
    }

    /// 1 for a change of what is there, 2 for a new element or a policy that is given up.
    #[must_use]
    pub fn cost(&self) -> u32 {
        let gives_up = matches!(self, Self::Policy { edit: PolicyEdit::Clear, .. });
        if gives_up || self.adds_element() { 2 } else { 1 }
    }

    /// Whether the element is not there before.
    pub(in crate::lab::fix) fn adds_element(&self) -> bool {
        matches!(
            self,
            Self::AddGatewayEndpoint { .. } | Self::AddInterfaceEndpoint { .. } | Self::AddNat { .. }
        )
    }

    /// Every section that the change writes into.
    pub(in crate::lab::fix) fn sections(&self, draft: &ConfigDraft) -> Vec<ResourceKind> {
        let mut found = vec![self.resource()];
        if self.routes_lost(draft).next().is_some() {
            found.push(ResourceKind::RouteTable);
        }
        found
    }

    /// The tables that lose routes with a NAT gateway.
    pub(in crate::lab::fix) fn routes_lost<'d>(
        &'d self,
        draft: &'d ConfigDraft,
    ) -> impl Iterator<Item = &'d str> {
        let gone = match self {
            Self::Remove { resource: ResourceKind::NatGateway, name } => Some(name),
            _ => None,
        };
        let loses = move |routes: &[RouteDraft]| routes.iter().any(|route| route.target.as_ref() == gone);
        let tables = draft.route_tables.iter().filter(move |table| gone.is_some() && loses(&table.routes));
        tables.map(|table| table.name.as_str())
    }

    /// When the change is made among several: new elements first, removed ones last.
    pub(in crate::lab::fix) fn phase(&self) -> u8 {
        match self {
            _ if self.adds_element() => 0,
            Self::ReplaceRoute { .. } | Self::NarrowRule { .. } | Self::RenumberEntry { .. } => 1,
            Self::RemoveRoute { .. } | Self::RemoveRule { .. } | Self::RemoveEntry { .. } => 3,
            Self::Remove { .. } => 4,
            _ => 2,
        }
    }

    /// What the change can do to what is reached.
    pub(in crate::lab::fix) fn sway(&self) -> Sway {
        let of = |opens: bool| if opens { Sway::Opens } else { Sway::Closes };
        match self {
            Self::AddRule { .. } | Self::AttachGroup { .. } => Sway::Opens,
            Self::RemoveRule { .. } | Self::DetachGroup { .. } => Sway::Closes,
            Self::SetIsolation(on) | Self::SetEncryption(on) => of(!on),
            Self::AddEntry { entry, .. } => of(is_allow(entry)),
            Self::RemoveEntry { entry, .. } => of(!is_allow(entry)),
            Self::SetVolumeKey(_) | Self::SetOutputKey(_) => Sway::Neither,
            Self::Policy { edit, .. } => edit.sway(),
            _ => Sway::Either,
        }
    }

    /// How much the change lets through, to compare like with like: the sum of the binary logarithms
    /// of addresses, ports and protocols for a rule, a guess for everything else; 0 lets nothing
    /// through.
    pub(in crate::lab::fix) fn breadth(&self) -> u32 {
        match self {
            Self::AddRule { rule, .. } => rule_breadth(rule),
            Self::NarrowRule { to, .. } => rule_breadth(to) / 2,
            Self::AddEntry { entry, .. } if is_allow(entry) => {
                addresses(entry.cidr_block.as_deref())
                    + ports(entry.protocol.as_deref(), entry.ports.as_deref())
            }
            Self::RemoveEntry { entry, .. } if !is_allow(entry) => 40,
            Self::SetIsolation(false) | Self::AddRoute { .. } | Self::LeaveVpc => 50,
            Self::ReplaceRoute { .. } | Self::AddNat { .. } => 48,
            Self::AddGatewayEndpoint { .. } | Self::SetTable { .. } | Self::SetAcl { .. } => 30,
            Self::Associate { .. } | Self::AddInterfaceEndpoint { .. } | Self::SetVpcConfig { .. } => 20,
            Self::Policy { edit, .. } => edit.breadth(),
            Self::RemoveRule { .. } | Self::RemoveRoute { .. } | Self::RemoveEntry { .. } => 0,
            // What takes a whole thing away is the coarser way to close something.
            Self::Remove { .. } | Self::Dissociate { .. } | Self::DetachSubnet { .. } => 10,
            _ => 5,
        }
    }
}

fn is_allow(entry: &NetworkAclEntryDraft) -> bool {
    entry.action.as_deref() == Some("allow")
}

fn rule_breadth(rule: &SecurityGroupRuleDraft) -> u32 {
    addresses(rule.peer.as_deref()) + ports(rule.protocol.as_deref(), rule.ports.as_deref())
}

fn addresses(peer: Option<&str>) -> u32 {
    match peer {
        Some(peer) if peer.starts_with("pl:") => 18,
        Some(peer) => {
            let length = peer.rsplit_once('/').and_then(|(_, length)| length.parse::<u32>().ok());
            length.map_or(4, |length| 32_u32.saturating_sub(length))
        }
        None => 32,
    }
}

fn ports(protocol: Option<&str>, ports: Option<&str>) -> u32 {
    match (protocol, ports) {
        (Some("all") | None, _) => 24,
        (Some("esp"), _) => 0,
        (_, None | Some("all")) => 16,
        (_, Some(range)) if range.contains('-') => 15,
        _ => 0,
    }
}
