//! The kinds of SageMaker resource that a configuration may be about, and what each can be set to.

/// Which SageMaker resource a workload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WorkloadKind {
    /// `CreateTrainingJob`.
    TrainingJob,
    /// `CreateHyperParameterTuningJob`: every training job it starts has this network (SageMaker API,
    /// `HyperParameterTrainingJobDefinition`).
    TuningJob,
    /// `CreateProcessingJob`.
    ProcessingJob,
    /// `CreateTransformJob`: it has no network settings of its own, its model's count (SageMaker API,
    /// `CreateModel`, `VpcConfig`: "hosting services and batch transform").
    TransformJob,
    /// `CreateModel`, behind an endpoint. Who invokes it calls SageMaker Runtime and needs no network
    /// of the model's.
    Model,
    /// `CreateNotebookInstance`.
    NotebookInstance,
    /// `CreateDomain`: the apps of Studio.
    Domain,
}

impl WorkloadKind {
    /// Every kind, in the order the builder offers them.
    pub const ALL: [Self; 7] = [
        Self::TrainingJob,
        Self::TuningJob,
        Self::ProcessingJob,
        Self::TransformJob,
        Self::Model,
        Self::NotebookInstance,
        Self::Domain,
    ];

    /// The section of the file format.
    #[must_use]
    pub fn section(self) -> &'static str {
        match self {
            Self::TrainingJob => "training_job",
            Self::TuningJob => "tuning_job",
            Self::ProcessingJob => "processing_job",
            Self::TransformJob => "transform_job",
            Self::Model => "model",
            Self::NotebookInstance => "notebook_instance",
            Self::Domain => "domain",
        }
    }

    /// What one is called, such as `training job`.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::TrainingJob => "training job",
            Self::TuningJob => "tuning job",
            Self::ProcessingJob => "processing job",
            Self::TransformJob => "transform job",
            Self::Model => "model",
            Self::NotebookInstance => "notebook instance",
            Self::Domain => "domain",
        }
    }

    /// The section of the file format that the key stands in: the network, the isolation and the role
    /// of a transform job are its model's.
    #[must_use]
    pub fn section_of(self, key: &str) -> &'static str {
        const OF_THE_MODEL: [&str; 5] = [
            "subnets",
            "security_groups",
            "enable_network_isolation",
            "repository_access_mode",
            "execution_role_policy",
        ];
        let kind = if self == Self::TransformJob && OF_THE_MODEL.contains(&key) { Self::Model } else { self };
        kind.section()
    }

    /// Whether AWS has this setting for it; `key` is one of the file format.
    #[must_use]
    pub fn takes(self, key: &str) -> bool {
        match key {
            "subnet" | "direct_internet_access" => self == Self::NotebookInstance,
            "subnets" => self != Self::NotebookInstance,
            "app_network_access_type" => self == Self::Domain,
            "instance_count"
            | "enable_network_isolation"
            | "input_buckets"
            | "output_bucket"
            | "output_kms_key" => self.moves_data(),
            "enable_inter_container_traffic_encryption" => self.has_peers(),
            "efa" => matches!(self, Self::TrainingJob | Self::TuningJob),
            "training_repository_access_mode" => self == Self::TrainingJob,
            "repository_access_mode" => matches!(self, Self::TransformJob | Self::Model),
            _ => true,
        }
    }

    /// Whether SageMaker itself moves data for it, beside the code in its container. In a notebook and
    /// in Studio the code fetches what it needs.
    #[must_use]
    pub fn moves_data(self) -> bool {
        !matches!(self, Self::NotebookInstance | Self::Domain)
    }

    /// Whether several instances of it talk to each other. Those of a transform job do not (Developer
    /// Guide, "encryption-in-transit").
    #[must_use]
    pub fn has_peers(self) -> bool {
        matches!(self, Self::TrainingJob | Self::TuningJob | Self::ProcessingJob)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::ResourceKind;
    use crate::aws::form::fields;

    #[test]
    fn every_setting_of_a_workload_is_some_kinds() {
        for field in fields(ResourceKind::Workload) {
            assert!(WorkloadKind::ALL.iter().any(|kind| kind.takes(field.key)), "{}", field.key);
        }
    }
}
