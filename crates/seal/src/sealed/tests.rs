use expect_test::expect;
use proptest::prelude::*;

use super::*;

fn key(byte: u8) -> SecretKey {
    SecretKey::from_bytes(&[byte; 32])
}

fn sealed() -> SealedHead {
    SealedHead {
        head: Head { position: Position(3), chain: Chain::GENESIS.link(b"{}") },
        records: 3,
        run: Some(Uuid::from_u128(7)),
        at: None,
    }
}

/// The form in files, and the signature, which is the same for the same head and key for ever.
#[test]
fn a_seal_is_a_line_of_json() {
    let seal = Seal::new(sealed(), &key(1));
    expect![[r#"{"algorithm":"ed25519","chain":"027f7e391c618b12ce0ece67137a5edadc833b3ce5b6c2dbe616c913a3c1c176","form":1,"key":"8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c","position":3,"records":3,"run":"00000000-0000-0000-0000-000000000007","signature":"3b6c5455ed293d0287947f7acda0f12aa454aa365b35fec1ea37050a0c0b1eeec91c7114ae56224b0c64c1b43df3caf20263904892b7bdd8bf640c7b02afbe07"}"#]].assert_eq(&seal.to_json());
    assert_eq!(Seal::from_json(&seal.to_json()).unwrap(), seal);
    let at = Some("2027-03-01T08:00:00.000Z".parse().unwrap());
    let dated = Seal::new(SealedHead { at, ..sealed() }, &key(1));
    assert_eq!(Seal::from_json(&dated.to_json()).unwrap().sealed.at, at);
}

#[test]
fn a_seal_of_another_key_is_refused() {
    let seal = Seal::new(sealed(), &key(1));
    assert!(seal.expect_key(key(1).public()).is_ok());
    let error = seal.expect_key(key(2).public()).unwrap_err();
    assert!(matches!(error, SealError::OtherKey { .. }), "{error}");
}

/// Whoever puts their key into a seal of another has no signature that fits.
#[test]
fn a_seal_with_another_key_in_it_is_changed() {
    let seal = Seal { key: key(2).public(), ..Seal::new(sealed(), &key(1)) };
    assert!(matches!(Seal::from_json(&seal.to_json()), Err(SealError::Changed)));
}

#[test]
fn a_seal_with_another_head_is_changed() {
    let seal = Seal::new(sealed(), &key(1));
    let head = sealed().head;
    for other in [
        SealedHead { head: Head { position: Position(4), ..head }, ..sealed() },
        SealedHead { head: Head { chain: Chain::GENESIS, ..head }, ..sealed() },
        SealedHead { records: 4, ..sealed() },
        SealedHead { run: None, ..sealed() },
        SealedHead { run: Some(Uuid::nil()), ..sealed() },
        SealedHead { at: Some(SimTime::default()), ..sealed() },
    ] {
        let forged = Seal { sealed: other, ..seal }.to_json();
        assert!(matches!(Seal::from_json(&forged), Err(SealError::Changed)), "{forged}");
    }
}

#[test]
fn what_is_no_seal_says_why() {
    let json = Seal::new(sealed(), &key(1)).to_json();
    let mut said = String::new();
    for text in [
        String::new(),
        format!("[{json}]"),
        // Its fields, in their order, without their names.
        r#"["ed25519", null, "00", 1, "00", 1, 1, null, "00"]"#.to_string(),
        "null".to_string(),
        "{}".to_string(),
        json.replacen("ed25519", "rsa", 1),
        json.replacen("\"form\":1", "\"form\":2", 1),
        json.replacen("\"form\":1", "\"form\":0", 1),
        json.replacen("\"form\":1", "\"form\":1,\"more\":1", 1),
        json.replacen("\"signature\":\"", "\"signature\":\"0", 1),
        json.replacen("\"chain\":\"", "\"chain\":\"0", 1),
        json.replacen("\"key\":\"", "\"key\":\"0", 1),
    ] {
        said.push_str(&Seal::from_json(&text).unwrap_err().to_string());
        said.push('\n');
    }
    expect![[r#"
        not a seal: it is empty
        not a seal: it is no object in JSON
        not a seal: it is no object in JSON
        not a seal: it is no object in JSON
        not a seal: missing field `algorithm` at line 1 column 2
        not a seal: its `algorithm` is not `ed25519`
        the seal has form 2, but the newest form known here is 1
        not a seal: its `form` is not 1
        not a seal: unknown field `more`, expected one of `algorithm`, `at`, `chain`, `form`, `key`, `position`, `records`, `run`, `signature` at line 1 column 113
        not a seal: its `signature` is not 128 hexadecimal digits
        not a seal: its `chain` is no chain value
        not a seal: its `key` is no public key
    "#]].assert_eq(&said);
}

proptest! {
    /// However one byte of a seal is changed, it is no longer read as the seal of another head.
    #[test]
    fn no_changed_byte_makes_another_seal(place in any::<prop::sample::Index>(), byte in 0x20_u8..0x7f) {
        let seal = Seal::new(sealed(), &key(1));
        let mut bytes = seal.to_json().into_bytes();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        if let Ok(read) = Seal::from_json(std::str::from_utf8(&bytes).unwrap()) {
            prop_assert_eq!(read, seal);
        }
    }
}
