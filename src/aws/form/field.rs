//! The one table of fields: key, shape, what it means, what it is when absent, where AWS says so.

use crate::aws::form::options::Options;
use crate::aws::{Place, ResourceKind};

/// The shape of a field's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldShape {
    /// One line of text.
    Text,
    /// A policy document: several lines of JSON.
    Policy,
    Bool,
    Number,
    /// A list of names of other elements.
    Names,
    /// Which section the workload stands in.
    Kind,
    /// Routes of a route table.
    Routes,
    /// Inbound rules of a security group.
    Ingress,
    /// Outbound rules of a security group; when absent everything goes out.
    Egress,
    /// Entries of a network ACL.
    Entries,
}

impl FieldShape {
    /// Whether the value is a list of entries with fields of their own.
    #[must_use]
    pub fn has_entries(self) -> bool {
        matches!(self, Self::Routes | Self::Ingress | Self::Egress | Self::Entries)
    }
}

/// What is known of a field before it has a value.
#[derive(Debug, Clone, Copy)]
pub struct FieldSpec {
    /// The key of the file format.
    pub key: &'static str,
    pub shape: FieldShape,
    /// One line: what it means.
    pub help: &'static str,
    /// What holds when it is absent; empty when it must be given.
    pub default: &'static str,
    /// The AWS page it rests on.
    pub source: &'static str,
    pub(in crate::aws::form) options: Options,
}

macro_rules! fields {
    ($module:ident of $draft:path { $($key:literal $field:ident: $shape:ident, $options:expr, $default:literal, $help:literal, $source:expr;)* }) => {
        pub(in crate::aws::form) mod $module {
            use crate::aws::form::field::{FieldShape, FieldSpec, pages};
            use crate::aws::form::options::Options;
            use crate::aws::form::slot::{Slot, SlotMut};

            pub(in crate::aws::form) const SPECS: &[FieldSpec] = &[$(FieldSpec {
                key: $key,
                shape: FieldShape::$shape,
                help: $help,
                default: $default,
                source: $source,
                options: $options,
            },)*];

            pub(in crate::aws::form) fn slot<'a>(draft: &'a $draft, key: &str) -> Option<Slot<'a>> {
                match key {
                    $($key => Some(Slot::$shape(&draft.$field)),)*
                    _ => None,
                }
            }

            pub(in crate::aws::form) fn slot_mut<'a>(draft: &'a mut $draft, key: &str) -> Option<SlotMut<'a>> {
                match key {
                    $($key => Some(SlotMut::$shape(&mut draft.$field)),)*
                    _ => None,
                }
            }
        }
    };
}

/// The AWS pages that the fields rest on.
mod pages {
    pub(super) const VPC: &str = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html";
    pub(super) const DNS: &str = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html";
    pub(super) const IGW: &str = "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html";
    pub(super) const SUBNET: &str = "https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html";
    pub(super) const ROUTES: &str = "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html";
    pub(super) const NAT: &str = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html";
    pub(super) const GROUP: &str =
        "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html";
    pub(super) const ACL: &str = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html";
    pub(super) const ICMP: &str =
        "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IcmpTypeCode.html";
    pub(super) const VPN: &str = "https://docs.aws.amazon.com/vpn/latest/s2svpn/how_it_works.html";
    pub(super) const RESOLVER: &str =
        "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-overview-DSP-inbound-query.html";
    pub(super) const S3_DNS: &str =
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html";
    pub(super) const REGISTRY: &str = "https://docs.aws.amazon.com/sagemaker/latest/dg/docker-containers-adapt-your-own-private-registry.html";
    pub(super) const IMAGE: &str =
        "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ImageConfig.html";
    pub(super) const NOTEBOOK: &str =
        "https://docs.aws.amazon.com/sagemaker/latest/dg/appendix-notebook-and-internet-access.html";
    pub(super) const STUDIO: &str =
        "https://docs.aws.amazon.com/sagemaker/latest/dg/studio-updated-and-internet-access.html";
    pub(super) const ENDPOINT: &str =
        "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html";
    pub(super) const GATEWAY: &str =
        "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html";
    pub(super) const ENDPOINT_POLICY: &str =
        "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html";
    pub(super) const INTERFACE: &str = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html";
    pub(super) const BUCKET_POLICY: &str =
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html";
    pub(super) const BUCKET: &str = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingBucket.html";
    pub(super) const ORGANIZATION: &str =
        "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_introduction.html";
    pub(super) const SCP: &str =
        "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html";
    pub(super) const RCP: &str =
        "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html";
    pub(super) const REGIONS: &str =
        "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html";
    pub(super) const JOB_VPC: &str = "https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html";
    pub(super) const ISOLATION: &str =
        "https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html";
    pub(super) const NODES: &str = "https://docs.aws.amazon.com/sagemaker/latest/dg/train-encrypt.html";
    pub(super) const KEYS: &str = "https://docs.aws.amazon.com/sagemaker/latest/dg/encryption-at-rest.html";
    pub(super) const ROLE: &str = "https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html";
    pub(super) const JOB: &str = "https://docs.aws.amazon.com/sagemaker/latest/dg/how-it-works-training.html";
}

