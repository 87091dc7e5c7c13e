/* The protocol of docs/protocol/session.md with everything between agent and keeper as attacker.
 *
 * Cryptography is perfect and is written as what it lets through: a signature is believed exactly
 * when its signer made it, a key is known exactly to who knows a private half of each of its parts.
 * Whoever stands between has seen every message, and decides in each step what arrives: what was
 * sent, now or again or never, in any order and at any end, or what it can make itself. It owns a
 * registered node B, and has from yesterday a challenge for A and A's evidence over it and over an
 * exchange key of the attacker's own.
 *
 * One step is atomic: each end handles one message at a time. The claims are the assertions; each
 * NO_… or KEEP_… is a mutant in which one rule of the page is left out, and some claim must break.
 * REACHABLE turns the goal of an honest run into a violation, so that it can be looked for.
 */

#define A 1
#define B 2

#define OPEN 0
#define REHEARSE 1

#ifndef CHALLENGES
#define CHALLENGES 3
#endif
#define YESTERDAYS 3 /* Signed by the service; its epoch is gone. */
#define FORGED 4     /* Made by the attacker, who knows its private key a. */
#define NO_CHALLENGE 5

#define GONE 2

#define RUNS 2
#define ATTACKERS 2 /* The attacker's exchange key; 0 and 1 are those of A's two runs. */

#define BY_B 3 /* Evidence: 0 and 1 of A's runs, 2 of yesterday, 3 whatever B signs now. */

#define SESSIONS 2
#define NONE 2
#define RECORDS 2 /* In each direction of a session. */

#define UP 0
#define DOWN 1

/* The keeper: what it made, and what it remembers. */
byte made;
byte challenge_node[CHALLENGES], challenge_purpose[CHALLENGES];
byte challenge_age[CHALLENGES]; /* Epochs since it was made; GONE: its secret is wiped. */
byte accepted_up_to[3]; /* By node; a challenge's number is its index plus 1. */
byte sessions;
byte session_challenge[SESSIONS], session_key[SESSIONS];
bool session_lives[SESSIONS], keeper_speaks[SESSIONS];
byte keeper_next[SESSIONS];             /* Sequence of the next record it accepts. */
byte sent_up[SESSIONS], sent_down[SESSIONS]; /* Records that are in the attacker's hands. */

/* A's agent. */
byte runs; /* Begun; the present one is runs - 1. */
byte run_purpose[RUNS], run_challenge[RUNS];
bool run_finished[RUNS];
byte agent_session = NONE;
bool agent_speaks;
byte agent_next;

/* What only the claims look at. */
byte times_accepted[CHALLENGES];
bool is_of_other_life[CHALLENGES], session_is_of_other_life[SESSIONS];
bool over;

/* A step's own choices; zero between steps. */
byte n, b, e, s, r, d, i;

#define PRESENT (runs - 1)

#ifdef KEEP_OLD_EPOCHS
#define epoch_lives(n) true
#else
#define epoch_lives(n) (challenge_age[n] < GONE)
#endif

#ifdef NO_USED_CHECK
#define is_unused(n) true
#else
#define is_unused(n) (n + 1 > accepted_up_to[challenge_node[n]])
#endif

#ifdef NO_SIGNATURE_OF_CHALLENGE
#define agent_believes(n) true
#else
#define agent_believes(n) (n != FORGED)
#endif
#ifdef NO_NODE_CHECK
#define is_for_agent(n) true
#else
#define is_for_agent(n) (n >= CHALLENGES || challenge_node[n] == A)
#endif
#ifdef NO_PURPOSE_CHECK
#define is_for_purpose(n) true
#else
#define is_for_purpose(n) (n >= CHALLENGES || challenge_purpose[n] == run_purpose[PRESENT])
#endif

/* What evidence `e` was made over. B signs whatever helps. */
#ifdef NO_SIGNATURE_OF_EVIDENCE
#define signer_fits(e, n) true
#else
#define signer_fits(e, n) ((e == BY_B) == (challenge_node[n] == B))
#endif
#ifdef NO_CHALLENGE_IN_BINDING
#define binds_challenge(e, n) true
#else
#define binds_challenge(e, n) (e == BY_B || (e < RUNS && run_challenge[e] == n))
#endif
#ifdef NO_KEY_IN_BINDING
#define binds_key(e, b) true
#else
#define binds_key(e, b) (e == BY_B || (e < RUNS && b == e) || (e == 2 && b == ATTACKERS))
#endif
#define is_seen(e) (e >= RUNS || run_finished[e])

/* Who knows which private half. The compromise of a memory is looked at below. */
#ifdef NO_FIRST_KEY
#define can_play_keeper true
#else
#define can_play_keeper (run_challenge[PRESENT] == FORGED)
#endif

