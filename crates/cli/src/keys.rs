//! Key files and seal files.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use seal::{PublicKey, Seal, SecretKey};

use crate::exit::{Exit, Failure};
use crate::output;

/// Keys and seals are far smaller.
const BYTES_MAX: u64 = 64 << 10;

/// Makes a key and writes it, with the public one beside it. Neither is written over another file.
pub fn make(path: &Path) -> Result<(PublicKey, PathBuf), Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| output::failed(Exit::Failed, "cannot draw a key", &error))?;
    let secret = SecretKey::from_bytes(&bytes);
    bytes.fill(0);
    let beside = path.with_added_extension("pub");
    let written = write(&beside, &secret.public().to_pem(), 0o644);
    written.map_err(|error| unwritten(&beside, &error))?;
    if let Err(error) = write(path, &secret.to_pem(), 0o600) {
        let _ = std::fs::remove_file(&beside);
        return Err(unwritten(path, &error));
    }
    Ok((secret.public(), beside))
}

fn unwritten(path: &Path, error: &io::Error) -> Failure {
    output::failed(Exit::Failed, &format!("cannot write the key `{}`", path.display()), error)
        .help("name a file that is not there yet, in a folder that you may write to")
}

fn write(path: &Path, text: &str, mode: u32) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    let mut file = options.open(path)?;
    // What is half written would stand in the way of the next try.
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).inspect_err(|_| {
        let _ = std::fs::remove_file(path);
    })
}

pub fn secret(path: &Path) -> Result<SecretKey, Failure> {
    let (text, open_to_others) = text(path, "key")?;
    let key = SecretKey::from_pem(&text).map_err(|error| unfit(path, &error).help(SECRET))?;
    if open_to_others {
        output::say(&format!(
            "warning: others can read the secret key `{}`\n  = help: chmod 600 it\n",
            path.display()
        ));
    }
    Ok(key)
}

const SECRET: &str = "name the secret key; `tripartite seal --new-key FILE` makes one";

pub fn public(path: &Path) -> Result<PublicKey, Failure> {
    let (text, _) = text(path, "key")?;
    PublicKey::from_pem(&text).map_err(|error| {
        unfit(path, &error)
            .help("name the public key, which ends with `.pub` beside the secret one")
    })
}

/// A seal whose signature fits.
pub fn sealed(path: &Path) -> Result<Seal, Failure> {
    let (text, _) = text(path, "seal")?;
    Seal::from_json(&text).map_err(|error| {
        unfit(path, &error).help("take the seal from whoever keeps it; `tripartite seal` makes one")
    })
}

fn unfit(path: &Path, error: &dyn std::error::Error) -> Failure {
    Failure::new(Exit::Faults, format!("`{}`: {error}", path.display()))
}

/// A short text, and whether others than its owner can read it.
fn text(path: &Path, what: &str) -> Result<(String, bool), Failure> {
    let name = path.display();
    let failed = |error: io::Error| {
        Failure::new(Exit::Failed, format!("cannot read the {what} `{name}`: {error}"))
            .help(format!("name the file of the {what}"))
    };
    let file = File::open(path).map_err(failed)?;
    let open_to_others = is_open_to_others(&file);
    let mut bytes = Vec::new();
    file.take(BYTES_MAX + 1).read_to_end(&mut bytes).map_err(failed)?;
    let text = String::from_utf8(bytes).ok().filter(|text| text.len() as u64 <= BYTES_MAX);
    let text = text.ok_or_else(|| {
        Failure::new(Exit::Faults, format!("`{name}` is no {what}, but something else"))
            .help(format!("name the file of the {what}"))
    })?;
    Ok((text, open_to_others))
}

#[cfg(unix)]
fn is_open_to_others(file: &File) -> bool {
    use std::os::unix::fs::PermissionsExt;

    file.metadata()
        .is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_: &File) -> bool {
    false
}
