package main

import (
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha512"
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"
)

func expand512(key []byte, info string, n int) []byte {
	out, err := hkdf.Expand(sha512.New, key, info, n)
	must(err)
	return out
}

func pair(secret []byte) *ecdh.PrivateKey {
	key, err := ecdh.X25519().NewPrivateKey(secret)
	must(err)
	return key
}

func agree(own, peer *ecdh.PrivateKey) []byte {
	secret, err := own.ECDH(peer.PublicKey())
	must(err)
	return secret
}

// chain is one direction of session.md section 3.
type chain struct {
	link      []byte
	direction int
	sequence  int
}

func (c *chain) seal(session []byte, operation int, mount, key string, plaintext []byte) []byte {
	data := join(session, u8(c.direction), u64(c.sequence), u8(operation), text(mount), text(key))
	aead, err := chacha20poly1305.NewX(expand512(c.link, "message", 32))
	must(err)
	sealed := aead.Seal(nil, make([]byte, 24), plaintext, data)
	c.link = expand512(c.link, "chain", 32)
	record := join(session, u64(c.sequence), u8(operation), text(mount), text(key),
		u32(len(sealed)), sealed)
	c.sequence++
	return record
}

type challenger struct {
	epoch, nonce []byte
	identity     ed25519.PrivateKey
}

// challenge is for purpose open, node 10 11 …, vault 20 21 …, PCRs 0, 2, 4, 7.
func (c challenger) challenge(credential, encrypted string) []byte {
	a := pair(expand512(c.epoch, "exchange"+string(c.nonce), 32))
	facts := join(u8(1), u8(0), counting(0x10, 16), counting(0x20, 16), u64(1), u64(61000), c.nonce,
		a.PublicKey().Bytes(), u32(0x95), text(credential), text(encrypted), text("note"))
	mac := hmac.New(sha512.New, expand512(c.epoch, "cookie", 32))
	mac.Write(facts)
	known := join(facts, mac.Sum(nil)[:32])
	return join(known, ed25519.Sign(c.identity, th("sealwright/challenge/v1", known)))
}

func opened(keeper *chain, session []byte, c *ecdh.PrivateKey) []byte {
	result := join(u8(1), u8(1), text("ek-chain"), text("baseline-1"), counting(0xb0, 32), counting(0xc0, 32),
		counting(0xd0, 32), u64(9), u64(1700000000000), u32(0))
	facts := join(result, u32(3), u32(3600), u32(60), u8(0))
	record := keeper.seal(session, 0, "", "", facts)
	return join(session, c.PublicKey().Bytes(), record[16+8+1+4+4:])
}

func session() {
	fmt.Println("# One run of docs/protocol/session.md, made by tests/interop/go (`go run . session`) with Go's own")
	fmt.Println("# crypto and golang.org/x/crypto; none of our code in it.")
	keeper := challenger{counting(0, 32), counting(0x20, 32), ed25519.NewKeyFromSeed(counting(0x40, 32))}
	a := pair(expand512(keeper.epoch, "exchange"+string(keeper.nonce), 32))
	b, c := pair(counting(0x60, 32)), pair(counting(0x80, 32))
	id := counting(0xa0, 16)
	challenge := keeper.challenge("", "")
	finish := join(challenge, b.PublicKey().Bytes(), text("evidence"))
	secret := join(agree(a, b), agree(c, b))
	salt := th("sealwright/session/v1", challenge, finish, c.PublicKey().Bytes(), id)
	keys := hkdf512(secret, salt, []byte("sealwright/session/v1"), 64)
	toKeeper, toAgent := &chain{keys[:32], 0, 0}, &chain{keys[32:], 1, 0}

	row("identity", keeper.identity.Public().(ed25519.PublicKey))
	row("challenge", challenge)
	row("binding", th("sealwright/binding/v1", u8(0), challenge, nil, b.PublicKey().Bytes(),
		counting(0x10, 16), counting(0x20, 16)))
	row("finish", finish)
	row("secret", secret)
	row("salt", salt)
	row("chains", keys)
	row("opened", opened(toAgent, id, c))
	row("ask-0", toKeeper.seal(id, 1, "transit", "unseal", []byte("the first ask")))
	row("answer-1", toAgent.seal(id, 1, "transit", "unseal", []byte("the first answer")))
	row("ask-1", toKeeper.seal(id, 2, "transit", "unseal", nil))

	activation := keeper.challenge("credential", "encrypted")
	activated := expand512(keeper.epoch, "activation"+string(keeper.nonce), 32)
	row("activation-challenge", activation)
	row("activation-secret", activated)
	row("activation-binding", th("sealwright/binding/v1", u8(0), activation, activated,
		b.PublicKey().Bytes(), counting(0x10, 16), counting(0x20, 16)))
}
