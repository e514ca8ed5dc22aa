// Finds the revision that a service can go back to.
// SPDX-License-Identifier: Apache-2.0
import { objectsOf } from '../../../gather/api.ts';
import type { Reader } from '../../../gather/reading.ts';
import { nameOf } from '../../../model/arn.ts';
import { type JsonObject, stringOf, stringsOf } from '../../../model/json.ts';
import type { PlannedCall } from '../../../model/response.ts';
import type { ActionContext } from '../../planning/action.ts';
import { call, type Planning } from '../../planning/planning.ts';
import { definitionNamed, type ServiceName } from '../../platform/ecs-running.ts';

// Each is read and judged; ECS lets task definitions be read 20 times a second (ECS Developer Guide, "Request throttling").
const revisionsLookedAt = 20;

/** The newest revision before the running one that passes; null: none. A newer one was never deployed: nobody knows whether it works. */
export async function goodRevision(
  running: string,
  { reader }: Planning,
  { passes }: ActionContext,
): Promise<string | null> {
  if (passes === undefined) return null;
  const [family = '', number = ''] = nameOf(running).split(':');
  const listed = await reader.list(
    'ecs',
    'ListTaskDefinitions',
    { familyPrefix: family, status: 'ACTIVE', sort: 'DESC' },
    { tokenIn: 'nextToken', tokenOut: 'nextToken', list: 'taskDefinitionArns' },
  );
  const older = stringsOf(listed)
    .map((arn) => ({ arn, revision: revisionOf(arn, family) }))
    .filter(({ revision }) => revision !== null && revision < Number(number))
    .sort((a, b) => (b.revision ?? 0) - (a.revision ?? 0));
  for (const { arn } of older.slice(0, revisionsLookedAt)) {
    if (await passes(await definitionNamed(reader, arn))) return arn;
  }
  return null;
}

/** Null where it is of another family. */
function revisionOf(arn: string, family: string): number | null {
  const [named, revision = ''] = nameOf(arn).split(':');
  return named === family && /^\d+$/.test(revision) ? Number(revision) : null;
}

/** The one deployment of a service that is under way, whole; null: none or several, or nobody may read it. */
export async function deploymentUnderWay(
  { cluster, service }: ServiceName,
  { reader }: Planning,
): Promise<JsonObject | null> {
  const under = { cluster, service, status: ['PENDING', 'IN_PROGRESS'] };
  const brief = await onlyItem(reader, 'ListServiceDeployments', under, 'serviceDeployments');
  const arn = stringOf(brief?.serviceDeploymentArn);
  if (arn === null) return null;
  const asked = { serviceDeploymentArns: [arn] };
  const found = await onlyItem(reader, 'DescribeServiceDeployments', asked, 'serviceDeployments');
  return found === null ? null : { ...found, serviceDeploymentArn: arn };
}

/** The task definition of a service's revision; null where nobody may read it. */
export async function definitionOfRevision(arn: string, { reader }: Planning): Promise<string | null> {
  const asked = { serviceRevisionArns: [arn] };
  const revision = await onlyItem(reader, 'DescribeServiceRevisions', asked, 'serviceRevisions');
  return stringOf(revision?.taskDefinition);
}

async function onlyItem(
  reader: Reader,
  operation: string,
  input: JsonObject,
  list: string,
): Promise<JsonObject | null> {
  const answer = await reader.attempt('ecs', operation, input);
  const items = answer.ok ? objectsOf(answer.output[list]) : [];
  return items.length === 1 ? (items[0] ?? null) : null;
}

/**
 * Stops a deployment that is under way, where what it came from passes: ECS keeps those tasks until then, so nothing is lost.
 * Null where it came from several revisions, or where nobody may read them: a new deployment does as well.
 */
export async function rollBackOf(
  deployment: JsonObject,
  described: JsonObject,
  planning: Planning,
  { passes }: ActionContext,
): Promise<{ readonly call: PlannedCall; readonly definition: string } | null> {
  const arn = stringOf(deployment.serviceDeploymentArn);
  const sources = objectsOf(deployment.sourceServiceRevisions);
  const from = sources.length === 1 ? stringOf(sources[0]?.arn) : null;
  if (arn === null || from === null || passes === undefined) return null;
  const definition = await definitionOfRevision(from, planning);
  // Where both run the same definition it was not the deployment that broke it.
  if (definition === null || definition === described.taskDefinition) return null;
  if (!(await passes(await definitionNamed(planning.reader, definition)))) return null;
  const parameters = { serviceDeploymentArn: arn, stopType: 'ROLLBACK' };
  return { call: call('ecs', 'StopServiceDeployment', parameters), definition };
}
