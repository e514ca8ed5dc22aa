// CodePipeline.
// SPDX-License-Identifier: Apache-2.0
import { objectOf, stringOf } from '../../../../model/json.ts';
import { allBut, defineCalls } from '../define-calls.ts';
import { anyOf, asArn } from '../request-arn.ts';

export const codepipelineCalls = defineCalls({
  service: 'codepipeline',
  watched: allBut('PollForJobs', 'PutJobSuccessResult', 'PutJobFailureResult', 'AcknowledgeJob'),
  delivered: [
    'CreatePipeline',
    'UpdatePipeline',
    'DeletePipeline',
    'PutWebhook',
    'RegisterWebhookWithThirdParty',
    'UpdateActionType',
    'PutApprovalResult',
    'OverrideStageCondition',
  ],
  targetOf: (record, request) =>
    asArn(
      record,
      'codepipeline',
      '',
      anyOf(request, 'pipelineName', 'name') ?? stringOf(objectOf(request.pipeline).name),
    ),
});
