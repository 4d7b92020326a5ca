//! Nations, and sets of them that are copied like numbers.

mod meant;

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! nations {
    ($($name:ident $code:literal $english:literal,)+) => {
        /// Codes and English names, in the order of the codes.
        const TABLE: &[(&str, &str)] = &[$(($code, $english)),+];

        #[derive(Clone, Copy)]
        #[expect(clippy::upper_case_acronyms, reason = "the codes are the names")]
        #[repr(u8)]
        enum Row { $($name),+ }

        impl Nation {
            $(#[doc = $english] pub const $name: Nation = Nation(Row::$name as u8);)+
        }
    };
}

/// A nation, or one of the two organizations that sit beside nations (EU, NATO).
///
/// The code is the ISO 3166 one in small letters, but `uk` as the sources write it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nation(u8);

nations! {
    AL "al" "Albania",
    AT "at" "Austria",
    AU "au" "Australia",
    BE "be" "Belgium",
    BG "bg" "Bulgaria",
    CA "ca" "Canada",
    CH "ch" "Switzerland",
    CY "cy" "Cyprus",
    CZ "cz" "Czechia",
    DE "de" "Germany",
    DK "dk" "Denmark",
    EE "ee" "Estonia",
    ES "es" "Spain",
    EU "eu" "European Union",
    FI "fi" "Finland",
    FR "fr" "France",
    GE "ge" "Georgia",
    GR "gr" "Greece",
    HR "hr" "Croatia",
    HU "hu" "Hungary",
    IE "ie" "Ireland",
    IS "is" "Iceland",
    IT "it" "Italy",
    JP "jp" "Japan",
    KR "kr" "South Korea",
    LT "lt" "Lithuania",
    LU "lu" "Luxembourg",
    LV "lv" "Latvia",
    MD "md" "Moldova",
    ME "me" "Montenegro",
    MT "mt" "Malta",
    NATO "nato" "NATO",
    NL "nl" "Netherlands",
    NO "no" "Norway",
    NZ "nz" "New Zealand",
    PL "pl" "Poland",
    PT "pt" "Portugal",
    RO "ro" "Romania",
    RU "ru" "Russia",
    SE "se" "Sweden",
    SI "si" "Slovenia",
    SK "sk" "Slovakia",
    TR "tr" "Türkiye",
    UA "ua" "Ukraine",
    UK "uk" "United Kingdom",
    US "us" "United States",
}

/// A text that is no nation's code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown nation `{found}`")]
pub struct UnknownNation {
    pub found: String,
}

impl Nation {
    /// All nations in the order of their codes.
    pub fn all() -> impl Iterator<Item = Nation> {
        (0u8..).take(TABLE.len()).map(Nation)
    }

    /// Whether it is the EU or NATO: they sit beside nations, and have no armed forces of their own.
    pub fn is_organization(self) -> bool {
        matches!(self, Nation::EU | Nation::NATO)
    }

    pub fn code(self) -> &'static str {
        TABLE[usize::from(self.0)].0
    }

    /// The English short name.
    pub fn name(self) -> &'static str {
        TABLE[usize::from(self.0)].1
    }
}

impl FromStr for Nation {
    type Err = UnknownNation;

    fn from_str(text: &str) -> Result<Nation, UnknownNation> {
        Nation::all()
            .find(|nation| nation.code() == text)
            .ok_or_else(|| UnknownNation { found: text.into() })
    }
}

impl fmt::Display for Nation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Nation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Nation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Nation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Nation, D::Error> {
        struct Code;
        impl Visitor<'_> for Code {
            type Value = Nation;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the code of a nation, such as `pl`")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Nation, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Code)
    }
}

impl JsonSchema for Nation {
    fn schema_name() -> Cow<'static, str> {
        "Nation".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let codes: Vec<&str> = Nation::all().map(Nation::code).collect();
        json_schema!({ "type": "string", "enum": codes })
    }
}

/// A set of nations, written as a list of codes in their order.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NationSet(u64);

