//! A configuration in progress: what a learner has typed so far, in a form or in a file.
//!
//! Nothing is checked here and every field may be missing; [`crate::aws::Config::build`] is the only
//! way from a draft to something the engine accepts. Field names are the keys of the file format.

/// A whole configuration in progress.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConfigDraft {
    /// Region of the account's resources; `us-east-1` when absent.
    pub region: Option<String>,
    /// The 12-digit id of the learner's own account; `111122223333` when absent.
    pub account: Option<String>,
    /// The organization the account belongs to, such as `o-a1b2c3d4e5`; none when absent.
    pub organization: Option<String>,
    /// JSON: the service control policies in force for the account, as one; none when absent. It must
    /// allow, so without a statement such as FullAWSAccess it leaves nothing.
    pub service_control_policy: Option<String>,
    /// JSON: the resource control policies in force for the account beside RCPFullAWSAccess; none when
    /// absent.
    pub resource_control_policy: Option<String>,
    pub vpc: VpcDraft,
    pub subnets: Vec<SubnetDraft>,
    pub route_tables: Vec<RouteTableDraft>,
    pub nat_gateways: Vec<NatGatewayDraft>,
    pub security_groups: Vec<SecurityGroupDraft>,
    pub network_acls: Vec<NetworkAclDraft>,
    pub vpc_endpoints: Vec<VpcEndpointDraft>,
    pub network_interfaces: Vec<NetworkInterfaceDraft>,
    pub s3_buckets: Vec<S3BucketDraft>,
    /// The one workload whose container and platform the questions are about.
    pub workload: Option<WorkloadDraft>,
}

/// `[vpc]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VpcDraft {
    /// Its id is `vpc-` and this name; `main` when absent.
    pub name: Option<String>,
    /// `10.0.0.0/16` when absent.
    pub cidr_block: Option<String>,
    /// `true` when absent, as in AWS.
    pub enable_dns_support: Option<bool>,
    /// `false` when absent, as in AWS for any VPC but the default one.
    pub enable_dns_hostnames: Option<bool>,
    /// Whether an internet gateway is attached; `false` when absent.
    pub internet_gateway: Option<bool>,
}

/// `[[subnet]]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SubnetDraft {
    pub name: String,
    pub cidr_block: Option<String>,
    /// The region's first zone when absent.
    pub availability_zone: Option<String>,
    /// The main table when absent.
    pub route_table: Option<String>,
    /// The default network ACL when absent.
    pub network_acl: Option<String>,
}

/// `[[route_table]]`; one named `main` replaces the VPC's main table, which otherwise has the local
/// route only.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RouteTableDraft {
    pub name: String,
    pub routes: Vec<RouteDraft>,
}

/// One entry of `routes`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RouteDraft {
    /// A CIDR block.
    pub destination: Option<String>,
    /// `internet_gateway`, the name of a NAT gateway, or `blackhole`.
    pub target: Option<String>,
}

/// `[[nat_gateway]]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NatGatewayDraft {
    pub name: String,
    pub subnet: Option<String>,
    /// `public` (with an Elastic IP address) or `private`; `public` when absent.
    pub connectivity_type: Option<String>,
}

/// `[[security_group]]`; one named `default` replaces the VPC's default group, which otherwise
/// admits its own members and lets everything out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SecurityGroupDraft {
    pub name: String,
    /// Nothing comes in when absent.
    pub ingress: Vec<SecurityGroupRuleDraft>,
    /// Everything goes out when absent, as in a new group; `egress = []` lets nothing out.
    pub egress: Option<Vec<SecurityGroupRuleDraft>>,
}

/// One rule of a security group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SecurityGroupRuleDraft {
    /// `tcp`, `udp`, `icmp`, `esp`, `all` or a protocol number.
    pub protocol: Option<String>,
    /// `443`, `1024-65535` or `all`; all when absent.
    pub ports: Option<String>,
    /// The key `source` (ingress) or `destination` (egress): a CIDR block, `sg:NAME` or `pl:s3`.
    pub peer: Option<String>,
}

/// `[[network_acl]]`; one named `default` replaces the VPC's default ACL, which otherwise allows
/// everything both ways.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NetworkAclDraft {
    pub name: String,
    pub ingress: Vec<NetworkAclEntryDraft>,
    pub egress: Vec<NetworkAclEntryDraft>,
}

