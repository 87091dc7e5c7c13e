module sealwright.test/interop

go 1.25.3

require (
	github.com/hashicorp/vault v1.21.4
	golang.org/x/crypto v0.46.0
)

require golang.org/x/sys v0.40.0 // indirect
