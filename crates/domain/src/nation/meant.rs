//! Which nation is meant by a code or a name that is not the one of the table.
//!
//! Two codes of two nations differ by a letter or two, so a guess by likeness takes `usa` for
//! Ukraine and `gb` for Bulgaria. What is listed here is asked before any such guess.

use alloc::string::String;

use super::Nation;

/// The ISO 3166 alpha-3 code of each nation, then other codes and names that are in use.
const ALIASES: &[(Nation, &[&str])] = &[
    (Nation::AL, &["alb"]),
    (Nation::AT, &["aut"]),
    (Nation::AU, &["aus"]),
    (Nation::BE, &["bel"]),
    (Nation::BG, &["bgr", "bul"]),
    (Nation::CA, &["can"]),
    (Nation::CH, &["che", "sui", "swiss"]),
    (Nation::CY, &["cyp"]),
    (Nation::CZ, &["cze", "czech republic"]),
    (Nation::DE, &["deu", "ger"]),
    (Nation::DK, &["dnk", "den"]),
    (Nation::EE, &["est"]),
    (Nation::ES, &["esp", "spa"]),
    (Nation::EU, &["eur"]),
    (Nation::FI, &["fin"]),
    (Nation::FR, &["fra"]),
    (Nation::GE, &["geo"]),
    (Nation::GR, &["grc", "gre", "el"]),
    (Nation::HR, &["hrv", "cro"]),
    (Nation::HU, &["hun"]),
    (Nation::IE, &["irl", "ire"]),
    (Nation::IS, &["isl", "ice"]),
    (Nation::IT, &["ita"]),
    (Nation::JP, &["jpn", "jap"]),
    (Nation::KR, &["kor", "korea", "rok", "republic of korea"]),
    (Nation::LT, &["ltu", "lit"]),
    (Nation::LU, &["lux"]),
    (Nation::LV, &["lva", "lat"]),
    (Nation::MD, &["mda"]),
    (Nation::ME, &["mne"]),
    (Nation::MT, &["mlt"]),
    (Nation::NATO, &["otan"]),
    (Nation::NL, &["nld", "ned", "holland", "the netherlands"]),
    (Nation::NO, &["nor"]),
    (Nation::NZ, &["nzl"]),
    (Nation::PL, &["pol"]),
    (Nation::PT, &["prt", "por"]),
    (Nation::RO, &["rou", "rom"]),
    (Nation::RU, &["rus", "russian federation"]),
    (Nation::SE, &["swe"]),
    (Nation::SI, &["svn", "slo"]),
    (Nation::SK, &["svk"]),
    (Nation::TR, &["tur", "turkey", "turkiye"]),
    (Nation::UA, &["ukr"]),
    (Nation::UK, &["gbr", "gb", "britain", "great britain"]),
    (Nation::US, &["usa", "america", "united states of america"]),
];

impl Nation {
    /// The nation that a code or a name stands for beyond doubt, in whatever capitals, and with
    /// hyphens or low lines for spaces.
    ///
    /// Files and logs know the codes alone: this is for advice to who has written something else.
    pub fn meant_by(text: &str) -> Option<Nation> {
        let text: String = text
            .to_lowercase()
            .chars()
            .map(|c| if matches!(c, '-' | '_') { ' ' } else { c })
            .collect();
        let listed = || ALIASES.iter().find(|(_, others)| others.contains(&&*text));
        Nation::all()
            .find(|nation| nation.code() == text || nation.name().to_lowercase() == text)
            .or_else(|| listed().map(|(nation, _)| *nation))
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_of_others_and_names_mean_the_nation_that_has_them() {
        for (text, meant) in [
            ("usa", Nation::US),
            ("ukr", Nation::UA),
            ("gb", Nation::UK),
            ("GBR", Nation::UK),
            ("ger", Nation::DE),
            ("deu", Nation::DE),
            ("US", Nation::US),
            ("Türkiye", Nation::TR),
            ("south-korea", Nation::KR),
            ("United_States", Nation::US),
        ] {
            assert_eq!(Nation::meant_by(text), Some(meant), "{text}");
        }
        for text in ["", "u", "cn", "blr", "united"] {
            assert_eq!(Nation::meant_by(text), None, "{text}");
        }
    }

    #[test]
    fn every_nation_has_aliases_and_no_alias_has_two() {
        assert!(ALIASES.iter().map(|(nation, _)| *nation).eq(Nation::all()));
        let all = || ALIASES.iter().flat_map(|(_, others)| *others).copied();
        assert_eq!(all().collect::<BTreeSet<_>>().len(), all().count());
        for alias in all() {
            assert!(alias.parse::<Nation>().is_err(), "`{alias}` is a code of the table");
        }
    }
}
