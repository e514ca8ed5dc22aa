// Calls on public repositories of ECR. Shapes: Amazon ECR Public API Reference.
// SPDX-License-Identifier: Apache-2.0
import { regionalArn } from '../../../../model/arn.ts';
import { at } from '../../../../model/at.ts';
import { stringOf } from '../../../../model/json.ts';
import { blankRepository } from '../../../documents/blank.ts';
import { type Change, nothing } from '../change.ts';
import { allBut, defineCalls } from '../define-calls.ts';
import { homeOf, nameIn } from '../ecr-names.ts';
import type { CloudTrailRecord } from '../record.ts';

export const ecrPublicCalls = defineCalls({
  service: 'ecr-public',
  platform: 'ecr',
  watched: allBut('InitiateLayerUpload', 'UploadLayerPart', 'CompleteLayerUpload'),
  changes: { CreateRepository: publicRepository, SetRepositoryPolicy: publicRepository },
});

/** Public repositories: everybody may pull from them, whatever their policy says, and they have none of the other settings. */
function publicRepository(record: CloudTrailRecord): Change {
  const home = homeOf(record);
  const name = nameIn(record);
  if (name === null) return nothing;
  const id = regionalArn({ ...home, region: '' }, 'ecr-public', `repository/${name}`) ?? name;
  const blank = blankRepository(home, name, 'a public repository has no such setting');
  const policy = at(stringOf(record.parameters?.policyText), 'requestParameters.policyText');
  const gallery = 'requestParameters.repositoryName';
  return { subjects: [{ ...blank, id, identity: id, policy, gallery }] };
}
