//! Misconceptions as configurations that fail.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::lab::Lab;

type Read = Box<dyn Fn() -> Option<Lab> + Send + Sync>;

/// For each misconception that can be built, a lab that starts with it and fails.
///
/// A learner looks at one of them now and then, so each is read when it is first asked for.
#[derive(Clone, Default)]
pub struct Demonstrations(BTreeMap<String, Arc<Demonstration>>);

struct Demonstration {
    read: Read,
    lab: OnceLock<Option<Lab>>,
}

impl Demonstrations {
    /// Adds the demonstration of a misconception; `read` is called once, when it is wanted.
    pub fn add(&mut self, misconception: &str, read: impl Fn() -> Option<Lab> + Send + Sync + 'static) {
        let demonstration = Demonstration { read: Box::new(read), lab: OnceLock::new() };
        self.0.insert(misconception.to_owned(), Arc::new(demonstration));
    }

    /// The demonstration of a misconception.
    #[must_use]
    pub fn get(&self, misconception: &str) -> Option<&Lab> {
        let demonstration = self.0.get(misconception)?;
        demonstration.lab.get_or_init(|| (demonstration.read)()).as_ref()
    }

    /// Misconceptions that have one, by id.
    pub fn misconceptions(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// All of them, by misconception.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Lab)> {
        self.0.keys().filter_map(|id| Some((id.as_str(), self.get(id)?)))
    }
}

impl fmt::Debug for Demonstrations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.misconceptions()).finish()
    }
}

impl PartialEq for Demonstrations {
    fn eq(&self, other: &Self) -> bool {
        self.all().eq(other.all())
    }
}

impl Eq for Demonstrations {}
