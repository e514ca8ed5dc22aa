// Whether texts are a policy that this code can work with: the one question of the deployment and of every function at its start.
// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { ownControls } from '../../../shared/controls/custom/load.ts';
import { controls } from '../../../shared/controls/index.ts';
import type { PolicyTexts } from '../../../shared/policy/deployed.ts';
import { loadPolicy } from '../../../shared/policy/load.ts';
import type { Policy } from '../../../shared/policy/policy.ts';

export type Validated =
  | { readonly ok: true; readonly policy: Policy }
  /** `seawall.yml:12:7: …`, each a mistake. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** `version`: of the pointer's object in S3; null for texts that are not deployed. Expressions of custom controls are compiled too. */
export async function validatePolicy(
  { policy: file, texts }: PolicyTexts,
  now: Date,
  version: string | null,
): Promise<Validated> {
  const loaded = loadPolicy(texts.get(file) ?? '', {
    ...{ file, controls, now, version },
    readFile: (path) => texts.get(path) ?? null,
    digest: (text) => createHash('sha256').update(text).digest('hex').slice(0, 12),
  });
  const problems = loaded.ok
    ? (await ownControls(loaded.policy.custom)).problems.map(loaded.wrongHolds)
    : loaded.problems;
  if (loaded.ok && problems.length === 0) return { ok: true, policy: loaded.policy };
  return {
    ok: false,
    problems: problems.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`),
  };
}
