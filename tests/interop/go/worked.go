package main

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"
)

var be = binary.BigEndian

func u8(n int) []byte  { return []byte{byte(n)} }
func u16(n int) []byte { return be.AppendUint16(nil, uint16(n)) }
func u32(n int) []byte { return be.AppendUint32(nil, uint32(n)) }
func u64(n int) []byte { return be.AppendUint64(nil, uint64(n)) }

func text(s string) []byte { return join(u32(len(s)), []byte(s)) }

func join(parts ...[]byte) []byte {
	var out []byte
	for _, part := range parts {
		out = append(out, part...)
	}
	return out
}

// counting is n bytes: first, first+1, …
func counting(first, n int) []byte {
	out := make([]byte, n)
	for i := range out {
		out[i] = byte(first + i)
	}
	return out
}

// th is keys.md section 2.
func th(tag string, parts ...[]byte) []byte {
	input := join([]byte("VUS-v1"), u16(len(tag)), []byte(tag), u32(len(parts)))
	for _, part := range parts {
		input = join(input, u64(len(part)), part)
	}
	full := sha512.Sum512(input)
	return full[:32]
}

func hkdf512(key, salt, info []byte, n int) []byte {
	okm, err := hkdf.Key(sha512.New, key, salt, string(info), n)
	must(err)
	return okm
}

// sealed is the common form of keys.md sections 4 and 5 over 64 bytes of keying material.
func sealed(suite int, salt, okm, data, plaintext []byte) []byte {
	aead, err := chacha20poly1305.NewX(okm[:32])
	must(err)
	body := aead.Seal(nil, make([]byte, 24), plaintext, data)
	return join(u16(suite), salt, okm[32:], body)
}

func envelope() {
	keyID := th("kek-id", []byte("4711"), u32(1))
	context := join(u16(1), text("trying"), u8(1), counting(0x10, 16), u32(3), u8(2), u8(2), u8(3),
		keyID, text("4711"), u32(1))
	salt := counting(0x40, 32)
	input := th("hsm-prf/v1", context, salt)
	mac := hmac.New(sha256.New, counting(0x60, 32))
	mac.Write(input)
	prf := mac.Sum(nil)
	okm, err := hkdf.Expand(sha256.New, prf, "VUS-V1-HSM-ENV", 64)
	must(err)
	row("key-id", keyID)
	row("context", context)
	row("prf-input", input)
	row("prf-output", prf)
	row("envelope-okm", okm)
	row("envelope", sealed(1, salt, okm, context, counting(0x80, 32)))
}

func rowOf() {
	info := join([]byte("VUS-V1-SUB-"), th("sub", []byte("row"), counting(0x10, 16), u32(1)))
	key := hkdf512(counting(0, 32), nil, info, 32)
	data := join(u16(0x0101), text("vault/"+fmt.Sprintf("%x", counting(0x20, 16))), counting(0x10, 16),
		text("trying"), text("row"), u32(1), u64(7))
	salt := counting(0x40, 32)
	okm := hkdf512(key, salt, join([]byte("VUS-V1-ROW-"), th("row", data)), 64)
	row("record-key", key)
	row("associated-data", data)
	row("row-okm", okm)
	row("row", sealed(0x0101, salt, okm, data, []byte("hello")))
}

func encodings() {
	row("integers", join(u8(1), u16(0x0203), u32(0x04050607), u64(0x08090a0b0c0d0e0f), u8(1)))
	row("texts", join(u32(2), text("ab"), text("")))
	row("provenance", join(text("trying"), text("platform"), counting(0x10, 16), text("main")))
	token := join(text("a"), text("/m.so"), text("label-a"), text(""), u32(204), u8(4), u8(2), text(""),
		u32(1), text("X"), text("y"), u8(0), u32(0), u32(100000))
	classes := []byte{1, 0, 0, 2, 0, 2, 1}
	body := join([]byte("sealwright-config-3\n"), text("trying"), text("platform"), text("/s"), text("/r"),
		u32(201), u32(202), u32(203), u32(205), u32(300), text("127.0.0.1"), u16(8443), text(""), u16(0), u32(1), text("localhost"),
		text("/c.pem"), text("/c.key"), classes, text(""), text("main"), u8(2), u32(1), token)
	digest := sha256.Sum256(body)
	row("configuration", join(body, digest[:]))
}

func worked() {
	fmt.Println("# The worked examples of docs/protocol/keys.md and encoding.md, made by tests/interop/go")
	fmt.Println("# (`go run . worked`) with Go's own crypto and golang.org/x/crypto; none of our code in it.")
	encodings()
	row("th-empty", th("example"))
	row("th", th("example", []byte("ab"), nil))
	envelope()
	rowOf()
	secret, coefficients := counting(0, 32), counting(0xe0, 32)
	for x := 1; x <= 3; x++ {
		row(fmt.Sprintf("share-%d", x), evaluate(secret, coefficients, byte(x)))
	}
}
