package main

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"fmt"

	"github.com/cloudflare/circl/group"
)

var (
	be = binary.BigEndian
	g  = group.Ristretto255
)

func u16(n int) []byte     { return be.AppendUint16(nil, uint16(n)) }
func u32(n int) []byte     { return be.AppendUint32(nil, uint32(n)) }
func u64(n int) []byte     { return be.AppendUint64(nil, uint64(n)) }
func text(s string) []byte { return join(u32(len(s)), []byte(s)) }

func join(parts ...[]byte) []byte {
	var out []byte
	for _, part := range parts {
		out = append(out, part...)
	}
	return out
}

// th is the hash of a tag and a list.
func th(tag string, parts ...[]byte) []byte {
	input := join([]byte("VUS-v1"), u16(len(tag)), []byte(tag), u32(len(parts)))
	for _, part := range parts {
		input = join(input, u64(len(part)), part)
	}
	full := sha512.Sum512(input)
	return full[:32]
}

// stream is n bytes that depend on a name only, so that every run makes the same vectors.
func stream(name string, n int) []byte {
	var out []byte
	for counter := 0; len(out) < n; counter++ {
		block := sha256.Sum256([]byte(fmt.Sprintf("%s/%d", name, counter)))
		out = append(out, block[:]...)
	}
	return out[:n]
}

func number(name string) group.Scalar { return g.HashToScalar([]byte(name), []byte("interop")) }

func bytesOf(value interface{ MarshalBinary() ([]byte, error) }) []byte {
	out, err := value.MarshalBinary()
	must(err)
	return out
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func times(k group.Scalar, e group.Element) group.Element { return g.NewElement().Mul(e, k) }
func base(k group.Scalar) group.Element                   { return g.NewElement().MulGen(k) }
func index(i int) group.Scalar                            { return g.NewScalar().SetUint64(uint64(i)) }

func row(name string, value []byte) { fmt.Printf("%s %x\n", name, value) }
