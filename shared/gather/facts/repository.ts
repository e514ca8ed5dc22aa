// The fact `repository`: its settings and its resource policy.

import { type Arn, parseArn } from '../../model/arn.ts';
import { type At, at } from '../../model/at.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { booleanOf, dig, type JsonObject, stringOf } from '../../model/json.ts';
import type { Repository } from '../../model/platform.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { parsedDocument } from '../documents.ts';
import { giveUp, type Place, reading } from '../reading.ts';

/** DescribeRepositories and GetRepositoryPolicy, by ARN or name. */
export function readRepository(
  ask: FactRequestOf<'repository'>,
  api: AwsApi,
): Promise<FactAnswer<'repository'>> {
  const arn = parseArn(ask.name);
  const place = { account: arn?.account ?? ask.account, region: arn?.region ?? ask.region };
  const name = repositoryName(ask.name, arn);
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
    return repositoryOf(repository, policy, name, place);
  });
}

/** A repository's name may hold slashes, so it is all of the ARN's resource after `repository/`. */
function repositoryName(asked: string, arn: Arn | null): string {
  return arn === null ? asked : arn.resource.replace(/^repository\//, '');
}

function repositoryOf(item: JsonObject, policy: JsonObject | null, name: string, place: Place): Repository {
  const id = stringOf(item.repositoryArn) ?? name;
  const filters = objectsOf(item.imageTagMutabilityExclusionFilters);
  return {
    kind: 'repository',
    platform: 'ecr',
    id,
    name,
    identity: id,
    account: stringOf(item.registryId) ?? place.account,
    region: place.region,
    cluster: null,
    namespace: null,
    tags: null,
    policy: at(parsedDocument(policy?.policyText ?? null), 'policyText'),
    tagMutability: at(stringOf(item.imageTagMutability), 'imageTagMutability'),
    mutabilityExclusions: at(
      filters.map((filter) => stringOf(filter.filter)).filter((filter) => filter !== null),
      'imageTagMutabilityExclusionFilters',
    ),
    scanOnPush: scanOnPush(item),
    registry: false,
  };
}

function scanOnPush(item: JsonObject): At<boolean | null> {
  const path = 'imageScanningConfiguration.scanOnPush';
  return at(booleanOf(dig(item, 'imageScanningConfiguration', 'scanOnPush')), path);
}
