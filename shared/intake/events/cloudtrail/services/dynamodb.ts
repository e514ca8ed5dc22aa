// Tables.
// SPDX-License-Identifier: Apache-2.0
import { allBut, defineCalls } from '../define-calls.ts';
import { fromField } from '../request-arn.ts';

export const dynamodbCalls = defineCalls({
  service: 'dynamodb',
  watched: allBut(
    'PutItem',
    'UpdateItem',
    'DeleteItem',
    'BatchWriteItem',
    'TransactWriteItems',
    'ExecuteStatement',
    'BatchExecuteStatement',
    'ExecuteTransaction',
  ),
  targetOf: fromField('dynamodb', 'table/', 'tableName', 'resourceArn'),
});