fields! { account of crate::aws::ConfigDraft {
    "region" region: Text, Options::Regions, "us-east-1", "Region of every resource that names none", pages::REGIONS;
    "account" account: Text, Options::Free, "111122223333", "12-digit id of your own account", pages::ORGANIZATION;
    "organization" organization: Text, Options::Free, "none", "Organization the account belongs to, such as o-a1b2c3d4e5", pages::ORGANIZATION;
    "service_control_policy" service_control_policy: Policy, Options::Free, "none", "What the organization lets the account's principals do at most; it must allow, and grants nothing", pages::SCP;
    "resource_control_policy" resource_control_policy: Policy, Options::Free, "none", "What the organization lets anybody do with the account's resources at most; it only denies", pages::RCP;
}}

fields! { vpc of crate::aws::VpcDraft {
    "name" name: Text, Options::Free, "main", "Its id in policies is vpc- and this name", pages::VPC;
    "cidr_block" cidr_block: Text, Options::VpcBlocks, "10.0.0.0/16", "Private addresses of the VPC, /16 to /28", pages::VPC;
    "enable_dns_support" enable_dns_support: Bool, Options::Bool, "true", "Whether the VPC's resolver answers; private DNS of endpoints needs it", pages::DNS;
    "enable_dns_hostnames" enable_dns_hostnames: Bool, Options::Bool, "false", "Public host names for public addresses; private DNS of endpoints needs it", pages::DNS;
    "internet_gateway" internet_gateway: Bool, Options::Bool, "false", "Whether an internet gateway is attached; alone it opens nothing, a route must point at it", pages::IGW;
    "virtual_private_gateway" virtual_private_gateway: Bool, Options::Bool, "false", "Whether a VPN or Direct Connect is attached; a route must point at it", pages::VPN;
}}

fields! { subnet of crate::aws::SubnetDraft {
    "cidr_block" cidr_block: Text, Options::SubnetBlocks, "", "Its part of the VPC's addresses; subnets must not overlap", pages::SUBNET;
    "availability_zone" availability_zone: Text, Options::Zones, "the region's first zone", "Zone the subnet lies in, wholly", pages::SUBNET;
    "route_table" route_table: Text, Options::RouteTables, "main", "Table that decides where packets go; a route to the internet gateway makes the subnet public", pages::ROUTES;
    "network_acl" network_acl: Text, Options::NetworkAcls, "default", "Stateless filter at the subnet's edge; the default one allows everything", pages::ACL;
}}

fields! { route_table of crate::aws::RouteTableDraft {
    "routes" routes: Routes, Options::Free, "none", "Routes besides the local one, which is always there; the longest prefix wins", pages::ROUTES;
}}

fields! { route of crate::aws::RouteDraft {
    "destination" destination: Text, Options::RouteDestinations, "", "CIDR block the route is for; 0.0.0.0/0 is everything not more specific", pages::ROUTES;
    "target" target: Text, Options::RouteTargets, "", "internet_gateway, virtual_private_gateway, the name of a NAT gateway, or blackhole", pages::ROUTES;
}}

