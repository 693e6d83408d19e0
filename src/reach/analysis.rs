//! Answers of the engine.

use std::fmt;

use crate::net::Flow;
use crate::reach::ExplanationCode;
use crate::reach::decide::Gate;

/// Over everything that the learner does not choose: does it hold nowhere, somewhere, everywhere?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    Never,
    Sometimes,
    Always,
}

impl Verdict {
    /// `never`, `sometimes` or `always`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Sometimes => "sometimes",
            Self::Always => "always",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What kind of element a hop is; AWS's own nouns where it has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ComponentKind {
    Container,
    Platform,
    NetworkInterface,
    SecurityGroup,
    NetworkAcl,
    Subnet,
    RouteTable,
    InternetGateway,
    NatGateway,
    /// A machine on premises.
    OnPremises,
    VirtualPrivateGateway,
    GatewayEndpoint,
    InterfaceEndpoint,
    /// The network that SageMaker manages for workloads without `VpcConfig`.
    ServiceNetwork,
    DnsResolver,
    IdentityPolicy,
    EndpointPolicy,
    BucketPolicy,
    ServiceControlPolicy,
    ResourceControlPolicy,
    Service,
    Bucket,
    Internet,
}

impl ComponentKind {
    /// Every kind.
    pub const ALL: [Self; 23] = [
        Self::Container,
        Self::Platform,
        Self::NetworkInterface,
        Self::SecurityGroup,
        Self::NetworkAcl,
        Self::Subnet,
        Self::RouteTable,
        Self::InternetGateway,
        Self::NatGateway,
        Self::OnPremises,
        Self::VirtualPrivateGateway,
        Self::GatewayEndpoint,
        Self::InterfaceEndpoint,
        Self::ServiceNetwork,
        Self::DnsResolver,
        Self::IdentityPolicy,
        Self::EndpointPolicy,
        Self::BucketPolicy,
        Self::ServiceControlPolicy,
        Self::ResourceControlPolicy,
        Self::Service,
        Self::Bucket,
        Self::Internet,
    ];

    /// The kind as JSON and pack files spell it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Container => "container",
            Self::Platform => "platform",
            Self::NetworkInterface => "network_interface",
            Self::SecurityGroup => "security_group",
            Self::NetworkAcl => "network_acl",
            Self::Subnet => "subnet",
            Self::RouteTable => "route_table",
            Self::InternetGateway => "internet_gateway",
            Self::NatGateway => "nat_gateway",
            Self::OnPremises => "on_premises_client",
            Self::VirtualPrivateGateway => "virtual_private_gateway",
            Self::GatewayEndpoint => "gateway_endpoint",
            Self::InterfaceEndpoint => "interface_endpoint",
            Self::ServiceNetwork => "service_network",
            Self::DnsResolver => "dns_resolver",
            Self::IdentityPolicy => "identity_policy",
            Self::EndpointPolicy => "endpoint_policy",
            Self::BucketPolicy => "bucket_policy",
            Self::ServiceControlPolicy => "service_control_policy",
            Self::ResourceControlPolicy => "resource_control_policy",
            Self::Service => "service",
            Self::Bucket => "s3_bucket",
            Self::Internet => "internet",
        }
    }

    /// The kind for people, such as `network ACL`.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Container => "container",
            Self::Platform => "platform",
            Self::NetworkInterface => "network interface",
            Self::SecurityGroup => "security group",
            Self::NetworkAcl => "network ACL",
            Self::Subnet => "subnet",
            Self::RouteTable => "route table",
            Self::InternetGateway => "internet gateway",
            Self::NatGateway => "NAT gateway",
            Self::OnPremises => "on-premises client",
            Self::VirtualPrivateGateway => "virtual private gateway",
            Self::GatewayEndpoint => "gateway endpoint",
            Self::InterfaceEndpoint => "interface endpoint",
            Self::ServiceNetwork => "service network",
            Self::DnsResolver => "DNS resolver",
            Self::IdentityPolicy => "identity policy",
            Self::EndpointPolicy => "endpoint policy",
            Self::BucketPolicy => "bucket policy",
            Self::ServiceControlPolicy => "service control policy",
            Self::ResourceControlPolicy => "resource control policy",
            Self::Service => "service",
            Self::Bucket => "S3 bucket",
            Self::Internet => "internet",
        }
    }

    /// The kind spelled `text`.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

impl fmt::Display for ComponentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One hop of a path: the element and what it decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathComponent {
    pub component: String,
    pub kind: ComponentKind,
    /// The rule, route or statement that decided, in words.
    pub detail: String,
}

impl fmt::Display for PathComponent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.element(), self.detail)
    }
}

impl PathComponent {
    /// The element for people: its kind, and its name where it has one of its own.
    #[must_use]
    pub fn element(&self) -> String {
        element(self.kind, &self.component)
    }
}

impl Blocker {
    /// The refusal as a hop of the refused path.
    pub(in crate::reach) fn as_hop(&self) -> PathComponent {
        let detail = format!("refused: {}", self.detail);
        PathComponent { component: self.component.clone(), kind: self.kind, detail }
    }

