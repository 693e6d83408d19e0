//! Languages: the texts that a name can be at all.

use std::collections::BTreeSet;

/// A set of texts, read character by character. What it takes may depend on how much was read, but
/// never so that reading less closes a way: the walk meets every state by its shortest text.
pub(crate) trait Language {
    type State: Ord + Clone;

    /// Before the first character.
    fn start(&self) -> Self::State;
    /// After one more character, which is the one at `depth`.
    fn step(&self, state: &Self::State, letter: char, depth: usize) -> Option<Self::State>;
    /// Whether a text of `depth` characters may end here.
    fn accepts(&self, state: &Self::State, depth: usize) -> bool;
    /// Every character of `named` that matters, and enough others to stand for all the rest, in the
    /// order in which examples prefer them.
    fn letters(&self, named: &BTreeSet<char>) -> Vec<char>;
    /// A few texts of it, where all its texts are about equally long.
    fn examples(&self) -> Vec<String> {
        Vec::new()
    }
    /// Whether all characters that no pattern names are alike here.
    fn is_free(&self, _: &Self::State) -> bool {
        false
    }
    /// The character that examples prefer here.
    fn favourite(&self, _: &Self::State) -> Option<char> {
        None
    }
}

/// The first of `pool` that is not named: it stands for all of them.
pub(super) fn fresh(pool: &str, named: &BTreeSet<char>) -> Option<char> {
    pool.chars().find(|c| !named.contains(c))
}

/// Ids of accounts other than one's own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Account<'a> {
    pub own: &'a str,
    /// All digits, those first that examples prefer.
    pub digits: &'static str,
}

const ACCOUNT_LENGTH: usize = 12;

impl Language for Account<'_> {
    /// Whether all so far is the beginning of the own id.
    type State = (usize, bool);

    fn start(&self) -> Self::State {
        (0, true)
    }

    fn step(&self, &(read, own): &Self::State, letter: char, _: usize) -> Option<Self::State> {
        let own = own && self.own.as_bytes().get(read).is_some_and(|wanted| char::from(*wanted) == letter);
        (letter.is_ascii_digit() && read < ACCOUNT_LENGTH).then_some((read + 1, own))
    }

    fn accepts(&self, &(read, own): &Self::State, _: usize) -> bool {
        read == ACCOUNT_LENGTH && !own
    }

    fn examples(&self) -> Vec<String> {
        let repeated = self.digits.chars().map(|digit| digit.to_string().repeat(ACCOUNT_LENGTH));
        repeated.filter(|text| text != self.own).collect()
    }

    fn letters(&self, named: &BTreeSet<char>) -> Vec<char> {
        let named: BTreeSet<char> = named.iter().copied().chain(self.own.chars()).collect();
        let fresh = fresh(self.digits, &named);
        fresh.into_iter().chain(named.into_iter().filter(char::is_ascii_digit)).collect()
    }
}

/// Ids of organizations other than one's own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Organization<'a> {
    pub own: Option<&'a str>,
}

const ORGANIZATION_CHARACTERS: &str = "zyxwvutsrqponmlkjihgfedcba0123456789";

impl Language for Organization<'_> {
    /// How much was read, up to the shortest id; whether all so far is the beginning of the own id,
    /// and how long that is.
    type State = (usize, Option<usize>);

    fn start(&self) -> Self::State {
        (0, Some(0))
    }

    fn step(&self, &(read, own): &Self::State, letter: char, depth: usize) -> Option<Self::State> {
        let takes = match read {
            0 => letter == 'o',
            1 => letter == '-',
            _ => (letter.is_ascii_lowercase() || letter.is_ascii_digit()) && depth < 34,
        };
        let own = own.filter(|at| self.own.and_then(|own| own.chars().nth(*at)) == Some(letter));
        takes.then_some(((read + 1).min(12), own.map(|at| at + 1)))
    }

    fn accepts(&self, &(read, own): &Self::State, _: usize) -> bool {
        read == 12 && own.is_none_or(|at| self.own.is_none_or(|own| own.len() != at))
    }

    fn examples(&self) -> Vec<String> {
        let repeated = "zyxwvu".chars().map(|letter| format!("o-{}", letter.to_string().repeat(10)));
        repeated.filter(|text| Some(text.as_str()) != self.own).collect()
    }

    fn letters(&self, named: &BTreeSet<char>) -> Vec<char> {
        let own = self.own.unwrap_or_default().chars();
        let named: BTreeSet<char> = named.iter().copied().chain(own).chain(['o', '-']).collect();
        let fresh = fresh(ORGANIZATION_CHARACTERS, &named);
        fresh.into_iter().chain(named).collect()
    }
}