fields! { nat_gateway of crate::aws::NatGatewayDraft {
    "subnet" subnet: Text, Options::Subnets, "", "Subnet it stands in; to reach the internet that one must be public", pages::NAT;
    "connectivity_type" connectivity_type: Text, Options::Literal(&["public", "private"]), "public", "public has an Elastic IP address; private reaches other networks only", pages::NAT;
}}

fields! { security_group of crate::aws::SecurityGroupDraft {
    "ingress" ingress: Ingress, Options::Free, "none", "What may come in; allow rules only, answers pass by themselves", pages::GROUP;
    "egress" egress: Egress, Options::Literal(&["none"]), "everything goes out", "What may go out; allow rules only, answers pass by themselves", pages::GROUP;
}}

fields! { ingress_rule of crate::aws::SecurityGroupRuleDraft {
    "protocol" protocol: Text, Options::Protocols, "", "tcp, udp, icmp, esp, all or a protocol number", pages::GROUP;
    "ports" ports: Text, Options::Ports, "all", "A port, a range such as 1024-65535, or all; not for icmp", pages::GROUP;
    "icmp_type" icmp_type: Number, Options::Literal(&["8", "0", "3", "-1"]), "every type", "ICMP only: type of the message, 0 to 255; -1 is every type", pages::ICMP;
    "icmp_code" icmp_code: Number, Options::Literal(&["0", "4", "-1"]), "every code", "ICMP only: code of the message, 0 to 255; -1 is every code of the type", pages::ICMP;
    "source" peer: Text, Options::Peers, "", "Who may send: a CIDR block, sg:NAME or a prefix list such as pl:s3", pages::GROUP;
}}

fields! { egress_rule of crate::aws::SecurityGroupRuleDraft {
    "protocol" protocol: Text, Options::Protocols, "", "tcp, udp, icmp, esp, all or a protocol number", pages::GROUP;
    "ports" ports: Text, Options::Ports, "all", "A port, a range such as 1024-65535, or all; not for icmp", pages::GROUP;
    "icmp_type" icmp_type: Number, Options::Literal(&["8", "0", "3", "-1"]), "every type", "ICMP only: type of the message, 0 to 255; -1 is every type", pages::ICMP;
    "icmp_code" icmp_code: Number, Options::Literal(&["0", "4", "-1"]), "every code", "ICMP only: code of the message, 0 to 255; -1 is every code of the type", pages::ICMP;
    "destination" peer: Text, Options::Peers, "", "Who may be called: a CIDR block, sg:NAME or a prefix list such as pl:s3", pages::GROUP;
}}

fields! { network_acl of crate::aws::NetworkAclDraft {
    "ingress" ingress: Entries, Options::Free, "none: all is denied", "Entries for packets coming in; the lowest matching number decides, answers need their own entry", pages::ACL;
    "egress" egress: Entries, Options::Free, "none: all is denied", "Entries for packets going out; the lowest matching number decides, answers need their own entry", pages::ACL;
}}

fields! { acl_entry of crate::aws::NetworkAclEntryDraft {
    "rule_number" rule_number: Number, Options::RuleNumbers, "", "1 to 32766; lower numbers are asked first", pages::ACL;
    "action" action: Text, Options::Literal(&["allow", "deny"]), "", "allow or deny", pages::ACL;
    "protocol" protocol: Text, Options::Protocols, "", "tcp, udp, icmp, esp, all or a protocol number", pages::ACL;
    "ports" ports: Text, Options::Ports, "all", "Destination ports of the packet: a port, a range, or all; not for icmp", pages::ACL;
    "icmp_type" icmp_type: Number, Options::Literal(&["8", "0", "3", "-1"]), "every type", "ICMP only: type of the message, 0 to 255; -1 is every type", pages::ICMP;
    "icmp_code" icmp_code: Number, Options::Literal(&["0", "4", "-1"]), "every code", "ICMP only: code of the message, 0 to 255; -1 is every code of the type", pages::ICMP;
    "cidr_block" cidr_block: Text, Options::AclBlocks, "", "Address of the other side", pages::ACL;
}}

