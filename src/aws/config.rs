//! The validated configuration: closed references, canonical values, defaults filled in.

use std::collections::BTreeMap;

use crate::aws::{PolicyDocument, Service, Workload};
use crate::net::{Ipv4Prefix, PortRange, ProtocolMatch};

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub(in crate::aws) usize);

        impl $name {
            /// Position in the configuration's list, for tables indexed by element.
            #[must_use]
            pub fn index(self) -> usize {
                self.0
            }
        }
    )*};
}

id! {
    /// A subnet of one [`Config`].
    SubnetId,
    /// A route table of one [`Config`].
    RouteTableId,
    /// A NAT gateway of one [`Config`].
    NatId,
    /// A security group of one [`Config`].
    SecurityGroupId,
    /// A network ACL of one [`Config`].
    NetworkAclId,
    /// A VPC endpoint of one [`Config`].
    EndpointId,
    /// A network interface of one [`Config`].
    InterfaceId,
    /// An on-premises client of one [`Config`].
    OnPremisesId,
    /// A bucket of one [`Config`].
    BucketId,
}

/// A configuration that the engine can reason about.
///
/// INVARIANT (closed): every id inside resolves; names are unique within a kind.
/// INVARIANT (placed): subnets lie inside the VPC and do not overlap; each has exactly one route
/// table and one network ACL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    pub(in crate::aws) region: String,
    pub(in crate::aws) account: String,
    pub(in crate::aws) organization: Option<String>,
    pub(in crate::aws) service_control_policy: Option<PolicyDocument>,
    pub(in crate::aws) resource_control_policy: Option<PolicyDocument>,
    pub(in crate::aws) vpc: Vpc,
    pub(in crate::aws) subnets: Vec<Subnet>,
    pub(in crate::aws) route_tables: Vec<RouteTable>,
    pub(in crate::aws) nats: Vec<Nat>,
    pub(in crate::aws) security_groups: Vec<SecurityGroup>,
    pub(in crate::aws) network_acls: Vec<NetworkAcl>,
    pub(in crate::aws) endpoints: Vec<Endpoint>,
    pub(in crate::aws) interfaces: Vec<NetworkInterface>,
    pub(in crate::aws) on_premises_clients: Vec<OnPremisesClient>,
    pub(in crate::aws) buckets: Vec<Bucket>,
    pub(in crate::aws) workload: Option<Workload>,
}

/// The VPC.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four independent switches of AWS")]
pub struct Vpc {
    pub name: String,
    pub cidr_block: Ipv4Prefix,
    pub enable_dns_support: bool,
    pub enable_dns_hostnames: bool,
    pub internet_gateway: bool,
    /// Whether it is connected to the network of the on-premises clients.
    pub virtual_private_gateway: bool,
}

/// A subnet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subnet {
    pub name: String,
    pub cidr_block: Ipv4Prefix,
    pub availability_zone: String,
    pub route_table: RouteTableId,
    pub network_acl: NetworkAclId,
}

/// A route table, without the local route and the endpoint routes, which the engine adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteTable {
    pub name: String,
    pub routes: Vec<Route>,
}

/// A static route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    pub destination: Ipv4Prefix,
    pub target: RouteTarget,
}

/// Where a route leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RouteTarget {
    InternetGateway,
    /// The network on the other side of a VPN or of Direct Connect.
    VirtualPrivateGateway,
    Nat(NatId),
    /// The target is gone; packets are dropped.
    Blackhole,
}

/// A NAT gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nat {
    pub name: String,
    pub subnet: SubnetId,
    /// Whether it has an Elastic IP address; a private one is dropped by the internet gateway.
    pub public: bool,
}

/// A security group: allow rules only, return traffic passes by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityGroup {
    pub name: String,
    pub ingress: Vec<SecurityGroupRule>,
    pub egress: Vec<SecurityGroupRule>,
}

/// One allow rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecurityGroupRule {
    pub protocol: ProtocolMatch,
    /// For ICMP, types and codes as [`PortRange::icmp`] packs them. Ignored for protocols without
    /// either.
    pub ports: PortRange,
    pub peer: RulePeer,
}

/// The other side of a security group rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RulePeer {
    Cidr(Ipv4Prefix),
    /// The private addresses of the group's members.
    Group(SecurityGroupId),
    /// The AWS-managed prefix list of a gateway service in the configuration's region.
    PrefixList(Service),
}

/// A network ACL: numbered, stateless, implicit final deny.
///
/// INVARIANT (numbered): entries are kept by rule number; the written order has no effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkAcl {
    pub name: String,
    pub ingress: BTreeMap<u16, AclEntry>,
    pub egress: BTreeMap<u16, AclEntry>,
}

/// One entry of a network ACL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AclEntry {
    pub action: Action,
    pub protocol: ProtocolMatch,
    /// For ICMP, types and codes as [`PortRange::icmp`] packs them. Ignored for protocols without
    /// either.
    pub ports: PortRange,
    pub cidr_block: Ipv4Prefix,
}

/// What a network ACL entry does with a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Allow,
    Deny,
}

/// A VPC endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    pub name: String,
    pub service: Service,
    pub kind: EndpointKind,
    /// `None` is full access.
    pub policy: Option<PolicyDocument>,
}

impl Endpoint {
    /// The id that `aws:SourceVpce` carries.
    #[must_use]
    pub fn id(&self) -> String {
        format!("vpce-{}", self.name)
    }
}

/// How an endpoint carries traffic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndpointKind {
    Gateway(GatewayEndpoint),
    Interface(InterfaceEndpoint),
}

/// A route to the service's prefix list in the chosen tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayEndpoint {
    pub route_tables: Vec<RouteTableId>,
}