#ifdef NO_DIRECTION
#define fits_direction(d, wanted) true
#else
#define fits_direction(d, wanted) (d == wanted)
#endif
#ifdef NO_SEQUENCE
#define fits_sequence(i, wanted) true
#else
#define fits_sequence(i, wanted) (i == wanted)
#endif
#ifdef NO_SESSION_IN_RECORD
#define fits_session(r, wanted) true
#else
#define fits_session(r, wanted) (r == wanted)
#endif

inline forget_choices() {
    n = 0; b = 0; e = 0; s = 0; r = 0; d = 0; i = 0
}

inline choose(variable, count) {
    variable = 0;
    do
    :: variable + 1 < count -> variable++
    :: break
    od
}

/* Anybody begins, for any node; nothing is kept. */
inline keeper_challenges() {
    if
    :: challenge_node[made] = A
    :: challenge_node[made] = B
    fi;
    if
    :: challenge_purpose[made] = OPEN
    :: challenge_node[made] == A -> challenge_purpose[made] = REHEARSE
    fi;
    made++
}

inline keeper_opens() {
    times_accepted[n]++;
    accepted_up_to[challenge_node[n]] = n + 1;
    /* Claim (d). */
    assert(times_accepted[n] == 1);
    if
    :: challenge_node[n] == A ->
        /* Claim (a), and half of (c): the other private half of this session's key is A's. */
        assert(b < RUNS);
        assert(run_finished[b]);
        assert(run_challenge[b] == n);
        assert(run_purpose[b] == challenge_purpose[n])
    :: else
    fi;
    /* Claim (f), of challenges. */
    assert(!is_of_other_life[n]);
    assert(challenge_age[n] < GONE);
    session_challenge[sessions] = n;
    session_key[sessions] = b;
    session_lives[sessions] = (challenge_purpose[n] == OPEN);
    sent_down[sessions] = 1; /* Opened. */
    sessions++
}

inline keeper_judges() {
    choose(n, made);
    choose(b, RUNS + 1);
    choose(e, RUNS + 2);
    if
    :: is_seen(e) && (b == ATTACKERS || run_finished[b]) && epoch_lives(n) && is_unused(n) &&
       signer_fits(e, n) && binds_challenge(e, n) && binds_key(e, b) -> keeper_opens()
    :: else
    fi
}

inline keeper_hears() {
    choose(s, sessions);
    choose(r, sessions);
    choose(d, 2);
    choose(i, RECORDS + 1);
    if
    :: session_lives[s] && !keeper_speaks[s] &&
       ((d == UP && i < sent_up[r]) || (d == DOWN && i < sent_down[r])) ->
        if
        :: fits_session(r, s) && fits_direction(d, UP) && fits_sequence(i, keeper_next[s]) ->
            /* Exactly what the other end of this session said, once and in turn. */
            assert(r == s);
            assert(d == UP);
            assert(i == keeper_next[s]);
            /* Claim (f), of sessions. */
            assert(!session_is_of_other_life[s]);
            keeper_next[s]++;
            keeper_speaks[s] = true
        :: else -> session_lives[s] = false
        fi
    :: else
    fi
}

inline keeper_answers() {
    choose(s, sessions);
    if
    :: session_lives[s] && keeper_speaks[s] && sent_down[s] <= RECORDS ->
        sent_down[s]++;
        keeper_speaks[s] = false
    :: else
    fi
}

inline epoch_ends() {
    for (n : 0 .. CHALLENGES - 1) {
        if
        :: n < made && challenge_age[n] < GONE -> challenge_age[n]++
        :: else
        fi
    }
}

inline keeper_restarts() {
    accepted_up_to[A] = 0;
    accepted_up_to[B] = 0;
    for (n : 0 .. CHALLENGES - 1) {
        if
        :: n < made ->
#ifndef KEEP_EPOCHS
            challenge_age[n] = GONE;
#endif
            is_of_other_life[n] = true
        :: else
        fi
    }
    for (s : 0 .. SESSIONS - 1) {
        if
        :: s < sessions ->
#ifndef KEEP_SESSIONS
            session_lives[s] = false;
            keeper_speaks[s] = false;
#endif
            session_is_of_other_life[s] = true
        :: else
        fi
    }
}

inline agent_begins() {
    runs++;
    agent_session = NONE;
    agent_speaks = false;
    agent_next = 0;
    run_challenge[PRESENT] = NO_CHALLENGE;
    if
    :: run_purpose[PRESENT] = OPEN
    :: run_purpose[PRESENT] = REHEARSE
    fi
}

