// Program notes makes tests/vectors/journal.txt: tree heads and signed notes by golang.org/x/mod
// (sumdb/tlog, sumdb/note), and an act's digest by the rule of docs/protocol/keys.md section 2.
// Ed25519 signs deterministically, so that our signer must give the very bytes that are here, and
// note.Open has accepted them.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

type hashes []tlog.Hash

func (stored *hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for _, index := range indexes {
		out = append(out, (*stored)[index])
	}
	return out, nil
}

func (stored *hashes) root(size int64) tlog.Hash {
	return must(tlog.TreeHash(size, stored))
}

func treeOf(leaves [][]byte) *hashes {
	stored := &hashes{}
	for index, leaf := range leaves {
		*stored = append(*stored, must(tlog.StoredHashes(int64(index), leaf, stored))...)
	}
	return stored
}

// The eight leaves that certificate-transparency's own tests use (cpp/merkletree/merkle_tree_test.cc).
func knownLeaves() [][]byte {
	var leaves [][]byte
	for _, leaf := range []string{"", "00", "10", "2021", "3031", "40414243", "5051525354555657",
		"606162636465666768696a6b6c6d6e6f"} {
		leaves = append(leaves, must(hex.DecodeString(leaf)))
	}
	return leaves
}

func trees() *hashes {
	fmt.Println("# known SIZE ROOT: over certificate-transparency's own eight test leaves (cpp/merkletree).")
	known := treeOf(knownLeaves())
	for size := range len(knownLeaves()) {
		root := known.root(int64(size + 1))
		fmt.Printf("known %d %x\n", size+1, root[:])
	}
	fmt.Println("# tree SIZE ROOT: leaf number i, from 0, is the text leaf-i.")
	var leaves [][]byte
	for index := range 130 {
		leaves = append(leaves, fmt.Appendf(nil, "leaf-%d", index))
	}
	stored := treeOf(leaves)
	for size := range len(leaves) + 1 {
		root := stored.root(int64(size))
		fmt.Printf("tree %d %x\n", size, root[:])
	}
	return stored
}

func notes(stored *hashes) {
	name := "sealwright/installation-000102030405060708090a0b0c0d0e0f/" +
		"instance-101112131415161718191a1b1c1d1e1f"
	fmt.Println("# note SEED VERIFIER-KEY SIZE NOTE-IN-BASE64: signed by note.Sign, accepted by note.Open.")
	for _, size := range []int64{0, 1, 7, 130} {
		seed := sha256.Sum256(fmt.Appendf(nil, "seed-%d", size))
		private := ed25519.NewKeyFromSeed(seed[:])
		public := private.Public().(ed25519.PublicKey)
		verifierKey := must(note.NewEd25519VerifierKey(name, public))
		verifier := must(note.NewVerifier(verifierKey))
		signer := must(note.NewSigner(fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", name, verifier.KeyHash(),
			base64.StdEncoding.EncodeToString(append([]byte{1}, seed[:]...)))))
		root := stored.root(size)
		text := fmt.Sprintf("%s\n%d\n%s\n", name, size, base64.StdEncoding.EncodeToString(root[:]))
		signed := must(note.Sign(&note.Note{Text: text}, signer))
		opened := must(note.Open(signed, note.VerifierList(verifier)))
		if opened.Text != text || len(opened.Sigs) != 1 {
			panic("the note that Go signed is not the one that Go opens")
		}
		fmt.Printf("note %x %s %d %s\n", seed, verifierKey, size,
			base64.StdEncoding.EncodeToString(signed))
	}
}

func main() {
	fmt.Println("# Made by tests/interop/go/notes (`go run .`) with golang.org/x/mod v0.42.0.")
	stored := trees()
	notes(stored)
	act()
}

// The canonical bytes of an act, written down a second time from docs/protocol/acts.md section 2.
func act() {
	text := func(text string) []byte {
		return append(binary.BigEndian.AppendUint32(nil, uint32(len(text))), text...)
	}
	counting := func(first byte, size int) []byte {
		out := make([]byte, size)
		for index := range out {
			out[index] = first + byte(index)
		}
		return out
	}
	bytes := bytes.Join([][]byte{
		text("VUS-V1-ACT"),
		counting(0x00, 16),
		text("staging"),
		counting(0x10, 16),
		binary.BigEndian.AppendUint32(nil, 2),
		counting(0x20, 32),
		text("ana"),
		{1},
		binary.BigEndian.AppendUint16(nil, 3),
		{0},
		counting(0x40, 32),
		binary.BigEndian.AppendUint64(nil, 5),
		binary.BigEndian.AppendUint64(nil, 1800000000000),
	}, nil)
	fmt.Println("# act: canonical bytes and digest of the example of docs/protocol/acts.md.")
	fmt.Printf("act-bytes %x\n", bytes)
	fmt.Printf("act-digest %x\n", th("act", bytes))
}
