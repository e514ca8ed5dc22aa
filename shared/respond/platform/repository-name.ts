// How ECR's calls name a repository.
// SPDX-License-Identifier: Apache-2.0
import { parseArn } from '../../model/arn.ts';
import type { Finding } from '../../model/finding.ts';

export interface RepositoryName {
  readonly registryId?: string;
  readonly repositoryName: string;
}

/** From `arn:…:repository/shop/web`; a repository's name may hold slashes. */
export function repositoryNamed({ subject }: Finding): RepositoryName {
  const repositoryName = parseArn(subject.id)?.resource.replace(/^repository\//, '') ?? subject.id;
  return subject.account === null ? { repositoryName } : { registryId: subject.account, repositoryName };
}

/** DescribeRepositories takes a list of names. */
export function described({ registryId, repositoryName }: RepositoryName) {
  return { ...(registryId === undefined ? {} : { registryId }), repositoryNames: [repositoryName] };
}
