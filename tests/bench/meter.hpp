// What the meter measures; each verb prints JSON, one document a line, and returns the exit code.
#pragma once

#include "words.hpp"

namespace sealwright::bench {

int load(const Words& words);       // Drives a server with decrypts.
int floor(const Words& words);      // Is a server that does nothing but TLS and one fixed answer.
int hmacs(const Words& words);      // HMACs a second of one PKCS#11 token.
int syncs(const Words& words);      // Appends with fdatasync a second of one file.
int verify(const Words& words);     // Enrolments of a TPM a second, as a verifier takes them apart.
int quote(const Words& words);      // Quotes of a TPM a second, as the keeper checks them.
int attesting(const Words& words);  // Machines that attest all at once, as often as it is told to.
int custody(const Words& words);    // Milliseconds of each step of custodians, for one of them.
int splitting(const Words& words);  // Nanoseconds of one split and one combine of 3 of 5.

}  // namespace sealwright::bench
