// Known ways from some permissions to more of them, as data. Facts from pathfinding.cloud (Apache-2.0), Rhino Security
// Labs' list (BSD-3-Clause), Prowler's combinations (Apache-2.0) and the Service Authorization Reference; the words are ours.
// SPDX-License-Identifier: Apache-2.0
import { runs } from './paths/runs.ts';
import { runsContainers } from './paths/runs-containers.ts';
import { takesOver } from './paths/takes-over.ts';
import type { EscalationPath } from './paths/types.ts';
import { becomes, writes } from './paths/writes.ts';

export type { EscalationKind, EscalationPath } from './paths/types.ts';

/** Those of containers first among their kind: what a finding tells first is what a reader of Seawall looks for. */
export const escalationPathsKnown: readonly EscalationPath[] = [
  ...writes,
  ...becomes,
  ...runsContainers,
  ...runs,
  ...takesOver,
];