/// ARNs that an identity of an account other than one's own can have, in `aws:PrincipalArn`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Identity<'a> {
    pub own: &'a str,
}

/// `#` is the account, `@` a path and a name.
const IDENTITIES: [&str; 4] = [
    "arn:aws:iam::#:role/@",
    "arn:aws:iam::#:user/@",
    "arn:aws:iam::#:root",
    "arn:aws:sts::#:federated-user/@",
];
/// Most characters of a path and a name together (IAM quotas).
const LONGEST_NAME: usize = 576;

/// Where an [`Identity`] stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct InIdentity {
    /// Which of [`IDENTITIES`] it can still become, one bit each; they are all at `at`.
    open: u8,
    at: usize,
    account: (usize, bool),
    /// Whether the path and name so far may end.
    ends: bool,
}

impl Identity<'_> {
    fn account(&self) -> Account<'_> {
        Account { own: self.own, digits: "9876543210" }
    }
}

impl Language for Identity<'_> {
    type State = InIdentity;

    fn start(&self) -> InIdentity {
        InIdentity { open: 0b1111, at: 0, account: self.account().start(), ends: false }
    }

    fn step(&self, state: &InIdentity, letter: char, depth: usize) -> Option<InIdentity> {
        let mut next = InIdentity { open: 0, ..*state };
        let mut moves_on = true;
        for (index, identity) in
            IDENTITIES.iter().enumerate().filter(|(index, _)| state.open >> index & 1 == 1)
        {
            let takes = match identity.as_bytes().get(state.at) {
                Some(b'#') => {
                    let account = self.account().step(&state.account, letter, depth);
                    next.account = account.unwrap_or(state.account);
                    moves_on = self.account().accepts(&next.account, depth);
                    account.is_some_and(|account| account.0 < ACCOUNT_LENGTH || moves_on)
                }
                Some(b'@') => {
                    moves_on = false;
                    next.ends = letter != '/';
                    let known = letter.is_ascii_alphanumeric() || "+=,.@_-/".contains(letter);
                    known && depth < 32 + LONGEST_NAME
                }
                wanted => wanted.is_some_and(|wanted| char::from(*wanted) == letter),
            };
            next.open |= u8::from(takes) << index;
        }
        next.at += usize::from(moves_on);
        (next.open != 0).then_some(next)
    }

    fn is_free(&self, state: &InIdentity) -> bool {
        let named = |(index, identity): (usize, &&str)| {
            state.open >> index & 1 == 1 && identity.as_bytes().get(state.at) == Some(&b'@')
        };
        IDENTITIES.iter().enumerate().any(named)
    }

    fn accepts(&self, state: &InIdentity, _: usize) -> bool {
        let ended = |(index, identity): (usize, &&str)| {
            state.open >> index & 1 == 1 && (state.ends || identity.len() == state.at)
        };
        IDENTITIES.iter().enumerate().any(ended)
    }

    fn letters(&self, named: &BTreeSet<char>) -> Vec<char> {
        let ours = IDENTITIES.iter().flat_map(|identity| identity.chars());
        let named: BTreeSet<char> =
            named.iter().copied().chain(ours).chain(self.own.chars()).filter(|c| *c != '#').collect();
        let digit = fresh("9876543210", &named);
        let letter = fresh("xyzbcghjkqvw_BCDEFGHIJKLMNOPQRSTUVWXYZ+=,", &named);
        letter.into_iter().chain(digit).chain(named).collect()
    }
}

/// What stands behind a fixed beginning: any name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Suffix;

/// Most characters that a [`Suffix`] has.
const SUFFIX_CHARACTERS: usize = 512;

impl Language for Suffix {
    type State = bool;

    fn start(&self) -> bool {
        false
    }

    fn step(&self, _: &bool, letter: char, depth: usize) -> Option<bool> {
        (!letter.is_control() && letter != ' ' && depth < SUFFIX_CHARACTERS).then_some(true)
    }

    fn accepts(&self, state: &bool, _: usize) -> bool {
        *state
    }

    fn is_free(&self, _: &bool) -> bool {
        true
    }

    fn letters(&self, named: &BTreeSet<char>) -> Vec<char> {
        let fresh = fresh("xabcdefghijklmnopqrstuvwyz0123456789_-ABCDEFGHIJKLMNOPQRSTUVWXYZ", named);
        fresh.into_iter().chain(named.iter().copied()).collect()
    }
}