fields! { vpc_endpoint of crate::aws::VpcEndpointDraft {
    "service" service: Text, Options::Services, "", "Service it leads to, such as s3, logs or sagemaker.api", pages::ENDPOINT;
    "vpc_endpoint_type" vpc_endpoint_type: Text, Options::Literal(&["Gateway", "Interface"]), "", "Gateway is a route (s3 and dynamodb only, free); Interface is a private address per subnet", pages::ENDPOINT;
    "route_tables" route_tables: Names, Options::RouteTables, "none", "Gateway only: tables that get the route", pages::GATEWAY;
    "subnets" subnets: Names, Options::Subnets, "none", "Interface only: subnets that get an address", pages::ENDPOINT;
    "security_groups" security_groups: Names, Options::SecurityGroups, "default", "Interface only: must let callers in on 443", pages::ENDPOINT;
    "private_dns_enabled" private_dns_enabled: Bool, Options::Bool, "true", "Interface only: the service's usual name leads to the endpoint", pages::ENDPOINT;
    "private_dns_only_for_inbound_resolver_endpoint" private_dns_only_for_inbound_resolver_endpoint: Bool, Options::Bool, "true", "Interface for s3 only: private names serve on-premises resolvers alone, not the VPC", pages::S3_DNS;
    "policy" policy: Policy, Options::Free, "full access", "Who may do what through it; full access includes buckets of other accounts", pages::ENDPOINT_POLICY;
}}

fields! { network_interface of crate::aws::NetworkInterfaceDraft {
    "subnet" subnet: Text, Options::Subnets, "", "Subnet it lies in", pages::INTERFACE;
    "private_ip_address" private_ip_address: Text, Options::Free, "any free address", "Its private address", pages::INTERFACE;
    "security_groups" security_groups: Names, Options::SecurityGroups, "default", "Groups whose rules apply, added together", pages::GROUP;
    "public_ip" public_ip: Bool, Options::Bool, "false", "Whether it has a public IPv4 address", pages::INTERFACE;
}}

fields! { on_premises_client of crate::aws::OnPremisesClientDraft {
    "ip_address" ip_address: Text, Options::Literal(&["192.168.10.20"]), "", "Its private address, outside the VPC", pages::VPN;
    "inbound_resolver" inbound_resolver: Bool, Options::Bool, "false", "Whether it asks the VPC for names, through an inbound endpoint of Route 53 Resolver", pages::RESOLVER;
}}

fields! { s3_bucket of crate::aws::S3BucketDraft {
    "account" account: Text, Options::Accounts, "self", "self, or the id of another account, taken for an adversary's", pages::BUCKET;
    "region" region: Text, Options::Regions, "the configuration's region", "Region of the bucket; a gateway endpoint serves its own region only", pages::BUCKET;
    "policy" policy: Policy, Options::Free, "none", "Who may do what with it; without one only its own account may", pages::BUCKET_POLICY;
}}

