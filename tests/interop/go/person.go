package main

import (
	"crypto/ed25519"

	"golang.org/x/crypto/argon2"
)

// person is a key file of docs/protocol/acts.md section 11, at the least effort that is allowed.
func person() {
	const passes, memory = 2, 64 * 1024
	passphrase := []byte("correct horse battery staple")
	seed := counting(0x20, 32)
	salt := counting(0x40, 16)
	public := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	head := join(text("VUS-V1-PERSON-KEY"), u16(0x0301), text("ana"), public, u32(passes), u32(memory), salt)
	stretched := argon2.IDKey(passphrase, salt, passes, memory, 1, 32)
	rowSalt := counting(0x60, 32)
	okm := hkdf512(stretched, rowSalt, join([]byte("VUS-V1-ROW-"), th("row", head)), 64)
	box := sealed(0x0101, rowSalt, okm, head, seed)
	proof := ed25519.Sign(ed25519.NewKeyFromSeed(seed), th("person-key", []byte("ana"), public))
	row("passphrase", passphrase)
	row("seed", seed)
	row("public", public)
	row("stretched", stretched)
	row("file", join(head, u32(len(box)), box))
	row("proof", proof)
	row("person-id", th("person", []byte("ana"), public)[:16])
}
