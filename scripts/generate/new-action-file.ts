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
  if (now.imageTagMutability === undefined) return changed(\`repository \${named.repositoryName} is gone\`);
  if (now.scanOnPush === true) return changed('it is as it should be');
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

/** What it is tried with: test/respond/actions/cases/<name>.ts. */
export function renderNewActionCases(name: string): string {
  return `// What ${name} plans, and when it leaves things alone.
import { fakeApi } from '../../../gather/fake-api.ts';
import { arn, casesOf, on } from '../cases.ts';

const finding = on('repository', 'ecr', arn('ecr', 'repository/shop/web'));
const read = 'ecr.DescribeRepositories';
const answerOf = (scanOnPush: boolean) => ({
  repositories: [{ imageTagMutability: 'MUTABLE', imageScanningConfiguration: { scanOnPush } }],
});

export const cases = casesOf('${name}', {
  offline: [{ finding, calls: [['PutImageScanningConfiguration', { repositoryName: 'shop/web' }]] }],
  held: [
    {
      ...{ says: 'a repository that is gone', finding, answers: { [read]: 'not-found' } },
      ...{ by: 'changed-since', reason: 'gone' },
    },
    {
      ...{ says: 'what is in order', finding, answers: { [read]: answerOf(true) } },
      ...{ by: 'changed-since', reason: 'as it should be' },
    },
  ],
  // Where moto has the calls, a test in test/integration/respond-actions-*-moto.test.ts shows more than this.
  trips: {
    'does what it says, and undoes it': () => {
      const world = { scanOnPush: false };
      const api = fakeApi({
        [read]: () => answerOf(world.scanOnPush),
        'ecr.PutImageScanningConfiguration': ({ imageScanningConfiguration }) => {
          Object.assign(world, imageScanningConfiguration);
          return {};
        },
      });
      return { finding, api, foreign: async () => Object.assign(world, { scanOnPush: false }) };
    },
  },
});
`;
}