fields! { workload of crate::aws::WorkloadDraft {
    "kind" kind: Kind, Options::Kinds, "training_job", "Which SageMaker resource it is", pages::JOB;
    "instance_count" instance_count: Number, Options::Literal(&["1", "2", "4"]), "1", "How many nodes; more than one of a job talk to each other", pages::JOB;
    "subnets" subnets: Names, Options::Subnets, "none: no VpcConfig", "With security_groups, the VpcConfig: its interfaces lie in your subnets", pages::JOB_VPC;
    "subnet" subnet: Text, Options::Subnets, "none: no interface in the VPC", "The one subnet a notebook instance has an interface in", pages::NOTEBOOK;
    "security_groups" security_groups: Names, Options::SecurityGroups, "none: no VpcConfig", "With subnets, the VpcConfig: groups of its interfaces", pages::JOB_VPC;
    "enable_network_isolation" enable_network_isolation: Bool, Options::Bool, "false", "The container gets no network and no credentials; the platform still moves the data", pages::ISOLATION;
    "enable_inter_container_traffic_encryption" enable_inter_container_traffic_encryption: Bool, Options::Bool, "false", "Encrypts what the nodes of one job send each other; needs UDP 500 and ESP between them", pages::NODES;
    "efa" efa: Bool, Options::Bool, "false", "Elastic Fabric Adapter: five addresses a node, and all traffic between nodes allowed both ways", pages::JOB_VPC;
    "training_repository_access_mode" training_repository_access_mode: Text, Options::Literal(&["Platform", "Vpc"]), "Platform", "Platform pulls the image from ECR by itself; Vpc from a registry that the VPC reaches", pages::REGISTRY;
    "repository_access_mode" repository_access_mode: Text, Options::Literal(&["Platform", "Vpc"]), "Platform", "Platform pulls the model's image from ECR by itself; Vpc from a registry that the VPC reaches", pages::IMAGE;
    "direct_internet_access" direct_internet_access: Text, Options::Literal(&["Enabled", "Disabled"]), "Enabled", "Enabled sends all but the VPC's own addresses past the VPC, through SageMaker's network", pages::NOTEBOOK;
    "app_network_access_type" app_network_access_type: Text, Options::Literal(&["PublicInternetOnly", "VpcOnly"]), "PublicInternetOnly", "PublicInternetOnly keeps all but EFS out of the VPC; VpcOnly sends everything through it", pages::STUDIO;
    "volume_kms_key" volume_kms_key: Text, Options::Keys, "none", "Customer key for the instances' storage volumes", pages::KEYS;
    "output_kms_key" output_kms_key: Text, Options::Keys, "none", "Customer key for what is written to the output bucket", pages::KEYS;
    "input_buckets" input_buckets: Names, Options::Buckets, "every own bucket", "Buckets the platform downloads from", pages::JOB;
    "output_bucket" output_bucket: Text, Options::Buckets, "every own bucket", "Bucket the platform uploads to", pages::JOB;
    "execution_role_policy" execution_role_policy: Policy, Options::Free, "what the SageMaker managed policy allows", "What the execution role may do", pages::ROLE;
}}

/// The fields of a section's elements, without the name.
#[must_use]
pub fn fields(resource: ResourceKind) -> &'static [FieldSpec] {
    match resource {
        ResourceKind::Account => account::SPECS,
        ResourceKind::Vpc => vpc::SPECS,
        ResourceKind::Subnet => subnet::SPECS,
        ResourceKind::RouteTable => route_table::SPECS,
        ResourceKind::NatGateway => nat_gateway::SPECS,
        ResourceKind::SecurityGroup => security_group::SPECS,
        ResourceKind::NetworkAcl => network_acl::SPECS,
        ResourceKind::VpcEndpoint => vpc_endpoint::SPECS,
        ResourceKind::NetworkInterface => network_interface::SPECS,
        ResourceKind::OnPremisesClient => on_premises_client::SPECS,
        ResourceKind::S3Bucket => s3_bucket::SPECS,
        ResourceKind::Workload => workload::SPECS,
    }
}

/// The fields of an entry in a field of this shape; empty for shapes without entries.
#[must_use]
pub fn entry_fields(shape: FieldShape) -> &'static [FieldSpec] {
    match shape {
        FieldShape::Routes => route::SPECS,
        FieldShape::Ingress => ingress_rule::SPECS,
        FieldShape::Egress => egress_rule::SPECS,
        FieldShape::Entries => acl_entry::SPECS,
        _ => &[],
    }
}

/// What is known of the field, or of the entry's field, at `at`.
#[must_use]
pub fn spec(at: &Place) -> Option<&'static FieldSpec> {
    let field = fields(at.resource).iter().find(|spec| spec.key == at.field)?;
    if at.entry_field.is_empty() {
        return Some(field);
    }
    entry_fields(field.shape).iter().find(|spec| spec.key == at.entry_field)
}

/// The place that a line command names: `cidr_block`, `egress.2` (the second rule) or `egress.2.ports`.
#[must_use]
pub fn place(resource: ResourceKind, index: usize, text: &str) -> Option<Place> {
    let mut parts = text.split('.');
    let key = parts.next()?;
    let field = fields(resource).iter().find(|spec| spec.key == key)?;
    let mut at = Place::field(resource, index, field.key);
    if let Some(number) = parts.next() {
        let number: usize = number.parse().ok()?;
        if !field.shape.has_entries() {
            return None;
        }
        at = at.at(number.checked_sub(1)?);
    }
    if let Some(key) = parts.next() {
        at = at.key(entry_fields(field.shape).iter().find(|spec| spec.key == key)?.key);
    }
    parts.next().is_none().then_some(at)
}
