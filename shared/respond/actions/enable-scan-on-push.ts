// enable-scan-on-push: has ECR look for vulnerabilities in every image that is pushed to a repository.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../model/finding.ts';
import { defineAction } from '../planning/define-action.ts';
import { type OfflinePlan, one } from '../planning/offline.ts';
import { call, change, changed, kept, type Plan, type Planning } from '../planning/planning.ts';
import { described, type RepositoryName, repositoryNamed } from '../platform/repository-name.ts';

export const enableScanOnPush = defineAction({
  name: 'enable-scan-on-push',
  group: 'platform',
  restores: null,
  permissions: ['ecr:DescribeRepositories'],
  grants: [{ allows: ['ecr:PutImageScanningConfiguration'], on: ['ecr:repository/*'] }],
  reversible: 'scanning on push is switched off again',
  limits:
    'Images that are in the repository already are not scanned by it. A registry with enhanced scanning goes by its own rules.',
  scope: 'region',
  plan,
  planOffline,
});

async function plan(finding: Finding, { state }: Planning): Promise<Plan> {
  const named = repositoryNamed(finding);
  const read = call('ecr', 'DescribeRepositories', described(named));
  const now = await state(read);
  if (now.imageTagMutability === undefined) return changed(`repository ${named.repositoryName} is gone`);
  if (now.scanOnPush === true) return changed('images are scanned on push already');
  return {
    words: `scan images that are pushed to repository ${named.repositoryName}`,
    calls: [setScanning(named, true)],
    ...kept(change(`scanning of repository ${named.repositoryName}`, read, now, { scanOnPush: true })),
    undo: [setScanning(named, false)],
  };
}

function planOffline(finding: Finding): OfflinePlan {
  return one('scan images when they are pushed', setScanning(repositoryNamed(finding), true));
}

function setScanning(named: RepositoryName, scanOnPush: boolean) {
  return call('ecr', 'PutImageScanningConfiguration', {
    ...named,
    imageScanningConfiguration: { scanOnPush },
  });
}
