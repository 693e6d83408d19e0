//! The condition keys of the model.

use std::fmt;

/// A condition key whose value, or absence, the model knows for every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ConditionKey {
    /// The id of the VPC endpoint; present only through one.
    SourceVpce,
    /// The id of the VPC; present only through an endpoint.
    SourceVpc,
    /// The caller's private address; present only through an endpoint.
    VpcSourceIp,
    /// The caller's public address; absent through an endpoint.
    SourceIp,
    /// The account that owns the resource.
    ResourceAccount,
    /// The same, for actions of S3 only.
    S3ResourceAccount,
    /// The caller's account; `anonymous` for unsigned requests.
    PrincipalAccount,
    /// Absent for unsigned requests.
    PrincipalArn,
    /// Absent for unsigned requests, and for accounts outside any organization.
    PrincipalOrgId,
    /// Absent where the owner's account is in no organization.
    ResourceOrgId,
    /// Whether a service calls with its own credentials; absent for unsigned requests.
    PrincipalIsAwsService,
    /// Whether a service repeats the request of somebody else.
    ViaAwsService,
    /// Whether the request came over TLS.
    SecureTransport,
}

/// What kind of value a key has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValueKind {
    Text,
    Truth,
    Address,
}

impl ConditionKey {
    /// Every key.
    pub const ALL: [Self; 13] = [
        Self::SourceVpce,
        Self::SourceVpc,
        Self::VpcSourceIp,
        Self::SourceIp,
        Self::ResourceAccount,
        Self::S3ResourceAccount,
        Self::PrincipalAccount,
        Self::PrincipalArn,
        Self::PrincipalOrgId,
        Self::ResourceOrgId,
        Self::PrincipalIsAwsService,
        Self::ViaAwsService,
        Self::SecureTransport,
    ];

    /// The key as AWS spells it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SourceVpce => "aws:SourceVpce",
            Self::SourceVpc => "aws:SourceVpc",
            Self::VpcSourceIp => "aws:VpcSourceIp",
            Self::SourceIp => "aws:SourceIp",
            Self::ResourceAccount => "aws:ResourceAccount",
            Self::S3ResourceAccount => "s3:ResourceAccount",
            Self::PrincipalAccount => "aws:PrincipalAccount",
            Self::PrincipalArn => "aws:PrincipalArn",
            Self::PrincipalOrgId => "aws:PrincipalOrgID",
            Self::ResourceOrgId => "aws:ResourceOrgID",
            Self::PrincipalIsAwsService => "aws:PrincipalIsAWSService",
            Self::ViaAwsService => "aws:ViaAWSService",
            Self::SecureTransport => "aws:SecureTransport",
        }
    }

    /// The key spelled `text`; AWS compares keys without case.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.name().eq_ignore_ascii_case(text))
    }

    /// What kind of value it has.
    pub(super) fn kind(self) -> ValueKind {
        match self {
            Self::VpcSourceIp | Self::SourceIp => ValueKind::Address,
            Self::PrincipalIsAwsService | Self::ViaAwsService | Self::SecureTransport => ValueKind::Truth,
            _ => ValueKind::Text,
        }
    }
}

impl fmt::Display for ConditionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
