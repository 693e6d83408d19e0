//! Styles by role, and the signs to draw with. No other file names a colour.
//!
//! The palette is the terminal's own sixteen colours, so that the learner's background stays. A colour
//! never says anything alone: a word or a sign says it too. Yellow and blue are not used: one cannot be read
//! on white, the other not on black.

use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;

/// What a piece of text is, as far as its look goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    Text,
    /// Less important than the rest.
    Dim,
    Title,
    Heading,
    /// The row or part under the cursor.
    Selected,
    Key,
    Code,
    Strong,
    Emphasis,
    Link,
    Good,
    Bad,
    Warning,
    Border,
    /// The border of the part that has the focus.
    Focus,
    Struck,
    /// A found keyword.
    Match,
}

/// How the program looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    colour: bool,
    ascii: bool,
}

/// Signs that are not letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signs {
    pub cursor: &'static str,
    pub bullet: &'static str,
    pub more_below: &'static str,
    pub more_above: &'static str,
    pub dot: &'static str,
    pub dash: &'static str,
    pub arrow: &'static str,
    pub bar_full: &'static str,
    pub bar_empty: &'static str,
    pub rule: &'static str,
    pub up_down: &'static str,
    pub left_right: &'static str,
}

const UNICODE: Signs = Signs {
    cursor: "❯",
    bullet: "•",
    more_below: "▼",
    more_above: "▲",
    dot: "·",
    dash: "–",
    arrow: "→",
    bar_full: "█",
    bar_empty: "░",
    rule: "─",
    up_down: "↑↓",
    left_right: "←→",
};

const ASCII: Signs = Signs {
    cursor: ">",
    bullet: "*",
    more_below: "v",
    more_above: "^",
    dot: "|",
    dash: "-",
    arrow: "->",
    bar_full: "#",
    bar_empty: ".",
    rule: "-",
    up_down: "up/down",
    left_right: "left/right",
};

const ASCII_BORDER: border::Set = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

/// What every terminal shows alike: all that is left without colours.
const PLAIN: Modifier = Modifier::BOLD.union(Modifier::UNDERLINED).union(Modifier::REVERSED);

impl Theme {
    /// A look with or without colours, with or without signs beyond ASCII.
    #[must_use]
    pub fn new(colour: bool, ascii: bool) -> Self {
        Self { colour, ascii }
    }

    /// Whether only signs of ASCII may be drawn.
    #[must_use]
    pub fn is_ascii(self) -> bool {
        self.ascii
    }

    /// The signs to draw with.
    #[must_use]
    pub fn signs(self) -> &'static Signs {
        if self.ascii { &ASCII } else { &UNICODE }
    }

    /// The set of borders.
    #[must_use]
    pub fn border(self) -> border::Set<'static> {
        if self.ascii { ASCII_BORDER } else { border::ROUNDED }
    }

    /// The style of a role.
    #[must_use]
    pub fn style(self, role: Role) -> Style {
        let (colour, modifier) = match role {
            Role::Text => (None, Modifier::empty()),
            Role::Dim | Role::Border => (None, Modifier::DIM),
            Role::Title | Role::Strong => (None, Modifier::BOLD),
            Role::Heading | Role::Key | Role::Focus => (Some(Color::Cyan), Modifier::BOLD),
            Role::Selected => (None, Modifier::BOLD.union(Modifier::REVERSED)),
            Role::Code => (Some(Color::Cyan), Modifier::empty()),
            Role::Emphasis => (None, Modifier::ITALIC),
            Role::Link => (None, Modifier::UNDERLINED),
            Role::Good => (Some(Color::Green), Modifier::BOLD),
            Role::Bad => (Some(Color::Red), Modifier::BOLD),
            Role::Warning => (Some(Color::Magenta), Modifier::BOLD),
            Role::Struck => (None, Modifier::DIM.union(Modifier::CROSSED_OUT)),
            Role::Match => (Some(Color::Magenta), Modifier::BOLD.union(Modifier::UNDERLINED)),
        };
        match colour {
            _ if !self.colour => Style::new().add_modifier(modifier & PLAIN),
            Some(colour) => Style::new().fg(colour).add_modifier(modifier),
            None => Style::new().add_modifier(modifier),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colour_no_role_has_one() {
        let theme = Theme::new(false, true);
        for role in [Role::Dim, Role::Heading, Role::Good, Role::Bad, Role::Warning, Role::Link, Role::Match]
        {
            assert_eq!((theme.style(role).fg, theme.style(role).bg), (None, None), "{role:?}");
        }
    }

    #[test]
    fn ascii_signs_are_ascii() {
        let signs = format!("{ASCII:?}{ASCII_BORDER:?}");
        assert!(signs.is_ascii(), "{signs}");
    }
}
