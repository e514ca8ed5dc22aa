// The text of a new action's file: the order every action keeps, and a plan with and without a platform of the same call.
// SPDX-License-Identifier: Apache-2.0
import { camelCase } from './spelling.ts';

/** `scan-on-push` gives `export const scanOnPush = defineAction({…})`. */
export function renderNewAction(name: string): string {
  const exportName = camelCase(name);
  return `// ${name}: TODO what it does, in one line.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../model/finding.ts';
import { defineAction } from '../planning/define-action.ts';
import { type OfflinePlan, one } from '../planning/offline.ts';
import { call, change, changed, kept, type Plan, type Planning } from '../planning/planning.ts';
import { described, type RepositoryName, repositoryNamed } from '../platform/repository-name.ts';

export const ${exportName} = defineAction({
  name: '${name}',
  group: 'platform',
  restores: null,
  permissions: ['ecr:DescribeRepositories'],
  grants: [{ allows: ['ecr:PutImageScanningConfiguration'], on: ['ecr:repository/*'] }],
  reversible: 'TODO: what undo puts back; null where it cannot',
  limits: 'TODO: what it leaves alone, and what its effect does not reach',
  scope: 'region',
  plan,
  planOffline,
});

async function plan(finding: Finding, { state }: Planning): Promise<Plan> {
  const named = repositoryNamed(finding);
  const read = call('ecr', 'DescribeRepositories', described(named));
  const now = await state(read);
  if (now.scanOnPush === undefined) return changed(\`repository \${named.repositoryName} is gone\`);
  if (now.scanOnPush === true) return changed('TODO: it is as it should be');
  return {
    words: \`TODO on \${named.repositoryName}\`,
    calls: [set(named, true)],
    ...kept(change(\`TODO of \${named.repositoryName}\`, read, now, { scanOnPush: true })),
    undo: [set(named, false)],
  };
}

/** What the finding alone does not tell is null. */
function planOffline(finding: Finding): OfflinePlan {
  return one('TODO: what it would do', set(repositoryNamed(finding), true));
}

function set(named: RepositoryName, scanOnPush: boolean) {
  return call('ecr', 'PutImageScanningConfiguration', { ...named, imageScanningConfiguration: { scanOnPush } });
}
`;
}
