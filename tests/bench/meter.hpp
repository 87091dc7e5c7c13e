// What the meter measures; each verb prints one JSON document and returns the exit code.
#pragma once

#include "words.hpp"

namespace sealwright::bench {

int load(const Words& words);    // Drives a server with decrypts.
int floor(const Words& words);   // Is a server that does nothing but TLS and one fixed answer.
int hmacs(const Words& words);   // HMACs a second of one PKCS#11 token.
int syncs(const Words& words);   // Appends with fdatasync a second of one file.
int verify(const Words& words);  // Enrolments of a TPM a second, as a verifier takes them apart.

}  // namespace sealwright::bench
