// CodeBuild.
// SPDX-License-Identifier: Apache-2.0
import { allBut, defineCalls } from '../define-calls.ts';
import { fromField } from '../request-arn.ts';

export const codebuildCalls = defineCalls({
  service: 'codebuild',
  watched: allBut(
    'BatchPutTestCases',
    'BatchPutCodeCoverages',
    'CreateReport',
    'UpdateReport',
    'CreateReportGroup',
  ),
  delivered: [
    'CreateProject',
    'UpdateProject',
    'DeleteProject',
    'StartBuild',
    'StartBuildBatch',
    'UpdateProjectVisibility',
    'UpdateWebhook',
    'UpdateFleet',
    'PutResourcePolicy',
    'ImportSourceCredentials',
  ],
  targetOf: fromField('codebuild', 'project/', 'projectName', 'name', 'projectArn'),
});
