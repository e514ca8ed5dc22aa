// ECS tasks that rules and schedules of the AWS provider start, as the target of a schedule of CloudFormation's.
// SPDX-License-Identifier: Apache-2.0
import { type Json, type JsonObject, listOf, objectOf } from '../../../model/json.ts';
import { table } from '../../../model/table.ts';
import type { TerraformPlan } from './access.ts';
import { serviceNetwork } from './ecs.ts';
import { below, type Fields, type From, propertiesOf } from './fields.ts';
import { link } from './links.ts';
import type { TerraformResource } from './resources.ts';

const task: Fields = {
  TaskDefinitionArn: 'task_definition_arn',
  LaunchType: 'launch_type',
  PlatformVersion: 'platform_version',
  EnableExecuteCommand: 'enable_execute_command',
};

/** How the target is told what it is started with. */
const input: Fields = {
  ...{ Arn: 'arn', Input: 'input', InputPath: 'input_path', InputTransformer: 'input_transformer' },
};

/** By the provider's type: the block with the target, and the one within it with what ECS is told. */
const blocks: Readonly<Record<string, readonly [target: string, task: string]>> = table({
  aws_cloudwatch_event_target: ['', 'ecs_target'],
  aws_scheduler_schedule: ['target', 'ecs_parameters'],
});

interface Started {
  readonly properties: JsonObject;
  /** The definition, where it stands in the plan. */
  readonly definition: TerraformResource | null;
}

/** Null: a resource of another kind, or one that starts no task. */
export function startedTask(from: From, resource: TerraformResource, plan: TerraformPlan): Started | null {
  const names = Object.hasOwn(blocks, resource.type) ? blocks[resource.type] : undefined;
  if (names === undefined) return null;
  const [outer, inner] = names;
  const within = outer === '' ? '' : `${outer}[0]`;
  const values = outer === '' ? from.values : firstOf(from.values[outer]);
  const block = listOf(values[inner])[0];
  if (block === undefined) return null;
  const path = below(within, `${inner}[0]`);
  const place = (made: string, written: string, of: JsonObject): From => ({
    ...{ values: of, written: below(from.written, written), made, paths: from.paths },
  });
  const inTask = place('Target.EcsParameters', path, objectOf(block));
  const network = propertiesOf(
    { ...inTask, made: below(inTask.made, 'NetworkConfiguration') },
    serviceNetwork,
  );
  const reference = { path: below(path, 'task_definition_arn'), type: 'aws_ecs_task_definition', by: 'arn' };
  const named = link(resource, plan, reference);
  const properties = {
    Target: {
      ...propertiesOf(place('Target', within, values), input),
      EcsParameters: {
        ...propertiesOf(inTask, task),
        TaskDefinitionArn: named,
        ...(Object.keys(network).length === 0 ? {} : { NetworkConfiguration: network }),
      },
    },
  };
  const definition = plan.resources.find(({ address }) => address === objectOf(named).Ref) ?? null;
  return { properties, definition };
}

function firstOf(list: Json | undefined): JsonObject {
  return objectOf(listOf(list)[0]);
}
