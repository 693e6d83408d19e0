//! The validated workload of a configuration.

use crate::aws::{BucketId, PolicyDocument, SecurityGroupId, SubnetId, WorkloadKind};

/// The job, model, notebook instance or domain whose container and platform the questions are about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches of AWS")]
pub struct Workload {
    pub kind: WorkloadKind,
    /// 1 for a notebook instance and for a domain.
    pub instance_count: u32,
    /// Its interfaces in the VPC. A transform job has those of its model; a notebook instance has one
    /// subnet.
    pub vpc_config: Option<VpcConfig>,
    /// Whether traffic leaves through the network that SageMaker manages although there are interfaces
    /// in the VPC: a notebook instance with `DirectInternetAccess` on, whose interface carries what is
    /// addressed to the VPC (Developer Guide, "appendix-notebook-and-internet-access"); a domain with
    /// `PublicInternetOnly`, whose interface carries EFS alone (SageMaker API, `AppNetworkAccessType`).
    pub direct_internet_access: bool,
    pub enable_network_isolation: bool,
    pub enable_inter_container_traffic_encryption: bool,
    /// Whether the instances have an Elastic Fabric Adapter: five addresses each, and all traffic
    /// between the nodes (Developer Guide, "train-vpc").
    pub efa: bool,
    pub repository_access: RepositoryAccess,
    pub volume_kms_key: Option<String>,
    pub output_kms_key: Option<String>,
    pub input_buckets: Vec<BucketId>,
    pub output_buckets: Vec<BucketId>,
    /// `None`: what the SageMaker managed policy allows.
    pub execution_role_policy: Option<PolicyDocument>,
}

/// Where the container's image comes from (SageMaker API, `TrainingImageConfig`, `ImageConfig`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RepositoryAccess {
    /// Amazon ECR, over the network that SageMaker manages.
    Platform,
    /// A Docker registry that the workload's interfaces in the VPC reach.
    Vpc,
}

/// SageMaker's `VpcConfig`: 1 to 16 subnets, 1 to 5 security groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VpcConfig {
    pub subnets: Vec<SubnetId>,
    pub security_groups: Vec<SecurityGroupId>,
}