inline agent_is_challenged() {
    if
    :: made > 0 -> choose(n, made)
    :: n = YESTERDAYS
    :: n = FORGED
    fi;
    if
    :: agent_believes(n) && is_for_agent(n) && is_for_purpose(n) ->
        run_challenge[PRESENT] = n;
        run_finished[PRESENT] = true
    :: else
    fi
}

inline agent_is_opened() {
    if
    :: sessions > 0 ->
        choose(s, sessions);
        if
        :: session_challenge[s] == run_challenge[PRESENT] && session_key[s] == PRESENT ->
            /* Claim (b): there is such a session of the keeper's, and it is A's. */
            assert(challenge_node[session_challenge[s]] == A);
            assert(challenge_purpose[session_challenge[s]] == run_purpose[PRESENT]);
            agent_session = s;
            agent_speaks = (run_purpose[PRESENT] == OPEN);
            agent_next = 1
        :: else
        fi
    :: can_play_keeper ->
        /* Claims (b) and (c): with an Opened of the attacker's the agent would be in session with it. */
        assert(false)
    fi
}

inline agent_asks() {
    sent_up[agent_session]++;
    agent_speaks = false
}

inline agent_hears() {
    choose(r, sessions);
    choose(d, 2);
    choose(i, RECORDS + 1);
    if
    :: (d == UP && i < sent_up[r]) || (d == DOWN && i < sent_down[r]) ->
        if
        :: fits_session(r, agent_session) && fits_direction(d, DOWN) &&
           fits_sequence(i, agent_next) ->
            assert(r == agent_session);
            assert(d == DOWN);
            assert(i == agent_next);
            agent_next++;
            agent_speaks = true;
#ifdef REACHABLE
            /* Claim (g): both records of an honest run arrived. */
            assert(agent_next <= RECORDS)
#endif
        :: else -> agent_session = NONE
        fi
    :: else
    fi
}

/* What lies in the keeper's memory of session `s`, and in the agent's: who has a and c, or b, has
 * all keys of a session; who has a link of a chain has those behind it. */
#define has_first(s) epoch_lives(session_challenge[s])
#ifdef NO_SECOND_KEY
#define has_second(s) true
#else
#ifdef KEEP_SECOND_KEY
#define has_second(s) session_lives[s]
#else
#define has_second(s) false
#endif
#endif
#ifdef KEEP_AGENTS_KEY
#define has_agents true
#else
#define has_agents false
#endif
#ifdef KEEP_CHAIN
#define link_down(s) 0
#else
#define link_down(s) sent_down[s]
#endif

/* Claim (e): who reads the keeper's memory now cannot open what was sealed before, of which there
 * is always the message 0 in Opened. Nothing is claimed for what comes afterwards. */
inline keeper_memory_leaks() {
    for (s : 0 .. SESSIONS - 1) {
        if
        :: s < sessions && challenge_node[session_challenge[s]] == A ->
            assert(!(has_first(s) && has_second(s)));
            assert(!session_lives[s] || link_down(s) > 0)
        :: else
        fi
    }
    over = true
}

/* The same of the agent's memory, once it is in a session. */
inline agent_memory_leaks() {
    assert(!has_agents);
    over = true
}

active proctype world() {
    do
    :: over -> break
    :: atomic { !over && made < CHALLENGES -> keeper_challenges() }
    :: atomic { !over && made > 0 && sessions < SESSIONS -> keeper_judges(); forget_choices() }
    :: atomic { !over && sessions > 0 -> keeper_hears(); forget_choices() }
    :: atomic { !over && sessions > 0 -> keeper_answers(); forget_choices() }
    :: atomic { !over && made > 0 -> epoch_ends(); forget_choices() }
    :: atomic { !over && made > 0 -> keeper_restarts(); forget_choices() }
    :: atomic { !over && runs < RUNS -> agent_begins() }
    :: atomic { !over && runs > 0 && run_challenge[PRESENT] == NO_CHALLENGE ->
           agent_is_challenged(); forget_choices() }
    :: atomic { !over && runs > 0 && run_finished[PRESENT] && agent_next == 0 &&
                (sessions > 0 || can_play_keeper) -> agent_is_opened(); forget_choices() }
    :: atomic { !over && agent_session != NONE && agent_speaks && sent_up[agent_session] < RECORDS ->
           agent_asks() }
    :: atomic { !over && agent_session != NONE && !agent_speaks && run_purpose[PRESENT] == OPEN ->
           agent_hears(); forget_choices() }
    :: atomic { !over && sessions > 0 -> keeper_memory_leaks(); forget_choices() }
    :: atomic { !over && agent_session != NONE -> agent_memory_leaks() }
    od
}
