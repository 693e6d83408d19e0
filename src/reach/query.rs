//! Questions to the engine, and their spelling on the command line and in labs.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use crate::aws::Service;
use crate::net::{PortRange, Protocol};

/// Who sends the first packet.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// The user's code in the workload's container.
    Container,
    /// SageMaker's own agent beside the container: downloads inputs, uploads results.
    Platform,
    /// Another node of the same job.
    Peer,
    /// The network interface with this name.
    Client(String),
    /// Anybody outside, holding the execution role's credentials.
    Internet,
}

/// What the packet, or the request, is for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Destination {
    /// Any public address; `None` is any protocol and port.
    Internet(Option<(Protocol, PortRange)>),
    /// One private address.
    Address { address: u32, protocol: Protocol, port: u16 },
    /// The network part of a call of a service; no policy is asked.
    Service(Service),
    /// An action of a service, on the resource with this ARN or on any of the own account. The
    /// policies on the way decide, too.
    Api { service: Service, action: String, resource: Option<String> },
    /// An S3 action on the bucket with this name.
    Bucket { bucket: String, action: String },
    /// An S3 action on some bucket of another account that is not in the configuration.
    AnyForeignBucket { action: String },
    /// Another node of the same job.
    Peer,
    /// Any name of the public DNS, through the VPC's resolver.
    Dns,
}

/// Whether the answer must come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Conversation {
    TwoWay,
    /// A single packet out is enough: what a leak needs. A request to a service is a conversation all the
    /// same: without an answer there is no connection to send it on.
    OneWay,
}

/// One question to the engine.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Query {
    pub source: Source,
    pub destination: Destination,
    pub conversation: Conversation,
}

/// A text that is no question.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    #[error("`{0}` is no source; use `container`, `platform`, `peer`, `client:NAME` or `internet`")]
    Source(String),
    #[error(
        "`{0}` is no destination; use `internet`, `internet:443/tcp`, `10.0.9.5:5432/tcp`, `service:logs`, `s3:BUCKET`, `s3:*`, `peer` or `dns`"
    )]
    Destination(String),
    #[error("`{0}` is not a service of the model")]
    Service(String),
    #[error("an action needs an `s3:BUCKET` or `service:NAME` destination")]
    ActionWithoutBucket,
    #[error("`{action}` is no action of `{service}`; write `{}:ACTION`", service.action_prefix())]
    ActionOfAnother { action: String, service: Service },
    #[error("an action of S3 needs a bucket: `s3:BUCKET`")]
    S3WithoutBucket,
    #[error("`{0}` is asked for without an action")]
    ResourceWithoutAction(String),
}

/// The S3 action of a question that names none.
const DEFAULT_ACTION: &str = "s3:GetObject";
/// The same for foreign buckets: what takes data out.
const DEFAULT_FOREIGN_ACTION: &str = "s3:PutObject";
/// The bucket's name in a question about any foreign one.
const ANY_BUCKET: &str = "*";

impl FromStr for Source {
    type Err = QueryError;

    fn from_str(text: &str) -> Result<Self, QueryError> {
        Ok(match text {
            "container" => Self::Container,
            "platform" => Self::Platform,
            "peer" => Self::Peer,
            "internet" => Self::Internet,
            _ => match text.strip_prefix("client:") {
                Some(name) if !name.is_empty() => Self::Client(name.to_owned()),
                _ => return Err(QueryError::Source(text.to_owned())),
            },
        })
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Container => f.write_str("container"),
            Self::Platform => f.write_str("platform"),
            Self::Peer => f.write_str("peer"),
            Self::Client(name) => write!(f, "client:{name}"),
            Self::Internet => f.write_str("internet"),
        }
    }
}

impl FromStr for Destination {
    type Err = QueryError;

    fn from_str(text: &str) -> Result<Self, QueryError> {
        let malformed = || QueryError::Destination(text.to_owned());
        if let Some(name) = text.strip_prefix("service:") {
            return service(name);
        }
        if text.strip_prefix("s3:") == Some(ANY_BUCKET) {
            return Ok(Self::AnyForeignBucket { action: DEFAULT_FOREIGN_ACTION.to_owned() });
        }
        if let Some(bucket) = text.strip_prefix("s3:").filter(|bucket| !bucket.is_empty()) {
            return Ok(Self::Bucket { bucket: bucket.to_owned(), action: DEFAULT_ACTION.to_owned() });
        }
        match text {
            "peer" => return Ok(Self::Peer),
            "dns" => return Ok(Self::Dns),
            "internet" => return Ok(Self::Internet(None)),
            _ => {}
        }
        let (host, rest) = text.split_once(':').ok_or_else(malformed)?;
        let (port, protocol) = rest.split_once('/').unwrap_or((rest, "tcp"));
        let protocol = match protocol {
            "tcp" => Protocol::TCP,
            "udp" => Protocol::UDP,
            _ => return Err(malformed()),
        };
        if host == "internet" {
            let ports = port.parse().map_err(|_| malformed())?;
            return Ok(Self::Internet(Some((protocol, ports))));
        }
        let address: Ipv4Addr = host.parse().map_err(|_| malformed())?;
        let port = port.parse().map_err(|_| malformed())?;
        Ok(Self::Address { address: address.to_bits(), protocol, port })
    }
}

/// `NAME`, or `NAME/ARN`; the action comes apart.
fn service(text: &str) -> Result<Destination, QueryError> {
    let (name, resource) = text.split_once('/').map_or((text, None), |(name, arn)| (name, Some(arn)));
    let service = Service::all().find(|service| service.short_name() == name);
    let service = service.ok_or_else(|| QueryError::Service(name.to_owned()))?;
    Ok(match resource {
        None => Destination::Service(service),
        Some(arn) => Destination::Api { service, action: String::new(), resource: Some(arn.to_owned()) },
    })
}

