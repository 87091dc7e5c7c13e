//! Makes tests/vectors/threshold/rust.txt: a key that five FROST participants make together, and one
//! that a dealer splits, with a seeded generator. None of our code is in it.

use std::collections::BTreeMap;

use frost_ristretto255 as frost;
use frost::keys::{dkg, IdentifierList};
use frost::Identifier;
use rand_chacha::rand_core::SeedableRng;
use rand_chacha::ChaCha20Rng;

const INDICES: [u16; 5] = [1, 2, 7, 300, 65535];

type Failure = Box<dyn std::error::Error>;

fn row(name: &str, bytes: &[u8]) {
    println!("{name} {}", hex::encode(bytes));
}

fn points(commitment: &frost::keys::VerifiableSecretSharingCommitment) -> Result<Vec<u8>, Failure> {
    Ok(commitment.serialize()?.concat())
}

fn together(rng: &mut ChaCha20Rng) -> Result<(), Failure> {
    let ids: Vec<Identifier> = INDICES.iter().map(|i| Identifier::try_from(*i)).collect::<Result<_, _>>()?;
    let mut first_secrets = BTreeMap::new();
    let mut first = BTreeMap::new();
    for (id, index) in ids.iter().zip(INDICES) {
        let (secret, package) = dkg::part1(*id, 5, 3, &mut *rng)?;
        row(&format!("dkg.commitments.{index}"), &points(package.commitment())?);
        first_secrets.insert(*id, secret);
        first.insert(*id, package);
    }
    let mut second_secrets = BTreeMap::new();
    let mut second: BTreeMap<Identifier, BTreeMap<Identifier, dkg::round2::Package>> = BTreeMap::new();
    for (id, secret) in first_secrets {
        let others = first.iter().filter(|(from, _)| **from != id).map(|(a, b)| (*a, b.clone())).collect();
        let (secret, packages) = dkg::part2(secret, &others)?;
        second_secrets.insert(id, secret);
        for (to, package) in packages {
            second.entry(to).or_default().insert(id, package);
        }
    }
    for (id, index) in ids.iter().zip(INDICES) {
        let others = first.iter().filter(|(from, _)| **from != *id).map(|(a, b)| (*a, b.clone())).collect();
        let (key, public) = dkg::part3(&second_secrets[id], &others, &second[id])?;
        row(&format!("dkg.share.{index}"), &key.signing_share().serialize());
        row(&format!("dkg.point.{index}"), &key.verifying_share().serialize()?);
        if index == INDICES[0] {
            row("dkg.key", &public.verifying_key().serialize()?);
        }
    }
    Ok(())
}

fn dealt(rng: &mut ChaCha20Rng) -> Result<(), Failure> {
    let (shares, public) = frost::keys::generate_with_dealer(13, 7, IdentifierList::Default, &mut *rng)?;
    for index in 1..=13u16 {
        let share = &shares[&Identifier::try_from(index)?];
        if index == 1 {
            row("dealer.commitments", &points(share.commitment())?);
        }
        row(&format!("dealer.share.{index}"), &share.signing_share().serialize());
    }
    row("dealer.key", &public.verifying_key().serialize()?);
    Ok(())
}

fn main() -> Result<(), Failure> {
    println!("# Made by tests/interop/threshold/rust (`cargo run`) with frost-ristretto255 3.0.0. dkg: 3 of 5 with the");
    println!("# indices 1, 2, 7, 300, 65535, made together; dealer: 7 of 13, made by one.");
    let mut rng = ChaCha20Rng::from_seed([7; 32]);
    together(&mut rng)?;
    dealt(&mut rng)
}
