// ECR documents: described repositories, and repository and registry policies.
// SPDX-License-Identifier: Apache-2.0
import { parseArn } from '../../model/arn.ts';
import { at } from '../../model/at.ts';
import { isObject, type JsonObject, stringOf } from '../../model/json.ts';
import type { Repository } from '../../model/platform.ts';
import { cursor, down, items, plain, settledFlag, settledString } from '../workload/cursor.ts';
import type { Where } from '../workload/where.ts';
import { blankRepository } from './blank.ts';

const elsewhere = 'it is not part of this document';

function base(id: string, name: string, where: Where): Repository {
  const place = parseArn(id);
  const home = {
    account: where.account ?? place?.account ?? null,
    region: where.region ?? place?.region ?? null,
  };
  return { ...blankRepository(home, name, elsewhere), id, identity: where.identity ?? id };
}

/** One of the public gallery, as a template or the API of ECR Public names it: it has none of a private one's settings. */
export function publicRepositoryOf(value: JsonObject, where: Where): Repository {
  const key = value.RepositoryName === undefined ? 'repositoryName' : 'RepositoryName';
  const arn = stringOf(value.repositoryArn);
  const name = where.name ?? stringOf(value[key]) ?? where.unnamed ?? 'public repository';
  const id = where.id ?? arn ?? name;
  const blank = blankRepository(where, name, 'a public repository has no such setting');
  return { ...blank, id, identity: where.identity ?? id, gallery: key };
}

/** A repository as DescribeRepositories shows it: without its policy. */
export function repositoryOf(value: JsonObject, where: Where): Repository {
  const from = cursor(value);
  const arn = plain(down(from, 'repositoryArn'));
  // `arn:aws:ecr-public::111122223333:repository/web` (Amazon ECR Public User Guide).
  if (parseArn(arn)?.service === 'ecr-public') return publicRepositoryOf(value, where);
  const name = where.name ?? plain(down(from, 'repositoryName')) ?? arn ?? where.unnamed ?? 'repository';
  const exclusions = down(from, 'imageTagMutabilityExclusionFilters');
  return {
    ...base(where.id ?? arn ?? name, name, {
      ...where,
      account: plain(down(from, 'registryId')) ?? where.account,
    }),
    tagMutability: settledString(down(from, 'imageTagMutability')),
    mutabilityExclusions: at(
      items(exclusions).flatMap((item) => plain(down(item, 'filter')) ?? []),
      exclusions.path,
    ),
    scanOnPush: settledFlag(down(from, 'imageScanningConfiguration', 'scanOnPush')),
  };
}

/** The answer of GetRepositoryPolicy or GetRegistryPolicy, a SetRepositoryPolicy request, or the bare document. */
export function repositoryPolicyOf(value: JsonObject, where: Where): Repository {
  const text = typeof value.policyText === 'string' || isObject(value.policyText);
  const from = cursor(value);
  const name = plain(down(from, 'repositoryName'));
  const shown = name ?? where.unnamed ?? 'repository policy';
  return {
    ...base(where.id ?? shown, shown, {
      ...where,
      account: plain(down(from, 'registryId')) ?? where.account,
    }),
    policy: text ? at(value.policyText, 'policyText') : at(value, ''),
    registry: text && name === null,
  };
}