impl Destination {
    /// The same with this action.
    fn with_action(self, asked: &str) -> Result<Self, QueryError> {
        let action = asked.to_owned();
        match self {
            Self::Bucket { bucket, .. } => Ok(Self::Bucket { bucket, action }),
            Self::AnyForeignBucket { .. } => Ok(Self::AnyForeignBucket { action }),
            Self::Service(Service::S3) | Self::Api { service: Service::S3, .. } => {
                Err(QueryError::S3WithoutBucket)
            }
            Self::Service(service) => Self::Api { service, action, resource: None }.checked(),
            Self::Api { service, resource, .. } => Self::Api { service, action, resource }.checked(),
            Self::Internet(_) | Self::Address { .. } | Self::Peer | Self::Dns => {
                Err(QueryError::ActionWithoutBucket)
            }
        }
    }

    /// Itself, when an action of a service is one of that service.
    fn checked(self) -> Result<Self, QueryError> {
        let Self::Api { service, action, resource } = self else { return Ok(self) };
        if action.is_empty() {
            return Err(QueryError::ResourceWithoutAction(resource.unwrap_or_default()));
        }
        let fits = action.split_once(':').is_some_and(|(prefix, verb)| {
            prefix.eq_ignore_ascii_case(service.action_prefix()) && !verb.is_empty()
        });
        if fits {
            Ok(Self::Api { service, action, resource })
        } else {
            Err(QueryError::ActionOfAnother { action, service })
        }
    }

    /// The action of a request.
    fn action(&self) -> Option<&str> {
        match self {
            Self::Api { action, .. } | Self::Bucket { action, .. } | Self::AnyForeignBucket { action } => {
                Some(action)
            }
            Self::Internet(_) | Self::Address { .. } | Self::Service(_) | Self::Peer | Self::Dns => None,
        }
    }

    /// Whether it takes credentials, rather than only packets.
    pub(in crate::reach) fn is_a_request(&self) -> bool {
        self.action().is_some() || matches!(self, Self::Service(_))
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Internet(None) => f.write_str("internet"),
            Self::Internet(Some((protocol, ports))) => write!(f, "internet:{ports}/{protocol}"),
            Self::Address { address, protocol, port } => {
                write!(f, "{}:{port}/{protocol}", Ipv4Addr::from_bits(*address))
            }
            Self::Service(service) | Self::Api { service, resource: None, .. } => {
                write!(f, "service:{service}")
            }
            Self::Api { service, resource: Some(arn), .. } => write!(f, "service:{service}/{arn}"),
            Self::Bucket { bucket, .. } => write!(f, "s3:{bucket}"),
            Self::AnyForeignBucket { .. } => write!(f, "s3:{ANY_BUCKET}"),
            Self::Peer => f.write_str("peer"),
            Self::Dns => f.write_str("dns"),
        }
    }
}

impl Query {
    /// Reads a question in the spelling of the command line.
    ///
    /// # Errors
    /// When a part is not a source, a destination or goes with no bucket.
    pub fn parse(
        from: &str,
        to: &str,
        action: Option<&str>,
        conversation: Conversation,
    ) -> Result<Self, QueryError> {
        let destination: Destination = to.parse()?;
        let destination = match action {
            Some(asked) => destination.with_action(asked)?,
            None => destination.checked()?,
        };
        Ok(Self { source: from.parse()?, destination, conversation })
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} -> {}", self.source, self.destination)?;
        if let Some(action) = self.destination.action() {
            write!(f, " ({action})")?;
        }
        if self.conversation == Conversation::OneWay {
            f.write_str(", one way")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_print_as_they_are_written() {
        for text in [
            "internet",
            "internet:443/tcp",
            "10.0.9.5:5432/tcp",
            "service:logs",
            "service:kms/arn:aws:kms:us-east-1:111122223333:key/k",
            "s3:phi-data",
            "s3:*",
            "peer",
            "dns",
        ] {
            assert_eq!(text.parse::<Destination>().map(|d| d.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "s3:", "10.0.9.5", "10.0.9.5:x/tcp", "internet:443/gre", "service:nope"] {
            assert!(text.parse::<Destination>().is_err(), "{text}");
        }
    }

    #[test]
    fn actions_belong_to_their_service() {
        let parse = |to, action| Query::parse("container", to, action, Conversation::TwoWay);
        for (to, action, printed) in [
            ("s3:*", None, "container -> s3:* (s3:PutObject)"),
            ("s3:*", Some("s3:GetObject"), "container -> s3:* (s3:GetObject)"),
            ("service:kms", Some("kms:Decrypt"), "container -> service:kms (kms:Decrypt)"),
            (
                "service:sagemaker.runtime",
                Some("sagemaker:InvokeEndpoint"),
                "container -> service:sagemaker.runtime (sagemaker:InvokeEndpoint)",
            ),
            (
                "service:monitoring",
                Some("cloudwatch:PutMetricData"),
                "container -> service:monitoring (cloudwatch:PutMetricData)",
            ),
        ] {
            assert_eq!(parse(to, action).map(|query| query.to_string()), Ok(printed.to_owned()));
        }
        for (to, action) in [
            ("service:kms", Some("s3:GetObject")),
            ("service:kms", Some("kms:")),
            ("service:s3", Some("s3:GetObject")),
            ("service:kms/arn:aws:kms:us-east-1:111122223333:key/k", None),
            ("internet", Some("s3:GetObject")),
        ] {
            assert!(parse(to, action).is_err(), "{to} {action:?}");
        }
    }
}
