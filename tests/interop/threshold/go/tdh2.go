package main

import (
	"bytes"
	"crypto"
	"crypto/hkdf"
	"crypto/sha512"
	_ "crypto/sha512"
	"fmt"

	"github.com/cloudflare/circl/group"
	"github.com/cloudflare/circl/zk/dleq"
	"golang.org/x/crypto/chacha20poly1305"
)

func params(domain []byte) dleq.Params {
	return dleq.Params{G: g, H: crypto.SHA512, DST: domain}
}

// prove makes a proof with a given nonce, and has circl verify it.
func prove(domain []byte, k group.Scalar, from, to []group.Element, nonce group.Scalar) []byte {
	proof, err := dleq.Prover{Params: params(domain)}.ProveBatchWithRandomness(k, g.Generator(), base(k), from, to, nonce)
	must(err)
	verifier := dleq.Verifier{Params: params(domain)}
	if !verifier.VerifyBatch(g.Generator(), base(k), from, to, proof) {
		panic("circl refuses a proof of equal logarithms")
	}
	return bytesOf(proof)
}

type keys struct{ key, commitment, data []byte }

func derive(key group.Element, label, pepper []byte, u, agreed group.Element) keys {
	salt := th("tdh2/kdf", bytesOf(key), bytesOf(u), label)
	okm, err := hkdf.Key(sha512.New, join(bytesOf(agreed), u16(len(pepper)), pepper), salt, "VUS-V1-TDH2-KDF", 64)
	must(err)
	return keys{okm[:32], okm[32:], th("tdh2/ad", bytesOf(key), bytesOf(u), label)}
}

func labelOf(key group.Element) []byte {
	return join(text("VUS-V1-LABEL"), stream("installation", 16), text("trying"), []byte{0}, stream("vault", 16),
		text("demo"), u32(3), u64(1700000000000), th("group", bytesOf(key)))
}

func batch() {
	k := number("batch/k")
	var from, to []group.Element
	var all []byte
	for i := 0; i < 7; i++ {
		from = append(from, base(number(fmt.Sprintf("batch/%d", i))))
		to = append(to, times(k, from[i]))
		all = join(all, bytesOf(from[i]))
	}
	row("batch.k", bytesOf(k))
	row("batch.from", all)
	row("batch.nonce", bytesOf(number("batch/nonce")))
	row("batch.proof", prove([]byte("VUS-V1-EXAMPLE"), k, from, to, number("batch/nonce")))
}

func sealAndOpen(group made) {
	label, pepper, secret := labelOf(group.key), stream("pepper", 32), stream("secret", 32)
	r, s := number("seal/r"), number("seal/s")
	second := g.HashToElement(bytesOf(group.key), []byte("VUS-V1-GBAR-ristretto255_XMD:SHA-512_R255MAP_RO_"))
	u := base(r)
	k := derive(group.key, label, pepper, u, times(r, group.key))
	aead, err := chacha20poly1305.NewX(k.key)
	must(err)
	c := aead.Seal(nil, make([]byte, 24), secret, k.data)
	domain := join([]byte("VUS-V1-TDH2-ENC-"), th("tdh2/enc", bytesOf(group.key), label, k.commitment, c))
	// From the base to u, and from the second base to its own.
	proof := prove(domain, r, elements(second), elements(times(r, second)), s)
	ct := join([]byte("T2R1"), bytesOf(u), bytesOf(times(r, second)), k.commitment, proof, u32(len(c)), c)
	row("label", label)
	row("pepper", pepper)
	row("secret", secret)
	row("seal.r", bytesOf(r))
	row("seal.s", bytesOf(s))
	row("ciphertext", ct)
	open(group, label, pepper, secret, ct, u, c)
}

func elements(all ...group.Element) []group.Element { return all }

func open(group made, label, pepper, secret, ct []byte, u group.Element, c []byte) {
	ceremony, recipient := stream("ceremony", 16), stream("recipient", 32)
	row("ceremony", ceremony)
	row("recipient", recipient)
	agreed := g.Identity()
	chosen := []int{2, 300, 65535}
	for _, i := range chosen {
		x := group.shares[i]
		d := times(x, u)
		domain := join([]byte("VUS-V1-TDH2-PD-"), th("tdh2/pd", group.transcript, u64(group.epoch), u16(i), ct, label,
			join(ceremony, recipient)))
		nonce := number(fmt.Sprintf("partial/%d", i))
		row(fmt.Sprintf("partial.nonce.%d", i), bytesOf(nonce))
		row(fmt.Sprintf("partial.%d", i), join(u16(i), bytesOf(d), prove(domain, x, elements(u), elements(d), nonce)))
		agreed = g.NewElement().Add(agreed, times(weight(chosen, i), d))
	}
	k := derive(group.key, label, pepper, u, agreed)
	aead, err := chacha20poly1305.NewX(k.key)
	must(err)
	opened, err := aead.Open(nil, make([]byte, 24), c, k.data)
	must(err)
	if !bytes.Equal(opened, secret) {
		panic("three custodians open something else")
	}
}

// weight is Lagrange's coefficient at zero.
func weight(all []int, i int) group.Scalar {
	out := index(1)
	for _, j := range all {
		if j != i {
			out.Mul(out, index(j))
			out.Mul(out, g.NewScalar().Inv(g.NewScalar().Sub(index(j), index(i))))
		}
	}
	return out
}