    /// The element for people: its kind, and its name where it has one of its own.
    #[must_use]
    pub fn element(&self) -> String {
        element(self.kind, &self.component)
    }
}

fn element(kind: ComponentKind, name: &str) -> String {
    let title = kind.title();
    if name.is_empty() || name == kind.as_str() || name == title {
        return title.to_owned();
    }
    format!("{title} `{name}`")
}

/// One element that refuses the path closest to success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocker {
    pub code: ExplanationCode,
    pub component: String,
    pub kind: ComponentKind,
    /// What was looked for and what was found instead, in words.
    pub detail: String,
}

/// One concrete case of what the verdict says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Witness {
    /// The first packet; absent where no packet of the VPC is involved.
    pub packet: Option<Flow>,
    /// The subnet the workload was placed in; absent without `VpcConfig`.
    pub subnet: Option<String>,
    /// Who signs the request and what it asks for; absent for questions about packets alone.
    pub request: Option<String>,
}

/// The answer to one question.
///
/// INVARIANT (evidence): `Always` has a path and no blocker; `Never` has a blocker and no path;
/// `Sometimes` has both. `Analysis::new` is the only constructor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Analysis {
    verdict: Verdict,
    witness: Option<Witness>,
    path: Vec<PathComponent>,
    refused_path: Vec<PathComponent>,
    blockers: Vec<Blocker>,
    traversed: Vec<ComponentKind>,
}

/// A path that holds: the case, its hops, and every kind of element that *some* holding path crosses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::reach) struct Open {
    pub witness: Witness,
    pub path: Vec<PathComponent>,
    pub traversed: Vec<ComponentKind>,
}

/// A path that is refused: the hops up to its end, and everything on it that refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::reach) struct Closed {
    pub witness: Witness,
    pub path: Vec<PathComponent>,
    pub blockers: Vec<Blocker>,
}

impl Analysis {
    /// An answer from the cases that were found: open only, closed only, or one of each.
    pub(in crate::reach) fn new(open: Option<Open>, closed: Option<Closed>) -> Self {
        let verdict = match (&open, &closed) {
            (Some(_), None) => Verdict::Always,
            (Some(_), Some(_)) => Verdict::Sometimes,
            (None, _) => Verdict::Never,
        };
        let (refused_path, blockers, closed_witness) =
            closed.map_or((Vec::new(), Vec::new(), None), |c| (c.path, c.blockers, Some(c.witness)));
        let (path, traversed, witness) =
            open.map_or((Vec::new(), Vec::new(), closed_witness), |o| (o.path, o.traversed, Some(o.witness)));
        let witness = witness.filter(|witness| *witness != Witness::default());
        Self { verdict, witness, path, refused_path, blockers, traversed }
    }

    /// An answer about a path without a packet of the VPC: open unless the policies refuse.
    pub(in crate::reach) fn without_packet(
        lead: Vec<PathComponent>,
        gate: Gate,
        arrival: PathComponent,
    ) -> Self {
        let Gate { hops, blockers, request } = gate;
        let witness = Witness { packet: None, subnet: None, request };
        let path = [lead, hops].concat();
        if !blockers.is_empty() {
            return Self::new(None, Some(Closed { witness, path, blockers }));
        }
        let path: Vec<_> = path.into_iter().chain([arrival]).collect();
        let traversed = path.iter().map(|hop| hop.kind).collect();
        Self::new(Some(Open { witness, path, traversed }), None)
    }

    /// `never`, for the reasons that are known: what holds does not hold together.
    pub(in crate::reach) fn refused_alone(self) -> Self {
        Self { verdict: Verdict::Never, path: Vec::new(), traversed: Vec::new(), ..self }
    }

    /// The same refusal with further blockers, each code and component once.
    pub(in crate::reach) fn with_more_blockers(mut self, more: &[Blocker]) -> Self {
        for blocker in more {
            if !self.blockers.contains(blocker) {
                self.blockers.push(blocker.clone());
            }
        }
        self
    }

    /// Nowhere, somewhere or everywhere.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// A case that holds, or one that is refused when none holds; absent when there is no packet and no
    /// request to show.
    #[must_use]
    pub fn witness(&self) -> Option<&Witness> {
        self.witness.as_ref()
    }

    /// The hops of a path that holds; empty when none does.
    #[must_use]
    pub fn path(&self) -> &[PathComponent] {
        &self.path
    }

    /// The hops of the refused path closest to success; empty when every path holds.
    #[must_use]
    pub fn refused_path(&self) -> &[PathComponent] {
        &self.refused_path
    }

    /// Everything that refuses the path closest to success.
    #[must_use]
    pub fn blockers(&self) -> &[Blocker] {
        &self.blockers
    }

    /// Whether a path that holds crosses an element of `kind`: any of a need's, the one that is shown of a
    /// leak's. [`crate::reach::crosses`] looks at all.
    #[must_use]
    pub fn traverses(&self, kind: ComponentKind) -> bool {
        self.traversed.contains(&kind)
    }
}
