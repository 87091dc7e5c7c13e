// Program interop makes the vectors of tests/vectors that come from Go: our formats, written by
// another implementation, and shares that HashiCorp's vault/shamir made or combined.
package main

import (
	"fmt"
	"os"
)

func main() {
	programs := map[string]func(){"worked": worked, "shamir": sharesBothWays, "session": session, "person": person}
	if len(os.Args) != 2 || programs[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: go run . worked|shamir|session|person")
		os.Exit(2)
	}
	programs[os.Args[1]]()
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func row(name string, value []byte) {
	fmt.Printf("%s %x\n", name, value)
}
