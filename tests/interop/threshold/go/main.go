// Program threshold makes tests/vectors/threshold/go.txt: the custodians' encryption of
// docs/protocol/threshold.md by another implementation, over cloudflare/circl. None of our code is
// in it, and each proof that it makes was verified by circl.
package main

import "fmt"

func main() {
	fmt.Println("# Made by tests/interop/threshold/go (`go run .`) with github.com/cloudflare/circl v1.6.5. A group of 3 of 5")
	fmt.Println("# custodians with the indices 1, 2, 7, 300, 65535 in epoch 9, a key that is sealed to it, and three that open it.")
	batch()
	sealAndOpen(makeKey())
}
