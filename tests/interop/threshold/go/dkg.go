package main

import (
	"bytes"
	"crypto/ed25519"
	"fmt"

	"github.com/cloudflare/circl/group"
	"github.com/cloudflare/circl/hpke"
	"github.com/cloudflare/circl/kem"
	"github.com/cloudflare/circl/zk/dl"
)

var (
	indices = []int{1, 2, 7, 300, 65535}
	needed  = 3
	suite   = hpke.NewSuite(hpke.KEM_X25519_HKDF_SHA256, hpke.KDF_HKDF_SHA256, hpke.AEAD_ChaCha20Poly1305)
	scheme  = hpke.KEM_X25519_HKDF_SHA256.Scheme()
)

// A custodian's keys and polynomial.
type custodian struct {
	index     int
	identity  ed25519.PrivateKey
	transport kem.PrivateKey
	public    kem.PublicKey
	f         []group.Scalar
}

func newCustodian(i int) custodian {
	c := custodian{index: i, identity: ed25519.NewKeyFromSeed(stream(fmt.Sprintf("identity/%d", i), 32))}
	c.public, c.transport = scheme.DeriveKeyPair(stream(fmt.Sprintf("transport/%d", i), 32))
	for m := 0; m < needed; m++ {
		c.f = append(c.f, number(fmt.Sprintf("coefficient/%d/%d", i, m)))
	}
	return c
}

func (c custodian) member() []byte {
	return join(u16(c.index), c.identity.Public().(ed25519.PublicKey), bytesOf(c.public))
}

func (c custodian) commitments() []byte {
	var out []byte
	for _, a := range c.f {
		out = join(out, bytesOf(base(a)))
	}
	return out
}

func (c custodian) at(x int) group.Scalar {
	value := g.NewScalar()
	for m := needed - 1; m >= 0; m-- {
		value.Mul(value, index(x))
		value.Add(value, c.f[m])
	}
	return value
}

// possession is Schnorr's proof; circl verifies it.
func (c custodian) possession(sid []byte) []byte {
	context := join([]byte("VUS-V1-POP-"), sid)
	v, key := number(fmt.Sprintf("possession/%d", c.index)), base(c.f[0])
	input := join(bytesOf(g.Generator()), bytesOf(base(v)), bytesOf(key), u32(2), u16(c.index), u32(len(context)), context)
	challenge := g.HashToScalar(input, context)
	r := g.NewScalar().Sub(v, g.NewScalar().Mul(challenge, c.f[0]))
	if !dl.Verify(g, g.Generator(), key, dl.Proof{V: base(v), R: r}, u16(c.index), context) {
		panic("circl refuses a proof of possession")
	}
	return join(bytesOf(base(v)), bytesOf(r))
}

func seal(to kem.PublicKey, info, message, seed []byte) []byte {
	sender, err := suite.NewSender(to, info)
	must(err)
	enc, sealer, err := sender.Setup(bytes.NewReader(seed))
	must(err)
	ct, err := sealer.Seal(message, nil)
	must(err)
	return join(enc, ct)
}

// A group as its custodians certified it.
type made struct {
	transcript []byte
	epoch      int
	key        group.Element
	shares     map[int]group.Scalar
}

func makeKey() made {
	var all []custodian
	var roster []byte
	for _, i := range indices {
		all = append(all, newCustodian(i))
		roster = join(roster, all[len(all)-1].member())
	}
	nonce := stream("nonce", 32)
	sid := th("dkg/session", nonce, u16(needed), roster)
	row("nonce", nonce)
	row("roster", roster)
	row("sid", sid)

	var reveals, sum []byte
	for _, c := range all {
		a, pop := c.commitments(), c.possession(sid)
		row(fmt.Sprintf("commit.%d", c.index), join(u16(c.index), th("dkg/commit", sid, u16(c.index), a, pop)))
		reveal := join(u16(c.index), u16(needed), a, pop)
		row(fmt.Sprintf("reveal.%d", c.index), reveal)
		reveals = join(reveals, reveal)
	}
	published := th("dkg/commitments", sid, reveals)
	row("published", published)

	deals := []byte{}
	for _, c := range all {
		deal := join(u16(c.index), u16(len(all)))
		for _, to := range all {
			info := th("dkg/share", sid, published, u16(c.index), u16(to.index))
			deal = join(deal, seal(to.public, info, bytesOf(c.at(to.index)), stream(fmt.Sprintf("box/%d/%d", c.index, to.index), 32)))
		}
		row(fmt.Sprintf("deal.%d", c.index), deal)
		deals = join(deals, deal)
	}

	result := made{epoch: 9, shares: map[int]group.Scalar{}}
	for m := 0; m < needed; m++ {
		total := g.NewScalar()
		for _, c := range all {
			total.Add(total, c.f[m])
		}
		if m == 0 {
			result.key = base(total)
		}
		sum = join(sum, bytesOf(base(total)))
	}
	result.transcript = th("dkg/transcript", sid, published, th("dkg/deals", deals), sum)
	row("sum", sum)
	row("transcript", result.transcript)
	certified := th("dkg/certify", result.transcript, bytesOf(result.key), u64(result.epoch))
	for _, to := range all {
		share := g.NewScalar()
		for _, c := range all {
			share.Add(share, c.at(to.index))
		}
		result.shares[to.index] = share
		row(fmt.Sprintf("transport.%d", to.index), bytesOf(to.transport))
		row(fmt.Sprintf("share.%d", to.index), bytesOf(share))
		row(fmt.Sprintf("certificate.%d", to.index), join(u16(to.index), ed25519.Sign(to.identity, certified)))
	}
	return result
}
