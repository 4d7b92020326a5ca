use expect_test::expect;

use super::*;

fn key() -> SecretKey {
    SecretKey::from_bytes(&[7; 32])
}

#[test]
fn a_key_reads_back_from_its_file() {
    let secret = key();
    assert_eq!(SecretKey::from_pem(&secret.to_pem()).unwrap().public(), secret.public());
    let public = secret.public();
    assert_eq!(PublicKey::from_pem(&public.to_pem()), Ok(public));
    assert_eq!(PublicKey::from_hex(&public.to_string()), Ok(public));
    expect![[r#"
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEA6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=
        -----END PUBLIC KEY-----
    "#]]
    .assert_eq(&public.to_pem());
}

/// Version 0 of PKCS #8, 48 bytes: `openssl` does not read version 1, which has the public key too.
#[test]
fn a_secret_key_has_the_form_that_openssl_reads() {
    expect![[r#"
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH
        -----END PRIVATE KEY-----
    "#]]
    .assert_eq(&key().to_pem());
}

/// The example of RFC 8410, in the form that openssl writes.
#[test]
fn keys_of_openssl_are_read() {
    let secret = "-----BEGIN PRIVATE KEY-----\n\
        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
        -----END PRIVATE KEY-----\n";
    let public = "-----BEGIN PUBLIC KEY-----\n\
        MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n\
        -----END PUBLIC KEY-----\n";
    assert_eq!(SecretKey::from_pem(secret).unwrap().public(), PublicKey::from_pem(public).unwrap());
}

#[test]
fn what_is_no_key_is_refused() {
    let (secret, public) = (key().to_pem(), key().public().to_pem());
    for text in ["", "key", &public, &secret.replacen('M', "N", 1), &secret[..60]] {
        assert_eq!(SecretKey::from_pem(text).map(drop), Err(KeyError::NotSecret), "{text}");
    }
    for text in ["", "key", &secret, &public[..60]] {
        assert_eq!(PublicKey::from_pem(text), Err(KeyError::NotPublic), "{text}");
    }
    let hex = key().public().to_string();
    for text in ["", "0", &hex.to_uppercase(), &hex[1..], &"g".repeat(64)] {
        assert_eq!(PublicKey::from_hex(text), Err(KeyError::NotHex), "{text}");
    }
}

#[test]
fn a_secret_key_does_not_show_itself() {
    let shown = format!("{:?}", key());
    assert_eq!(shown, format!("SecretKey(of {})", key().public()));
    assert!(!shown.contains("0707"), "{shown}");
}
