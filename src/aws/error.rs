//! What is wrong with a draft, keyed by resource and field so that it works without any file.

use std::fmt;

/// A kind of section of the configuration file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ResourceKind {
    /// The top-level keys.
    Account,
    Vpc,
    Subnet,
    RouteTable,
    NatGateway,
    SecurityGroup,
    NetworkAcl,
    VpcEndpoint,
    NetworkInterface,
    OnPremisesClient,
    S3Bucket,
    /// The job, model, notebook instance or domain.
    Workload,
}

impl ResourceKind {
    /// Every kind, in file order.
    pub const ALL: [Self; 12] = [
        Self::Account,
        Self::Vpc,
        Self::Subnet,
        Self::RouteTable,
        Self::NatGateway,
        Self::SecurityGroup,
        Self::NetworkAcl,
        Self::VpcEndpoint,
        Self::NetworkInterface,
        Self::OnPremisesClient,
        Self::S3Bucket,
        Self::Workload,
    ];

    /// Several of them, for people, such as `NAT gateways`.
    #[must_use]
    pub fn plural(self) -> &'static str {
        match self {
            Self::Account => "accounts",
            Self::Vpc => "VPCs",
            Self::Subnet => "subnets",
            Self::RouteTable => "route tables",
            Self::NatGateway => "NAT gateways",
            Self::SecurityGroup => "security groups",
            Self::NetworkAcl => "network ACLs",
            Self::VpcEndpoint => "VPC endpoints",
            Self::NetworkInterface => "network interfaces",
            Self::OnPremisesClient => "on-premises clients",
            Self::S3Bucket => "S3 buckets",
            Self::Workload => "workloads",
        }
    }

    /// The key of the section in the file; `workload` stands for the section of the workload's kind.
    #[must_use]
    pub fn section(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Vpc => "vpc",
            Self::Subnet => "subnet",
            Self::RouteTable => "route_table",
            Self::NatGateway => "nat_gateway",
            Self::SecurityGroup => "security_group",
            Self::NetworkAcl => "network_acl",
            Self::VpcEndpoint => "vpc_endpoint",
            Self::NetworkInterface => "network_interface",
            Self::OnPremisesClient => "on_premises_client",
            Self::S3Bucket => "s3_bucket",
            Self::Workload => "workload",
        }
    }
}

/// Where in a draft something is wrong: section, position in the section, field, position in the field.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    pub resource: ResourceKind,
    /// Which of the section's elements, counted from 0; 0 for sections that stand once.
    pub index: usize,
    /// The key, such as `cidr_block`; empty for the element as a whole.
    pub field: &'static str,
    /// Which entry of a list-valued field (rule, route, name), counted from 0.
    pub entry: Option<usize>,
    /// The key inside the entry, such as `ports`; empty for the entry as a whole.
    pub entry_field: &'static str,
}

impl Place {
    /// The field `field` of the element at `index`.
    #[must_use]
    pub fn field(resource: ResourceKind, index: usize, field: &'static str) -> Self {
        Self { resource, index, field, entry: None, entry_field: "" }
    }

    /// The entry at `entry` of this field.
    #[must_use]
    pub fn at(self, entry: usize) -> Self {
        Self { entry: Some(entry), ..self }
    }

    /// The key `entry_field` inside this entry.
    #[must_use]
    pub fn key(self, entry_field: &'static str) -> Self {
        Self { entry_field, ..self }
    }
}

/// One thing wrong with a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    pub at: Place,
    /// The name of the element, as the learner gave it; empty where sections stand once.
    pub element: String,
    /// What is wrong: lower case, no full stop, user text in backticks.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The model does not cover this, although AWS does.
    pub refused: bool,
    /// Byte offset into the text of the field, for errors inside a policy.
    pub offset: Option<usize>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.at.resource.section())?;
        if !self.element.is_empty() {
            write!(f, " `{}`", self.element)?;
        }
        if !self.at.field.is_empty() {
            write!(f, ", {}", self.at.field)?;
        }
        if let Some(entry) = self.at.entry {
            write!(f, " {}", entry + 1)?;
        }
        if !self.at.entry_field.is_empty() {
            write!(f, ", {}", self.at.entry_field)?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for ConfigError {}
