// The fact `repository`: its settings and its resource policy.
// SPDX-License-Identifier: Apache-2.0

import { repositoryOf } from '../../intake/documents/repository.ts';
import { parseArn } from '../../model/arn.ts';
import { at } from '../../model/at.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Repository } from '../../model/platform.ts';
import { parsedDocument } from '../../model/policy-text.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { defineFact } from '../define-fact.ts';
import { giveUp, placeOf, reading, whereOf } from '../reading.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    repository: { ask: FactPlace & { name: string }; value: Repository };
  }
}

/** DescribeRepositories and GetRepositoryPolicy, by ARN or name. */
function readRepository(ask: FactRequestOf<'repository'>, api: AwsApi): Promise<FactAnswer<'repository'>> {
  const place = placeOf(ask, ask.name);
  const name = repositoryName(ask.name);
  return reading(api, place, async (reader) => {
    const registry: JsonObject = place.account === null ? {} : { registryId: place.account };
    const described = await reader.get('ecr', 'DescribeRepositories', {
      ...registry,
      repositoryNames: [name],
    });
    const repository = objectsOf(described.repositories).find((item) => item.repositoryName === name);
    if (repository === undefined) giveUp('not-found', `ecr.DescribeRepositories: ${name} not found`);
    // RepositoryPolicyNotFoundException is ECR's way to say "no policy" (API reference, GetRepositoryPolicy).
    const policy = await reader.find('ecr', 'GetRepositoryPolicy', { ...registry, repositoryName: name });
    return {
      ...repositoryOf(repository, whereOf(place)),
      policy: at(parsedDocument(policy?.policyText), 'policyText'),
    };
  });
}

/** A repository's name may hold slashes, so it is all of the ARN's resource after `repository/`. */
function repositoryName(asked: string): string {
  return parseArn(asked)?.resource.replace(/^repository\//, '') ?? asked;
}

export const repositoryFact = defineFact({
  fact: 'repository',
  read: (ask, { api }) => readRepository(ask, api),
});
