// ECR calls: repositories, their policies and settings, and images pushed. Shapes: Amazon ECR API Reference.
// SPDX-License-Identifier: Apache-2.0

import { regionalArn } from '../../../../model/arn.ts';
import { at } from '../../../../model/at.ts';
import { isObject, type JsonObject, listOf, objectOf, stringOf } from '../../../../model/json.ts';
import type { Repository } from '../../../../model/platform.ts';
import { blankRepository } from '../../../documents/blank.ts';
import { registryPolicy } from '../../../documents/registry-parts.ts';
import { repositoryOf } from '../../../documents/repository.ts';
import { cursor } from '../../../workload/cursor.ts';
import { tagList } from '../../../workload/tags.ts';
import { nowhere } from '../../../workload/where.ts';
import { imageIdentity, imageSubject } from '../../image.ts';
import { type Change, type ChangeReader, goneBy, lookAgain, nothing, partOf } from '../change.ts';
import { allBut, defineCalls } from '../define-calls.ts';
import { homeOf, nameIn } from '../ecr-names.ts';
import { registryReaders } from '../ecr-registry.ts';
import type { CloudTrailRecord } from '../record.ts';
import { fromField } from '../request-arn.ts';

export const ecrCalls = defineCalls({
  service: 'ecr',
  platform: 'ecr',
  watched: allBut('InitiateLayerUpload', 'UploadLayerPart', 'CompleteLayerUpload', 'PutImageScanResult'),
  targetOf: fromField('ecr', 'repository/', 'repositoryName'),
  changes: {
    ...registryReaders,
    CreateRepository: repository(createdWith),
    SetRepositoryPolicy: repository((record) => {
      const text = stringOf(record.parameters?.policyText) ?? stringOf(record.response?.policyText);
      return text === null ? {} : { policy: at(text, 'requestParameters.policyText') };
    }),
    DeleteRepositoryPolicy: repository(() => ({ policy: at(null, 'policyText') })),
    PutImageTagMutability: repository((record) =>
      settings({ ...objectOf(record.response), ...objectOf(record.parameters) }),
    ),
    PutImageScanningConfiguration: repository((record) => settings(objectOf(record.parameters))),
    PutLifecyclePolicy: repository((record) => {
      const text =
        stringOf(record.parameters?.lifecyclePolicyText) ?? stringOf(record.response?.lifecyclePolicyText);
      return text === null ? {} : { lifecycle: at(text, 'lifecyclePolicyText') };
    }),
    DeleteLifecyclePolicy: repository(() => ({ lifecycle: at(null, 'lifecyclePolicyText') })),
    PutRegistryPolicy: registry(
      (record) => stringOf(record.parameters?.policyText) ?? stringOf(record.response?.policyText),
    ),
    DeleteRegistryPolicy: registry(() => null),
    DeleteRepository: (record) => {
      const { account, region } = homeOf(record);
      const name = nameIn(record) ?? '';
      const arn = name === '' ? null : regionalArn({ account, region }, 'ecr', `repository/${name}`);
      return goneBy(record, arn, (names) => lookAgain({ fact: 'repository', account, region, name }, names));
    },
    PutImage: pushed,
    BatchDeleteImage: deleted,
  },
});

function repository(tell: (record: CloudTrailRecord) => Partial<Repository>): ChangeReader {
  return (record) => {
    const home = homeOf(record);
    const name = nameIn(record);
    if (name === null) return { subjects: [namelessRepository(record)] };
    const blank = (reason: string) => blankRepository(home, name, reason);
    const request = { fact: 'repository', ...home, name } as const;
    return { pending: [partOf(request, blank, (whole) => ({ ...whole, ...tell(record) }))] };
  };
}

/** CloudTrail left out which repository it was: one of its own, of which nothing is known. */
function namelessRepository(record: CloudTrailRecord): Repository {
  const blank = blankRepository(homeOf(record), record.operation, 'CloudTrail left the request out');
  return { ...blank, id: record.eventId, identity: record.id };
}

function registry(policyOf: (record: CloudTrailRecord) => string | null): ChangeReader {
  return (record) => {
    const settled = at(policyOf(record), 'requestParameters.policyText');
    const unread = { value: null, path: 'policyText', unsettled: 'CloudTrail left the request out' };
    const policy =
      record.omitted && settled.value === null && record.operation.startsWith('Put') ? unread : settled;
    return { subjects: [registryPolicy(homeOf(record), policy)] };
  };
}

/** What CreateRepository leaves unsaid has the documented default: mutable tags, no scan, no policy. */
function createdWith(record: CloudTrailRecord): Partial<Repository> {
  const answered = record.response?.repository;
  const told = { ...objectOf(record.parameters), ...objectOf(answered) };
  if (record.parameters === null && !isObject(answered)) return {};
  const defaults = { imageTagMutability: 'MUTABLE', imageScanningConfiguration: { scanOnPush: false } };
  const whole = { ...defaults, ...told };
  return {
    ...settings(whole),
    policy: at(null, 'policyText'),
    tags: tagList(cursor(record.parameters?.tags)),
  };
}

/** What a request or an answer says of the settings, read as DescribeRepositories shows them. */
function settings(told: JsonObject): Partial<Repository> {
  const { tagMutability, mutabilityExclusions, scanOnPush } = repositoryOf(told, nowhere);
  return {
    ...(tagMutability.value === null ? {} : { tagMutability, mutabilityExclusions }),
    ...(scanOnPush.value === null ? {} : { scanOnPush }),
  };
}

function pushed(record: CloudTrailRecord): Change {
  const image = objectOf(record.response?.image);
  const repositoryName = nameIn(record) ?? stringOf(image.repositoryName);
  if (repositoryName === null) return nothing;
  const id = objectOf(image.imageId);
  const tag = stringOf(id.imageTag) ?? stringOf(record.parameters?.imageTag);
  const digest = stringOf(id.imageDigest) ?? stringOf(record.parameters?.imageDigest);
  const subject = imageSubject(homeOf(record), { repository: repositoryName, tag, digest }, null);
  return subject === null ? nothing : { subjects: [subject] };
}

/** A deletion by tag takes only the tag away where the image has others, so it ends that one reference. */
function deleted(record: CloudTrailRecord): Change {
  const repositoryName = nameIn(record);
  if (repositoryName === null) return nothing;
  const home = homeOf(record);
  const answered = listOf(record.response?.imageIds);
  const ids = (answered.length > 0 ? answered : listOf(record.parameters?.imageIds)).map(objectOf);
  const gone = ids.flatMap((id) => {
    const names = {
      repository: repositoryName,
      tag: stringOf(id.imageTag),
      digest: stringOf(id.imageDigest),
    };
    const found = imageIdentity(home, names);
    return found === null
      ? []
      : [{ ...home, identity: found.identity, instance: names.tag === null ? null : found.id }];
  });
  return { gone };
}
