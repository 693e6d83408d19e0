//! The exercise as an author wrote it.

use std::fmt;

use crate::aws::{ConfigDraft, ResourceKind};
use crate::lab::choices::ExtraChoice;
use crate::reach::{ComponentKind, Query};

/// Stable name of a lab; history hangs on it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LabId(pub String);

impl fmt::Display for LabId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Name of an objective within its lab.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectiveId(pub String);

impl fmt::Display for ObjectiveId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A config-builder exercise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lab {
    pub id: LabId,
    /// Grows when the meaning changes; progress is keyed by id and version.
    pub version: u32,
    pub title: String,
    /// Markdown: who, what must work, what must not.
    pub story: String,
    /// Markdown shown once the design passes.
    pub debrief: String,
    /// Learning objectives of the blueprint, such as `PHI-01`.
    pub teaches: Vec<String>,
    /// 1 (easy) to 5.
    pub difficulty: u8,
    /// Official pages.
    pub sources: Vec<String>,
    /// The sections the learner may change; all others are fixed surroundings.
    pub editable: Vec<ResourceKind>,
    pub objectives: Vec<Objective>,
    /// Where the learner starts.
    pub starter: ConfigDraft,
    /// Designs that pass, the simplest first; at least one.
    pub references: Vec<Design>,
    /// Designs that fail for a named reason.
    pub wrong_designs: Vec<WrongDesign>,
    /// Values that are open to the learner besides those of the designs.
    pub choices: Vec<ExtraChoice>,
    /// Choices without effect that are there on purpose.
    pub waivers: Vec<Waiver>,
}

/// A choice without effect that the author wants all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The title of the choice, or its beginning and a `*`.
    pub choice: String,
    pub reason: String,
}

impl Waiver {
    /// Whether the waiver is about the choice with this title.
    #[must_use]
    pub fn covers(&self, title: &str) -> bool {
        match self.choice.strip_suffix('*') {
            Some(beginning) => title.starts_with(beginning),
            None => title == self.choice,
        }
    }
}

/// A named design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Design {
    /// File stem, such as `reference`.
    pub name: String,
    pub draft: ConfigDraft,
}

/// A design that acts on a misconception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongDesign {
    pub design: Design,
    /// The objective that must fail.
    pub fails: ObjectiveId,
    /// The misconception behind it.
    pub misconception: String,
    /// What the learner is told, when the same objectives fail.
    pub why: String,
}

/// A false belief as a configuration that fails for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refutation<'a> {
    pub lab: &'a Lab,
    /// Absent when the lab starts with the belief.
    pub wrong: Option<&'a WrongDesign>,
}

impl<'a> Refutation<'a> {
    /// The configuration.
    #[must_use]
    pub fn draft(self) -> &'a ConfigDraft {
        self.wrong.map_or(&self.lab.starter, |wrong| &wrong.design.draft)
    }
}

/// One thing that must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objective {
    pub id: ObjectiveId,
    /// One sentence for the learner.
    pub text: String,
    pub points: u32,
    pub requirement: Requirement,
    /// Misconceptions that a failure may show.
    pub misconceptions: Vec<String>,
}

/// How an objective is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requirement {
    /// The verdict must be `always`.
    MustReach(Query),
    /// The verdict must be `never`.
    MustNotReach(Query),
    /// No path that answers the question may cross an element of this kind.
    MustAvoid { query: Query, through: ComponentKind },
    /// A setting of the workload must have a value.
    MustBeSet { setting: Setting, wanted: Wanted },
    /// At most so many elements of a section.
    AtMost { resource: ResourceKind, count: usize },
}

/// A setting of the workload that carries no packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Setting {
    EnableNetworkIsolation,
    EnableInterContainerTrafficEncryption,
    VolumeKmsKey,
    OutputKmsKey,
    /// Subnets and security groups together.
    VpcConfig,
    InstanceCount,
}

impl Setting {
    /// Every setting.
    pub const ALL: [Self; 6] = [
        Self::EnableNetworkIsolation,
        Self::EnableInterContainerTrafficEncryption,
        Self::VolumeKmsKey,
        Self::OutputKmsKey,
        Self::VpcConfig,
        Self::InstanceCount,
    ];

    /// The setting as lab files spell it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EnableNetworkIsolation => "enable_network_isolation",
            Self::EnableInterContainerTrafficEncryption => "enable_inter_container_traffic_encryption",
            Self::VolumeKmsKey => "volume_kms_key",
            Self::OutputKmsKey => "output_kms_key",
            Self::VpcConfig => "vpc_config",
            Self::InstanceCount => "instance_count",
        }
    }

    /// The setting spelled `text`.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|setting| setting.as_str() == text)
    }
}

/// The value a setting must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// On, or any value at all.
    Present,
    /// Off, or no value.
    Absent,
    /// Exactly this number ([`Setting::InstanceCount`] only).
    Number(i64),
}