/// One numbered entry of a network ACL.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NetworkAclEntryDraft {
    pub rule_number: Option<i64>,
    /// `allow` or `deny`.
    pub action: Option<String>,
    pub protocol: Option<String>,
    /// All when absent.
    pub ports: Option<String>,
    pub cidr_block: Option<String>,
}

/// `[[vpc_endpoint]]`; its id in policies is `vpce-` and its name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VpcEndpointDraft {
    pub name: String,
    /// Short (`logs`, `sagemaker.api`) or full (`com.amazonaws.us-east-1.logs`).
    pub service: Option<String>,
    /// `Gateway` or `Interface`.
    pub vpc_endpoint_type: Option<String>,
    /// Gateway endpoints only.
    pub route_tables: Option<Vec<String>>,
    /// Interface endpoints only.
    pub subnets: Option<Vec<String>>,
    /// Interface endpoints only; the default group when absent.
    pub security_groups: Option<Vec<String>>,
    /// Interface endpoints only; `true` when absent.
    pub private_dns_enabled: Option<bool>,
    /// JSON; full access when absent.
    pub policy: Option<String>,
}

/// `[[network_interface]]`: any other machine in the VPC, such as a database or the CI runner that
/// calls the SageMaker API. Questions name it `client:NAME`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NetworkInterfaceDraft {
    pub name: String,
    pub subnet: Option<String>,
    /// Any free address of the subnet when absent.
    pub private_ip_address: Option<String>,
    /// The default group when absent.
    pub security_groups: Option<Vec<String>>,
    /// Whether it has a public IPv4 address; `false` when absent.
    pub public_ip: Option<bool>,
}

/// `[[s3_bucket]]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct S3BucketDraft {
    pub name: String,
    /// `self` or the id of another account, whose owner is taken for an adversary; `self` when absent.
    pub account: Option<String>,
    /// The configuration's region when absent.
    pub region: Option<String>,
    /// JSON; none when absent. A bucket of another account allows everything when absent.
    pub policy: Option<String>,
}

/// Which SageMaker resource a [`WorkloadDraft`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WorkloadKind {
    TrainingJob,
    ProcessingJob,
    Model,
}

impl WorkloadKind {
    /// Every kind, in the order the builder offers them.
    pub const ALL: [Self; 3] = [Self::TrainingJob, Self::ProcessingJob, Self::Model];

    /// The section of the file format.
    #[must_use]
    pub fn section(self) -> &'static str {
        match self {
            Self::TrainingJob => "training_job",
            Self::ProcessingJob => "processing_job",
            Self::Model => "model",
        }
    }
}

/// `[training_job]`, `[processing_job]` or `[model]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkloadDraft {
    pub kind: WorkloadKind,
    /// 1 when absent.
    pub instance_count: Option<i64>,
    /// With `security_groups`, the `VpcConfig`.
    pub subnets: Option<Vec<String>>,
    pub security_groups: Option<Vec<String>>,
    /// `false` when absent.
    pub enable_network_isolation: Option<bool>,
    /// `false` when absent.
    pub enable_inter_container_traffic_encryption: Option<bool>,
    pub volume_kms_key: Option<String>,
    pub output_kms_key: Option<String>,
    /// Names of the buckets the platform downloads from; every own bucket when absent.
    pub input_buckets: Option<Vec<String>>,
    /// Name of the bucket the platform uploads to; every own bucket when absent.
    pub output_bucket: Option<String>,
    /// JSON identity policy; what the SageMaker managed policy allows when absent.
    pub execution_role_policy: Option<String>,
}

impl WorkloadDraft {
    /// A workload of `kind` with every setting at its default.
    #[must_use]
    pub fn new(kind: WorkloadKind) -> Self {
        Self {
            kind,
            instance_count: None,
            subnets: None,
            security_groups: None,
            enable_network_isolation: None,
            enable_inter_container_traffic_encryption: None,
            volume_kms_key: None,
            output_kms_key: None,
            input_buckets: None,
            output_bucket: None,
            execution_role_policy: None,
        }
    }
}
