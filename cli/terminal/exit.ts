// Exit codes of the command line, as a contract: 0 ran, 1 something found, 2 usage or input, 3 environment.
// SPDX-License-Identifier: Apache-2.0

export const exit = { ok: 0, found: 1, usage: 2, environment: 3 } as const;
export type ExitCode = (typeof exit)[keyof typeof exit];

/** The gravest of several: 3 > 2 > 1 > 0. */
export function gravest(...codes: readonly ExitCode[]): ExitCode {
  return codes.reduce((worst, code) => (code > worst ? code : worst), exit.ok);
}

/** Bad usage or input: ends the command with exit code 2 and these lines on stderr. */
export class UsageError extends Error {
  readonly lines: readonly string[];
  constructor(...lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}

/** The environment failed (credentials, AWS, the store): exit code 3. */
export class EnvironmentFailure extends Error {}
