// Messages on the local operator socket (frame types 0x0500-0x05ff).
//
// The CLI asks, the keeper answers or refuses (claims::Refusal). Who asks is what the kernel says
// of the socket's peer, never what a message says. Every ask that changes something becomes an Act
// whose digest is journalled. Process: cli, keeper. Spec: docs/protocol/operate.md.
#pragma once

#include "sealwright/operate/anchor_messages.hpp"
#include "sealwright/operate/can_unseal_messages.hpp"
#include "sealwright/operate/ceremony_messages.hpp"
#include "sealwright/operate/enrolment_messages.hpp"
#include "sealwright/operate/founding_messages.hpp"
#include "sealwright/operate/journal_messages.hpp"
#include "sealwright/operate/node_messages.hpp"
#include "sealwright/operate/people_messages.hpp"
#include "sealwright/operate/policy_messages.hpp"
#include "sealwright/operate/root_messages.hpp"
#include "sealwright/operate/roster_messages.hpp"
#include "sealwright/operate/service_messages.hpp"
#include "sealwright/operate/token_messages.hpp"
#include "sealwright/operate/vault_messages.hpp"
