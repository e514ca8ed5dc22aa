// enable-scan-on-push: has ECR look for vulnerabilities in every image that is pushed to a repository.
import type { Finding } from '../../model/finding.ts';
import type { Action } from '../planning/action.ts';
import { call, change, changed, kept, type Plan, type Planning, preparing } from '../planning/planning.ts';
import { described, repositoryNamed } from '../platform/repository-name.ts';

export const enableScanOnPush: Action = {
  name: 'enable-scan-on-push',
  permissions: ['ecr:DescribeRepositories', 'ecr:PutImageScanningConfiguration'],
  reversible: 'scanning on push is switched off again',
  limits:
    'Images that are in the repository already are not scanned by it. A registry with enhanced scanning goes by its own rules.',
  prepare: (finding, api) => {
    const { account, region } = finding.subject;
    return preparing({ account, region }, api, (planning) => plan(finding, planning));
  },
};

async function plan(finding: Finding, { state }: Planning): Promise<Plan> {
  const named = repositoryNamed(finding);
  const read = call('ecr', 'DescribeRepositories', described(named));
  const now = await state(read);
  if (now.imageTagMutability === undefined) return changed(`repository ${named.repositoryName} is gone`);
  if (now.scanOnPush === true) return changed('images are scanned on push already');
  const set = (scanOnPush: boolean) =>
    call('ecr', 'PutImageScanningConfiguration', { ...named, imageScanningConfiguration: { scanOnPush } });
  return {
    words: `scan images that are pushed to repository ${named.repositoryName}`,
    calls: [set(true)],
    ...kept(change(`scanning of repository ${named.repositoryName}`, read, now, { scanOnPush: true })),
    undo: [set(false)],
  };
}
