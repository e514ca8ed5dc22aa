// Repositories that everybody, or another organisation, can pull from or push to.
// SPDX-License-Identifier: Apache-2.0
import { admitsForeign, isWithin } from '../../iam/trust/exposure.ts';
import { type OpenedResource, openedTo } from '../../iam/trust/resource-policy.ts';
import {
  defineControl,
  evidence,
  fail,
  noParameters,
  notApplicable,
  pass,
  unknown,
} from '../../model/control.ts';
import type { Repository } from '../../model/platform.ts';
import type { PolicyView } from '../../model/policy-view.ts';
import type { RegistryPart } from '../../model/registry-parts.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';

export const pull = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

const push = ['ecr:PutImage', 'ecr:InitiateLayerUpload', 'ecr:UploadLayerPart', 'ecr:CompleteLayerUpload'];

/** What a registry's own policy may grant (Amazon ECR User Guide, "Private registry permissions"): all of it puts images in. */
const intoRegistry = ['ecr:ReplicateImage', 'ecr:BatchImportUpstreamImage'];

export const registryNotPublic = defineControl({
  id: 'control-plane/registry-not-public',
  title: 'Repositories are open to the organisation only',
  severity: 'critical',
  stage: 'stable',
  judges: ['repository'],
  parameters: noParameters,
  references: { nist: ['4.2.3'], fsbp: [], attack: ['T1525', 'T1213'] },
  why: 'Anyone who may pull can read your code and secrets left in it; anyone who may push decides what your clusters run.',
  fix: 'Name the accounts that need the repository as principals, or allow the organisation by aws:PrincipalOrgID.',
  allows: [
    'the repository’s own account',
    'accounts of the policy’s organisation and `trust.accounts`',
    'statements narrowed to the organisation',
    'replication to accounts of the organisation',
  ],
  response: 'restore-repository-policy',
  judge: (repository, { policy }) => {
    if (repository.part !== undefined) return judgePart(repository, repository.part, policy);
    if (repository.gallery !== undefined)
      return fail([inGallery(repository.name, repository.gallery)], { respond: false });
    if (repository.registryScanning !== undefined)
      return notApplicable('a scanning configuration holds no policy');
    if (repository.policy.value === null) return pass;
    const opened = openedTo(repository.policy.value, repository.policy.path, [
      ...pull,
      ...push,
      ...intoRegistry,
    ]);
    if (!opened.ok) return unknown(`the repository policy cannot be read: ${opened.reason}`);
    return judged(repository, opened.opened, policy);
  },
});

/** Replication copies every image to the accounts that it names, and nothing of it stands in a policy. */
function judgePart(repository: Repository, part: RegistryPart, policy: PolicyView): Judgement {
  if (part.kind !== 'replication') return notApplicable('it opens nothing');
  const looks = part.destinations.value.map(({ value, path }) => {
    if (value === null) return `the account of ${path} is not known`;
    if (value === repository.account || policy.trust.accounts?.includes(value)) return null;
    return otherAccount(repository, { path, value }, value, policy);
  });
  return judgementOf(looks, { respond: false, severity: 'high' });
}

function inGallery(name: string, path: string): Evidence {
  return evidence(path, name, null, `${name} is a public repository: everybody may pull`);
}

function judged(repository: Repository, opened: readonly OpenedResource[], policy: PolicyView): Judgement {
  return judgementOf(opened.map((one) => judgeOpening(repository, one, policy)));
}

function judgementOf(
  looks: readonly (Evidence | string | null)[],
  weight: Parameters<typeof fail>[1] = {},
): Judgement {
  const found = looks.filter((look) => typeof look === 'object' && look !== null);
  if (found.length > 0) return fail(found, weight);
  const reason = looks.find((look) => typeof look === 'string');
  return typeof reason === 'string' ? unknown(reason) : pass;
}

/** Evidence of an opening too wide, null where it is none, or why nobody can say. */
function judgeOpening(
  repository: Repository,
  opening: OpenedResource,
  policy: PolicyView,
): Evidence | string | null {
  const { kind, account, path, value, restricted } = opening;
  // A service pulls for the account that uses it, such as Lambda for its functions.
  if (kind === 'service') return null;
  if (isWithin(opening, policy.organisation.id)) return null;
  if (kind === 'anyone') {
    if (admitsForeign(opening, policy.organisation.id)) {
      const message = `${repository.name} is open to principals of another organisation`;
      return evidence(path, opening.organisation, policy.organisation.id, message);
    }
    if (restricted) return `${path} is narrowed by conditions that this control cannot weigh`;
    return evidence(path, value, 'named accounts', `${repository.name} is open to everybody`);
  }
  if (account === null) return `the account of ${path} is not known`;
  if (account === repository.account || policy.trust.accounts?.includes(account)) return null;
  return otherAccount(repository, opening, account, policy);
}

function otherAccount(
  repository: Repository,
  { path, value }: Pick<OpenedResource, 'path' | 'value'>,
  account: string,
  policy: PolicyView,
): Evidence | string | null {
  const { accounts } = policy.organisation;
  if (accounts === null)
    return `whether account ${account} is of the organisation is not known: the policy names no organisation.accounts`;
  if (Object.hasOwn(accounts, account)) return null;
  return evidence(
    path,
    value,
    Object.keys(accounts),
    `${repository.name} is open to account ${account} outside the organisation`,
  );
}
