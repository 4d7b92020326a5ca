//! Looks at an event without knowing its type: which kind it is, and what its fields say.
//!
//! Events are nested enums (`Event::Silence(silence::Event::Broken { … })`), and so are commands.
//! [`kind`] finds the two variants without writing anything, so it is cheap enough for every
//! event; `look` shows the fields too, which is done only where a script asks for them.

use std::fmt;

use serde::Serialize;
use serde::ser::{self, Impossible, Serializer};

/// Which variant of which family a command or an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind {
    pub family: &'static str,
    pub name: &'static str,
    /// Which variants these are of their enums, counted from 0.
    pub numbers: (u32, u32),
}

impl fmt::Display for Kind {
    /// As on disk: `silence.broken`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.family, self.name)
    }
}

impl Kind {
    /// What `Display` writes, without the cost of a formatter: this is asked of every event.
    pub fn text(&self) -> String {
        [self.family, ".", self.name].concat()
    }
}

/// The kind of a value of a nested enum, or `None` if it is none.
pub fn kind<T: Serialize + ?Sized>(value: &T) -> Option<Kind> {
    look(value, &mut Blind)
}

/// Who is shown the fields of a command or an event, one after the other.
pub(crate) trait Look {
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T);
}

/// Shows the fields of a value of a nested enum, and returns its kind.
pub(crate) fn look<T: Serialize + ?Sized>(value: &T, eye: &mut impl Look) -> Option<Kind> {
    value.serialize(Peel { eye, family: None, name: None }).ok()
}

/// For whom the kind is enough.
struct Blind;

impl Look for Blind {
    fn field<T: Serialize + ?Sized>(&mut self, _: &'static str, _: &T) {}
}

/// The value is no nested enum.
#[derive(Debug)]
struct NotNested;

impl fmt::Display for NotNested {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a nested enum")
    }
}

impl std::error::Error for NotNested {}

impl ser::Error for NotNested {
    fn custom<T: fmt::Display>(_: T) -> NotNested {
        NotNested
    }
}

/// Goes down two enums and shows the fields of the second one's variant.
struct Peel<'e, E> {
    eye: &'e mut E,
    family: Option<(&'static str, u32)>,
    name: Option<(&'static str, u32)>,
}

/// The fields under way.
struct Fields<'e, E> {
    eye: &'e mut E,
    kind: Kind,
}

impl<'e, E> Peel<'e, E> {
    /// The variant as the second of the two.
    fn end(self, (name, number): (&'static str, u32)) -> Result<Fields<'e, E>, NotNested> {
        let (family, family_number) = self.family.ok_or(NotNested)?;
        let kind = Kind { family, name, numbers: (family_number, number) };
        Ok(Fields { eye: self.eye, kind })
    }
}

/// Values that are no enum.
macro_rules! not_an_enum {
    ($($method:ident($($argument:ty),*) -> $ok:ty;)+) => {
        $(fn $method(self, $(_: $argument),*) -> Result<$ok, NotNested> {
            Err(NotNested)
        })+
    };
}

impl<'e, E: Look> Serializer for Peel<'e, E> {
    type Ok = Kind;
    type Error = NotNested;
    type SerializeSeq = Impossible<Kind, NotNested>;
    type SerializeTuple = Impossible<Kind, NotNested>;
    type SerializeTupleStruct = Impossible<Kind, NotNested>;
    type SerializeTupleVariant = Impossible<Kind, NotNested>;
    type SerializeMap = Impossible<Kind, NotNested>;
    type SerializeStruct = Fields<'e, E>;
    type SerializeStructVariant = Fields<'e, E>;

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        number: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Kind, NotNested> {
        let variant = Some((variant, number));
        match (self.family, self.name) {
            (None, _) => value.serialize(Peel { family: variant, ..self }),
            (Some(_), None) => value.serialize(Peel { name: variant, ..self }),
            (Some(_), Some(_)) => Err(NotNested),
        }
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        number: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Fields<'e, E>, NotNested> {
        self.end((variant, number))
    }

    /// Commands are structs, each in a variant of its name.
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields<'e, E>, NotNested> {
        let name = self.name.ok_or(NotNested)?;
        self.end(name)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Kind, NotNested> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Kind, NotNested> {
        value.serialize(self)
    }

    not_an_enum! {
        serialize_bool(bool) -> Kind;
        serialize_i8(i8) -> Kind;
        serialize_i16(i16) -> Kind;
        serialize_i32(i32) -> Kind;
        serialize_i64(i64) -> Kind;
        serialize_u8(u8) -> Kind;
        serialize_u16(u16) -> Kind;
        serialize_u32(u32) -> Kind;
        serialize_u64(u64) -> Kind;
        serialize_f32(f32) -> Kind;
        serialize_f64(f64) -> Kind;
        serialize_char(char) -> Kind;
        serialize_str(&str) -> Kind;
        serialize_bytes(&[u8]) -> Kind;
        serialize_none() -> Kind;
        serialize_unit() -> Kind;
        serialize_unit_struct(&'static str) -> Kind;
        serialize_unit_variant(&'static str, u32, &'static str) -> Kind;
        serialize_seq(Option<usize>) -> Impossible<Kind, NotNested>;
        serialize_tuple(usize) -> Impossible<Kind, NotNested>;
        serialize_tuple_struct(&'static str, usize) -> Impossible<Kind, NotNested>;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Impossible<Kind, NotNested>;
        serialize_map(Option<usize>) -> Impossible<Kind, NotNested>;
    }
}

/// The two traits differ in their name only.
macro_rules! fields {
    ($($trait:ident)+) => {$(
        impl<E: Look> ser::$trait for Fields<'_, E> {
            type Ok = Kind;
            type Error = NotNested;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), NotNested> {
                self.eye.field(name, value);
                Ok(())
            }

            fn end(self) -> Result<Kind, NotNested> {
                Ok(self.kind)
            }
        }
    )+};
}

fields! { SerializeStruct SerializeStructVariant }

#[cfg(test)]
mod tests {
    use domain::nation::Nation;
    use domain::{Event, silence};

    use super::*;

    /// Writes down what it is shown.
    #[derive(Default)]
    struct Shown(Vec<String>);

    impl Look for Shown {
        fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
            self.0.push(format!("{name}={}", serde_json::to_string(value).unwrap()));
        }
    }

    fn late() -> Event {
        let question = "q1".parse().unwrap();
        let follow_up = "q1-late-1".parse().unwrap();
        silence::Event::ObjectionCameLate { question, nation: Nation::HU, follow_up }.into()
    }

    #[test]
    fn the_kind_of_an_event_is_its_family_and_its_name() {
        assert_eq!(kind(&late()).unwrap().to_string(), "silence.objection-came-late");
    }

    #[test]
    fn the_fields_of_an_event_are_its_data() {
        let mut shown = Shown::default();
        look(&late(), &mut shown);
        assert_eq!(shown.0, ["question=\"q1\"", "nation=\"hu\"", "follow_up=\"q1-late-1\""]);
    }

    #[test]
    fn a_command_has_a_kind_and_fields_as_an_event_has() {
        let object = silence::Object { question: "q1".parse().unwrap(), nation: Nation::HU };
        let mut shown = Shown::default();
        let kind = look(&domain::Command::from(object), &mut shown);
        assert_eq!(kind.unwrap().text(), "silence.object");
        assert_eq!(shown.0, ["question=\"q1\"", "nation=\"hu\""]);
    }

    #[test]
    fn what_is_no_nested_enum_has_no_kind() {
        assert_eq!(kind(&7), None);
        assert_eq!(kind(&Some(Nation::HU)), None);
    }
}
