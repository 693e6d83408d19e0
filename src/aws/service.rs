//! The AWS services that a workload or its users call, and how an endpoint may serve them.

use std::fmt;

use crate::net::Ipv4Prefix;

/// A service with a VPC endpoint, by its short name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Service(usize);

struct Entry {
    short: &'static str,
    gateway: bool,
    /// `aws.sagemaker.REGION.NAME` instead of `com.amazonaws.REGION.NAME`.
    sagemaker_prefix: bool,
    title: &'static str,
}

const fn entry(short: &'static str, title: &'static str) -> Entry {
    Entry { short, gateway: false, sagemaker_prefix: false, title }
}

/// Short names as in the AWS CDK's list of endpoint services (aws-facts 4.2).
const SERVICES: &[Entry] = &[
    Entry { gateway: true, ..entry("s3", "Amazon S3") },
    Entry { gateway: true, ..entry("dynamodb", "Amazon DynamoDB") },
    entry("sagemaker.api", "SageMaker API"),
    entry("sagemaker.runtime", "SageMaker Runtime"),
    entry("sagemaker.featurestore-runtime", "SageMaker Feature Store Runtime"),
    Entry { sagemaker_prefix: true, ..entry("studio", "SageMaker Studio") },
    Entry { sagemaker_prefix: true, ..entry("notebook", "SageMaker notebook") },
    entry("logs", "CloudWatch Logs"),
    entry("monitoring", "CloudWatch"),
    entry("events", "EventBridge"),
    entry("ecr.api", "Amazon ECR API"),
    entry("ecr.dkr", "Amazon ECR Docker registry"),
    entry("sts", "AWS STS"),
    entry("kms", "AWS KMS"),
    entry("secretsmanager", "AWS Secrets Manager"),
    entry("ssm", "AWS Systems Manager"),
    entry("ec2", "Amazon EC2 API"),
    entry("lambda", "AWS Lambda"),
    entry("glue", "AWS Glue"),
    entry("athena", "Amazon Athena"),
    entry("bedrock-runtime", "Amazon Bedrock Runtime"),
    entry("elasticfilesystem", "Amazon EFS API"),
    entry("servicecatalog", "AWS Service Catalog"),
    entry("codeartifact.api", "AWS CodeArtifact API"),
    entry("codeartifact.repositories", "AWS CodeArtifact repositories"),
    entry("git-codecommit", "AWS CodeCommit Git"),
];

/// A teaching stand-in for the S3 prefix list of `us-east-1`; the live list is longer and changes.
const S3_PREFIX_LIST: &[Ipv4Prefix] = &[
    Ipv4Prefix::constant([3, 5, 0, 0], 20),
    Ipv4Prefix::constant([3, 5, 16, 0], 21),
    Ipv4Prefix::constant([52, 216, 0, 0], 15),
    Ipv4Prefix::constant([54, 231, 0, 0], 17),
];
/// A teaching stand-in for the DynamoDB prefix list of `us-east-1`.
const DYNAMODB_PREFIX_LIST: &[Ipv4Prefix] =
    &[Ipv4Prefix::constant([3, 218, 180, 0], 22), Ipv4Prefix::constant([52, 94, 0, 0], 22)];

impl Service {
    /// Amazon S3.
    pub const S3: Self = Self(0);
    /// Amazon DynamoDB.
    pub const DYNAMODB: Self = Self(1);

    /// Every known service.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..SERVICES.len()).map(Self)
    }

    /// The service with this short or full name (`logs`, `com.amazonaws.us-east-1.logs`).
    #[must_use]
    pub fn named(name: &str, region: &str) -> Option<Self> {
        Self::all().find(|service| service.short_name() == name || service.full_name(region) == name)
    }

    #[expect(clippy::indexing_slicing, reason = "the only constructors stay inside the table")]
    fn entry(self) -> &'static Entry {
        &SERVICES[self.0]
    }

    /// The name after the region, such as `sagemaker.api`.
    #[must_use]
    pub fn short_name(self) -> &'static str {
        self.entry().short
    }

    /// The name for people, such as `CloudWatch Logs`.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.entry().title
    }

    /// What the names of its actions begin with, such as `sagemaker`.
    #[must_use]
    pub fn action_prefix(self) -> &'static str {
        match self.short_name() {
            "monitoring" => "cloudwatch",
            "studio" | "notebook" => "sagemaker",
            "bedrock-runtime" => "bedrock",
            "git-codecommit" => "codecommit",
            name => name.split('.').next().unwrap_or(name),
        }
    }

    /// The endpoint service name in `region`.
    #[must_use]
    pub fn full_name(self, region: &str) -> String {
        let prefix = if self.entry().sagemaker_prefix { "aws.sagemaker" } else { "com.amazonaws" };
        format!("{prefix}.{region}.{}", self.short_name())
    }

    /// Whether a gateway endpoint exists for it.
    #[must_use]
    pub fn has_gateway_endpoint(self) -> bool {
        self.entry().gateway
    }

    /// Whether resource control policies are about its resources (Organizations User Guide, "Resource
    /// control policies"); of the services of this list only.
    #[must_use]
    pub fn has_resource_control(self) -> bool {
        self == Self::S3 || matches!(self.short_name(), "sts" | "kms" | "secretsmanager")
    }

    /// The addresses behind its prefix list; empty for services without one.
    #[must_use]
    pub fn prefix_list(self) -> &'static [Ipv4Prefix] {
        match self {
            Self::S3 => S3_PREFIX_LIST,
            Self::DYNAMODB => DYNAMODB_PREFIX_LIST,
            _ => &[],
        }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.short_name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_name_the_same_service() {
        let short = Service::named("notebook", "eu-west-1");
        assert!(short.is_some());
        assert_eq!(Service::named("aws.sagemaker.eu-west-1.notebook", "eu-west-1"), short);
        assert_eq!(Service::named("com.amazonaws.eu-west-1.notebook", "eu-west-1"), None);
    }
}
