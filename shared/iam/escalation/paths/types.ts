// What is known of one way to more permissions, and how such data is written in short.
// SPDX-License-Identifier: Apache-2.0

/** It writes permissions, becomes somebody else, runs something new with a role, or takes over what runs with one. */
export type EscalationKind = 'writes' | 'becomes' | 'runs' | 'takes-over';

export interface EscalationPath {
  /** Stable id: what a reader searches for, such as `passrole+runtask`. */
  readonly id: string;
  readonly kind: EscalationKind;
  /** All of them are needed. */
  readonly actions: readonly string[];
  /** What the holder gains, as the end of a sentence. */
  readonly gain: string;
  /** The smallest change that closes it: the one action to take away or to narrow. */
  readonly change: string;
  /** Where it is enough to reach oneself, and as what. */
  readonly self?: 'user' | 'role' | 'policy';
  /** Service that must be trusted by a role for it to be passed; left out: the data does not say, so no role is known to fit. */
  readonly service?: string;
}

const scopePassRole = 'give iam:PassRole only the ARNs of the roles meant, with iam:PassedToService';

/**
 * Runs something new with a role of choice: `iam:PassRole` and the calls named. `trusted`: the service principal that takes the
 * role, as its documentation tells (`ecs-tasks`; the suffix is added).
 */
export function passing(
  service: string,
  calls: readonly string[],
  gain: string,
  trusted = service,
): EscalationPath {
  return {
    id: ['passrole', ...calls].join('+').toLowerCase(),
    kind: 'runs',
    actions: ['iam:PassRole', ...calls.map((call) => `${service}:${call}`)],
    gain: `${gain} with any role there is`,
    change: scopePassRole,
    service: `${trusted}.amazonaws.com`,
  };
}

const ownTools = 'leave it to the deployment pipeline, or name the resources meant';

/** Takes over something that already runs with a role, by calls of one service. */
export function takingOver(
  service: string,
  calls: readonly string[],
  gain: string,
  change = ownTools,
): EscalationPath {
  const actions = calls.map((call) => `${service}:${call}`);
  return { id: calls.join('+').toLowerCase(), kind: 'takes-over', actions, gain, change };
}