/// A private address in each chosen subnet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterfaceEndpoint {
    pub subnets: Vec<SubnetId>,
    pub security_groups: Vec<SecurityGroupId>,
    pub private_dns_enabled: bool,
    /// Whether private names serve inbound resolver endpoints alone; only ever with S3.
    pub private_dns_only_for_inbound_resolver_endpoint: bool,
}

/// A machine in the VPC that is not part of the workload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkInterface {
    pub name: String,
    pub subnet: SubnetId,
    /// `None`: any usable address of the subnet.
    pub private_ip_address: Option<u32>,
    pub security_groups: Vec<SecurityGroupId>,
    pub public_ip: bool,
}

/// A machine outside the VPC, behind the virtual private gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnPremisesClient {
    pub name: String,
    /// A private address outside the VPC's block.
    pub ip_address: u32,
    /// Whether names are asked of the VPC's resolver, through an inbound endpoint.
    pub inbound_resolver: bool,
}

/// An S3 bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    pub name: String,
    pub owner: Owner,
    pub region: String,
    pub policy: Option<PolicyDocument>,
}

/// Whose a bucket is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// The learner's account.
    Own,
    /// The account with this id, taken for an adversary's.
    Foreign(String),
}

macro_rules! lookup {
    ($($many:ident, $one:ident, $id:ident, $item:ty);* $(;)?) => {$(
        #[doc = concat!("Every ", stringify!($item), ", in file order.")]
        #[must_use]
        pub fn $many(&self) -> &[$item] {
            &self.$many
        }

        #[doc = concat!("The ", stringify!($item), " with this id.")]
        #[must_use]
        #[expect(clippy::indexing_slicing, reason = "INVARIANT (closed)")]
        pub fn $one(&self, id: $id) -> &$item {
            &self.$many[id.0]
        }
    )*};
}

impl Config {
    lookup! {
        subnets, subnet, SubnetId, Subnet;
        route_tables, route_table, RouteTableId, RouteTable;
        nats, nat, NatId, Nat;
        security_groups, security_group, SecurityGroupId, SecurityGroup;
        network_acls, network_acl, NetworkAclId, NetworkAcl;
        endpoints, endpoint, EndpointId, Endpoint;
        interfaces, interface, InterfaceId, NetworkInterface;
        on_premises_clients, on_premises_client, OnPremisesId, OnPremisesClient;
        buckets, bucket, BucketId, Bucket;
    }

    /// The region of every resource that does not name its own.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The 12-digit id of the learner's account.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The organization the account belongs to.
    #[must_use]
    pub fn organization(&self) -> Option<&str> {
        self.organization.as_deref()
    }

    /// The service control policies in force for the account, as one.
    #[must_use]
    pub fn service_control_policy(&self) -> Option<&PolicyDocument> {
        self.service_control_policy.as_ref()
    }

    /// The resource control policies in force for the account, as one, with RCPFullAWSAccess.
    #[must_use]
    pub fn resource_control_policy(&self) -> Option<&PolicyDocument> {
        self.resource_control_policy.as_ref()
    }

    /// Every policy that a request may meet.
    pub fn policies(&self) -> impl Iterator<Item = &PolicyDocument> {
        let account = [self.service_control_policy(), self.resource_control_policy()];
        let role = self.workload().and_then(|workload| workload.execution_role_policy.as_ref());
        let endpoints = self.endpoints.iter().filter_map(|endpoint| endpoint.policy.as_ref());
        let buckets = self.buckets.iter().filter_map(|bucket| bucket.policy.as_ref());
        account.into_iter().flatten().chain(role).chain(endpoints).chain(buckets)
    }

    /// The VPC.
    #[must_use]
    pub fn vpc(&self) -> &Vpc {
        &self.vpc
    }

    /// The job, model, notebook instance or domain the questions are about.
    #[must_use]
    pub fn workload(&self) -> Option<&Workload> {
        self.workload.as_ref()
    }

    /// The ARN of the workload's execution role.
    #[must_use]
    pub fn execution_role_arn(&self) -> String {
        format!("arn:aws:iam::{}:role/execution-role", self.account)
    }

    /// Ids of all endpoints.
    pub fn endpoint_ids(&self) -> impl Iterator<Item = EndpointId> + use<> {
        (0..self.endpoints.len()).map(EndpointId)
    }

    /// Ids of all subnets.
    pub fn subnet_ids(&self) -> impl Iterator<Item = SubnetId> + use<> {
        (0..self.subnets.len()).map(SubnetId)
    }

    /// Ids of all security groups.
    pub fn security_group_ids(&self) -> impl Iterator<Item = SecurityGroupId> + use<> {
        (0..self.security_groups.len()).map(SecurityGroupId)
    }

    /// Ids of all network interfaces.
    pub fn interface_ids(&self) -> impl Iterator<Item = InterfaceId> + use<> {
        (0..self.interfaces.len()).map(InterfaceId)
    }

    /// The network interface called `name`.
    #[must_use]
    pub fn interface_named(&self, name: &str) -> Option<InterfaceId> {
        self.interfaces.iter().position(|interface| interface.name == name).map(InterfaceId)
    }

    /// The on-premises client called `name`; no network interface has the same name.
    #[must_use]
    pub fn on_premises_named(&self, name: &str) -> Option<OnPremisesId> {
        self.on_premises_clients.iter().position(|client| client.name == name).map(OnPremisesId)
    }

    /// The bucket called `name`.
    #[must_use]
    pub fn bucket_named(&self, name: &str) -> Option<BucketId> {
        self.buckets.iter().position(|bucket| bucket.name == name).map(BucketId)
    }
}
