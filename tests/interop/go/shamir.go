package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"

	"github.com/hashicorp/vault/shamir"
)

// multiply is the textbook product in GF(2^8) modulo 0x11b.
func multiply(a, b byte) byte {
	var product byte
	for ; b > 0; b >>= 1 {
		if b&1 == 1 {
			product ^= a
		}
		carry := a & 0x80
		a <<= 1
		if carry != 0 {
			a ^= 0x1b
		}
	}
	return product
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

// evaluate gives share x: 32 bytes, then x. Coefficient j (of x^(j+1)) is bytes 32j to 32j+31.
func evaluate(secret, coefficients []byte, x byte) []byte {
	share := append([]byte{}, secret...)
	power := byte(1)
	for j := 0; j+32 <= len(coefficients); j += 32 {
		power = multiply(power, x)
		for i := range share {
			share[i] ^= multiply(coefficients[j+i], power)
		}
	}
	return append(share, x)
}

// subsets calls visit with every choice of k of the shares.
func subsets(shares [][]byte, k int, visit func([][]byte)) {
	var choose func(from int, chosen [][]byte)
	choose = func(from int, chosen [][]byte) {
		if len(chosen) == k {
			visit(chosen)
			return
		}
		for next := from; next < len(shares); next++ {
			choose(next+1, append(chosen[:len(chosen):len(chosen)], shares[next]))
		}
	}
	choose(0, nil)
}

func mustCombine(shares [][]byte, secret []byte) {
	combined, err := shamir.Combine(shares)
	must(err)
	if !bytes.Equal(combined, secret) {
		panic("vault/shamir combines to another secret")
	}
}

// ours prints the shares that given coefficients must lead to, after vault combined them.
func ours(k, n int, name string, coefficients []byte) {
	secret := stream(name+"/secret", 32)
	var shares [][]byte
	var all []byte
	for x := 1; x <= n; x++ {
		shares = append(shares, evaluate(secret, coefficients, byte(x)))
		all = append(all, shares[x-1]...)
	}
	if n <= 5 {
		subsets(shares, k, func(some [][]byte) { mustCombine(some, secret) })
	}
	mustCombine(shares[n-k:], secret)
	fmt.Printf("ours %d %d %x %x %x\n", k, n, secret, coefficients, all)
}

func theirs(k, n int, name string) {
	secret := stream(name, 32)
	shares, err := shamir.Split(secret, n, k)
	must(err)
	mustCombine(shares[:k], secret)
	fmt.Printf("theirs %d %d %x - %x\n", k, n, secret, bytes.Join(shares, nil))
}

func sharesBothWays() {
	fmt.Println("# Made by tests/interop/go (`go run . shamir`) with github.com/hashicorp/vault v1.21.4/shamir.")
	fmt.Println("# ours: the shares that these coefficients must give; vault combined them to the secret.")
	fmt.Println("# theirs: shares that vault split. A share is 32 bytes of y, then x.")
	fmt.Println("# who k n secret coefficients shares")
	ours(2, 2, "a", stream("a/coefficients", 32))
	ours(2, 3, "b", stream("b/coefficients", 32))
	ours(3, 5, "c", stream("c/coefficients", 64))
	// A top coefficient of zero is a polynomial like any other.
	ours(3, 5, "d", append(stream("d/coefficients", 32), make([]byte, 32)...))
	ours(64, 64, "e", stream("e/coefficients", 63*32))
	for number, group := range [][2]int{{2, 2}, {2, 3}, {3, 5}, {3, 5}, {5, 5}, {5, 7}, {7, 13}, {20, 64}, {64, 64}} {
		theirs(group[0], group[1], fmt.Sprintf("theirs/%d", number))
	}
}
