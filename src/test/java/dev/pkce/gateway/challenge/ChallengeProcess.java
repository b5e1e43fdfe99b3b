package dev.pkce.gateway.challenge;

import dev.pkce.gateway.api.ChallengedPkce;

/** Makes challenges in a process of its own, whose random numbers begin anew. */
final class ChallengeProcess {
    private ChallengeProcess() {}

    /** Writes {@code args[0]} challenges, one a line. */
    public static void main(String[] args) {
        Challenges challenges = new Challenges();
        StringBuilder lines = new StringBuilder();
        for (int i = Integer.parseInt(args[0]); i > 0; i--) {
            ChallengedPkce made = challenges.next(true);
            lines.append(String.join(
                            " ", made.state(), made.nonce(), made.verifier().reveal()))
                    .append('\n');
        }
        System.out.print(lines);
    }
}