impl NationSet {
    pub const EMPTY: NationSet = NationSet(0);

    #[must_use]
    pub const fn with(self, nation: Nation) -> NationSet {
        NationSet(self.0 | 1 << nation.0)
    }

    #[must_use]
    pub const fn without(self, nation: Nation) -> NationSet {
        NationSet(self.0 & !(1 << nation.0))
    }

    /// The nations of this set that are not in the other.
    #[must_use]
    pub const fn minus(self, other: NationSet) -> NationSet {
        NationSet(self.0 & !other.0)
    }

    /// The nations of either set.
    #[must_use]
    pub const fn union(self, other: NationSet) -> NationSet {
        NationSet(self.0 | other.0)
    }

    pub const fn contains(self, nation: Nation) -> bool {
        self.0 & (1 << nation.0) != 0
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// In the order of their codes.
    pub fn iter(self) -> impl Iterator<Item = Nation> {
        let mut left = self.0;
        core::iter::from_fn(move || {
            let number = u8::try_from(left.trailing_zeros()).ok().filter(|_| left != 0)?;
            left &= left - 1;
            Some(Nation(number))
        })
    }
}

impl FromIterator<Nation> for NationSet {
    fn from_iter<I: IntoIterator<Item = Nation>>(nations: I) -> NationSet {
        nations.into_iter().fold(NationSet::EMPTY, NationSet::with)
    }
}

impl fmt::Display for NationSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, nation) in self.iter().enumerate() {
            let space = if index == 0 { "" } else { " " };
            write!(f, "{space}{nation}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for NationSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{self}}}")
    }
}

impl Serialize for NationSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.len() as usize))?;
        for nation in self.iter() {
            list.serialize_element(&nation)?;
        }
        list.end()
    }
}

impl<'de> Deserialize<'de> for NationSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<NationSet, D::Error> {
        struct Codes;
        impl<'de> Visitor<'de> for Codes {
            type Value = NationSet;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of nations, such as [fr, uk]")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<NationSet, A::Error> {
                let mut set = NationSet::EMPTY;
                while let Some(nation) = list.next_element::<Nation>()? {
                    if set.contains(nation) {
                        return Err(A::Error::custom(format_args!("`{nation}` stands twice")));
                    }
                    set = set.with(nation);
                }
                Ok(set)
            }
        }
        deserializer.deserialize_seq(Codes)
    }
}

impl JsonSchema for NationSet {
    fn schema_name() -> Cow<'static, str> {
        "NationSet".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let nation = generator.subschema_for::<Nation>();
        json_schema!({ "type": "array", "items": nation, "uniqueItems": true })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_sorted_and_fit_a_set() {
        assert!(TABLE.is_sorted_by(|a, b| a.0 < b.0));
        assert!(TABLE.len() <= 64);
        let all: NationSet = Nation::all().collect();
        assert_eq!(all.len() as usize, TABLE.len());
        assert!(all.iter().eq(Nation::all()), "in the order of their codes");
    }

    #[test]
    fn the_coalition_of_the_sources_has_34_members_in_the_table() {
        let members = "al at au be bg ca cy cz de dk ee es fi fr gr hr ie is it jp lt lu lv me nl \
                       no nz pl pt ro se si tr uk";
        let set: NationSet = members.split(' ').map(|code| code.parse().unwrap()).collect();
        assert_eq!(set.len(), 34);
    }

    #[test]
    fn a_set_reads_back_as_written_and_refuses_a_nation_twice() {
        let set: NationSet = [Nation::UK, Nation::FR].into_iter().collect();
        assert_eq!(serde_json::to_string(&set).unwrap(), r#"["fr","uk"]"#);
        assert_eq!(serde_json::from_str::<NationSet>(r#"["uk","fr"]"#).unwrap(), set);
        assert!(serde_json::from_str::<NationSet>(r#"["fr","fr"]"#).is_err());
        assert!(serde_json::from_str::<NationSet>(r#"["gb"]"#).is_err());
    }
}
