package main

import (
	"crypto/sha512"
	"encoding/binary"
)

// TH(tag; one part), by docs/protocol/keys.md section 2.
func th(tag string, part []byte) []byte {
	var input []byte
	input = append(input, "VUS-v1"...)
	input = binary.BigEndian.AppendUint16(input, uint16(len(tag)))
	input = append(input, tag...)
	input = binary.BigEndian.AppendUint32(input, 1)
	input = binary.BigEndian.AppendUint64(input, uint64(len(part)))
	input = append(input, part...)
	digest := sha512.Sum512(input)
	return digest[:32]
}
