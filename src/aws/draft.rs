//! A configuration in progress: what a learner has typed so far, in a form or in a file.
//!
//! Nothing is checked here and every field may be missing; [`crate::aws::Config::build`] is the only
//! way from a draft to something the engine accepts. Field names are the keys of the file format.

use crate::aws::WorkloadKind;

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
    pub on_premises_clients: Vec<OnPremisesClientDraft>,
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
    /// Whether a virtual private gateway is attached, the VPC's end of a VPN or of Direct Connect;
    /// `false` when absent.
    pub virtual_private_gateway: Option<bool>,
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
    /// `internet_gateway`, `virtual_private_gateway`, the name of a NAT gateway, or `blackhole`.
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
    /// `443`, `1024-65535` or `all`; all when absent. Not for `icmp`.
    pub ports: Option<String>,
    /// For `icmp` only: 0 to 255; -1 and absent are every type.
    pub icmp_type: Option<i64>,
    /// For `icmp` only: 0 to 255; -1 and absent are every code of the type.
    pub icmp_code: Option<i64>,
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
    /// All when absent. Not for `icmp`.
    pub ports: Option<String>,
    /// For `icmp` only, as in a security group rule.
    pub icmp_type: Option<i64>,
    /// For `icmp` only, as in a security group rule.
    pub icmp_code: Option<i64>,
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
    /// Interface endpoints for `s3` with private DNS only: whether the private names serve Route 53
    /// Resolver inbound endpoints alone, so that names asked for inside the VPC keep their public
    /// addresses; `true` when absent, as in AWS.
    pub private_dns_only_for_inbound_resolver_endpoint: Option<bool>,
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

/// `[[on_premises_client]]`: a machine at the other end of a VPN or of Direct Connect. Questions name
/// it `client:NAME`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OnPremisesClientDraft {
    pub name: String,
    /// A private address outside the VPC.
    pub ip_address: Option<String>,
    /// Whether it asks the VPC for names, through an inbound endpoint of Route 53 Resolver; `false`
    /// when absent.
    pub inbound_resolver: Option<bool>,
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

/// The section of its kind, such as `[training_job]`; for a transform job `[transform_job]` and its
/// `[model]`. Which kind takes which field, [`WorkloadKind::takes`] says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkloadDraft {
    pub kind: WorkloadKind,
    /// 1 when absent.
    pub instance_count: Option<i64>,
    /// With `security_groups`, the `VpcConfig`; a domain's `SubnetIds`.
    pub subnets: Option<Vec<String>>,
    /// The `SubnetId` of a notebook instance.
    pub subnet: Option<String>,
    pub security_groups: Option<Vec<String>>,
    /// `false` when absent.
    pub enable_network_isolation: Option<bool>,
    /// `false` when absent.
    pub enable_inter_container_traffic_encryption: Option<bool>,
    /// Whether the instances have an Elastic Fabric Adapter; `false` when absent.
    pub efa: Option<bool>,
    /// A training job's `TrainingRepositoryAccessMode`: `Platform` or `Vpc`; `Platform` when absent.
    pub training_repository_access_mode: Option<String>,
    /// A model's `RepositoryAccessMode`: `Platform` or `Vpc`; `Platform` when absent.
    pub repository_access_mode: Option<String>,
    /// A notebook instance's `DirectInternetAccess`: `Enabled` or `Disabled`; `Enabled` when absent.
    pub direct_internet_access: Option<String>,
    /// A domain's `AppNetworkAccessType`: `PublicInternetOnly` or `VpcOnly`; `PublicInternetOnly` when
    /// absent.
    pub app_network_access_type: Option<String>,
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
            subnet: None,
            security_groups: None,
            enable_network_isolation: None,
            enable_inter_container_traffic_encryption: None,
            efa: None,
            training_repository_access_mode: None,
            repository_access_mode: None,
            direct_internet_access: None,
            app_network_access_type: None,
            volume_kms_key: None,
            output_kms_key: None,
            input_buckets: None,
            output_bucket: None,
            execution_role_policy: None,
        }
    }
}
