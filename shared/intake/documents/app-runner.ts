// Services of AWS App Runner, as templates write them and DescribeService shows them: one container, which AWS runs on Fargate.
// SPDX-License-Identifier: Apache-2.0
import { join } from '../../model/at.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Workload } from '../../model/workload.ts';
import {
  type Cursor,
  cursor,
  down,
  isAbsent,
  plain,
  settledBoolean,
  unsettledMark,
  unsettledReason,
} from '../workload/cursor.ts';
import { fromService } from '../workload/ecs.ts';
import type { Where } from '../workload/where.ts';
import { longestKnown, withWrittenPaths } from './terraform/paths.ts';

/** By what the controls call it, where App Runner has it. */
type Places = ReadonlyMap<string, Cursor>;

/**
 * A container of an image, or of source code that App Runner builds itself. Its output goes to CloudWatch Logs, it has 2 GB unless told
 * otherwise, and everybody reaches it (App Runner API Reference, ServiceSummary, InstanceConfiguration, IngressConfiguration;
 * Developer Guide, "Viewing App Runner logs").
 */
export function appRunnerOf(properties: JsonObject, where: Where): Workload {
  const from = cursor(properties);
  const places = placesOf(from);
  const value = (name: string): Json | undefined => places.get(name)?.value as Json | undefined;
  const isPublic = settledBoolean(places.get(publicKey) ?? from, true);
  const definition: JsonObject = {
    family: plain(down(from, 'ServiceName')) ?? where.name ?? 'service',
    ...{ networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'], cpu: value('cpu') ?? '1024' },
    memory: value('memory') ?? '2048',
    taskRoleArn: value('taskRoleArn'),
    executionRoleArn: value('executionRoleArn'),
    containerDefinitions: [containerOf(value)],
  };
  const service = {
    ...{ serviceName: definition.family, launchType: 'FARGATE', tags: camelTags(down(from, 'Tags').value) },
    networkConfiguration: {
      awsvpcConfiguration: {
        assignPublicIp:
          isPublic.unsettled === undefined
            ? isPublic.value
              ? 'ENABLED'
              : 'DISABLED'
            : unsettledMark(isPublic.unsettled),
      },
    },
  };
  const workload = fromService(service, definition, {
    ...where,
    running: true,
    objectKind: 'AppRunnerService',
  });
  return withWrittenPaths(workload, { written: (path) => writtenPath(path, places) });
}

const publicKey = 'networkConfiguration.awsvpcConfiguration.assignPublicIp';
const container = 'containerDefinitions[0]';
const source = 'SourceConfiguration';

function placesOf(from: Cursor): Places {
  const isCode = !isAbsent(down(from, source, 'CodeRepository'));
  const image = down(from, source, 'ImageRepository', 'ImageIdentifier');
  const code = down(from, source, 'CodeRepository', 'CodeConfiguration', 'CodeConfigurationValues');
  const runs = isCode ? code : down(from, source, 'ImageRepository', 'ImageConfiguration');
  return new Map([
    [`${container}.image`, isCode ? down(from, source, 'CodeRepository', 'RepositoryUrl') : image],
    [`${container}.command`, down(runs, 'StartCommand')],
    [`${container}.portMappings`, down(runs, 'Port')],
    [`${container}.environment`, down(runs, 'RuntimeEnvironmentVariables')],
    [`${container}.secrets`, down(runs, 'RuntimeEnvironmentSecrets')],
    [container, runs],
    ['taskRoleArn', down(from, 'InstanceConfiguration', 'InstanceRoleArn')],
    ['executionRoleArn', down(from, source, 'AuthenticationConfiguration', 'AccessRoleArn')],
    ['cpu', down(from, 'InstanceConfiguration', 'Cpu')],
    ['memory', down(from, 'InstanceConfiguration', 'Memory')],
    [publicKey, down(from, 'NetworkConfiguration', 'IngressConfiguration', 'IsPubliclyAccessible')],
  ]);
}

function writtenPath(path: string, places: Places): string {
  const known = longestKnown(path, new Map([...places].map(([made, { path: written }]) => [made, written])));
  if (known === null) return path;
  // A port, and a command, is one text there and a list here.
  const isOne = known.found.endsWith('.Port') || known.found.endsWith('.StartCommand');
  return isOne ? known.found : known.found + path.slice(known.end);
}

function containerOf(value: (name: string) => Json | undefined): JsonObject {
  const own = (key: string) => value(join(container, key));
  const repository = own('image');
  const isUrl = typeof repository === 'string' && /^https?:\/\//.test(repository);
  return {
    name: 'app',
    image: isUrl || repository === undefined ? unsettledMark('App Runner builds it from source') : repository,
    command: commandOf(own('command')),
    portMappings: [{ containerPort: own('portMappings') ?? '8080' }],
    environment: pairsOf(own('environment'), 'value'),
    secrets: pairsOf(own('secrets'), 'valueFrom'),
    logConfiguration: { logDriver: 'awslogs' },
    readonlyRootFilesystem: unsettledMark('App Runner has no such setting'),
  };
}

/** One text, which stands for a command line. */
function commandOf(text: Json | undefined): Json | undefined {
  if (text === undefined || text === null || unsettledReason(text) !== null) return text;
  return ['sh', '-c', text];
}

/** Pairs in templates, a map in the API. */
function pairsOf(given: Json | undefined, key: 'value' | 'valueFrom'): Json | undefined {
  if (unsettledReason(given) !== null) return given;
  if (Array.isArray(given))
    return given.map((pair: Json) => {
      if (!isObject(pair) || unsettledReason(pair) !== null) return pair;
      return { name: pair.Name ?? null, [key]: pair.Value ?? null };
    });
  if (!isObject(given)) return given;
  return Object.entries(given).map(([name, text]) => ({ name, [key]: text ?? null }));
}

function camelTags(tags: unknown): Json {
  if (!Array.isArray(tags)) return [];
  return tags.filter(isObject).map(({ Key, Value }) => ({ key: Key ?? null, value: Value ?? null }));
}
