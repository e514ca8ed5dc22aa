// Finds the revision that a service can go back to.
import { objectsOf } from '../../gather/api.ts';
import { nameOf } from '../../model/arn.ts';
import { type JsonObject, listOf, stringOf, stringsOf } from '../../model/json.ts';
import type { PlannedCall } from '../../model/response.ts';
import type { ActionContext } from '../action.ts';
import { call, type Planning } from './preparing.ts';
import { definitionNamed, type ServiceName } from './running.ts';

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

/**
 * Stops a deployment that is under way, where what it came from passes: ECS keeps those tasks until then, so nothing is lost.
 * Null where none runs, where it came from several revisions, or where nobody may read it: a new deployment does as well.
 */
export async function rollBackOf(
  { cluster, service }: ServiceName,
  described: JsonObject,
  { reader }: Planning,
  { passes }: ActionContext,
): Promise<{ readonly call: PlannedCall; readonly definition: string } | null> {
  const deploying = objectsOf(described.deployments).some(
    ({ rolloutState }) => rolloutState === 'IN_PROGRESS',
  );
  if (!deploying || passes === undefined) return null;
  const read = async (operation: string, input: JsonObject, list: string): Promise<JsonObject | null> => {
    const answer = await reader.attempt('ecs', operation, input);
    const items = answer.ok ? objectsOf(answer.output[list]) : [];
    return items.length === 1 ? (items[0] ?? null) : null;
  };
  const under = { cluster, service, status: ['PENDING', 'IN_PROGRESS'] };
  const brief = await read('ListServiceDeployments', under, 'serviceDeployments');
  const arn = stringOf(brief?.serviceDeploymentArn);
  if (arn === null) return null;
  const deployment = await read(
    'DescribeServiceDeployments',
    { serviceDeploymentArns: [arn] },
    'serviceDeployments',
  );
  const sources = listOf(deployment?.sourceServiceRevisions);
  const from = sources.length === 1 ? stringOf(objectsOf(sources)[0]?.arn) : null;
  if (from === null) return null;
  const revision = await read(
    'DescribeServiceRevisions',
    { serviceRevisionArns: [from] },
    'serviceRevisions',
  );
  const definition = stringOf(revision?.taskDefinition);
  // Where both run the same definition it was not the deployment that broke it.
  if (definition === null || definition === described.taskDefinition) return null;
  if (!(await passes(await definitionNamed(reader, definition)))) return null;
  const parameters = { serviceDeploymentArn: arn, stopType: 'ROLLBACK' };
  return { call: call('ecs', 'StopServiceDeployment', parameters), definition };
}
