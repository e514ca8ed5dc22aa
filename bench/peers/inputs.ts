// Task definitions as a team has them, as RegisterTaskDefinition takes them and as CloudFormation: the same faults in both.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../shared/model/json.ts';

const digest = `sha256:${'4ac0'.repeat(16)}`;

/** One in ten is privileged, one in five runs as root, one in four is not pinned. */
function containersOf(index: number): readonly JsonObject[] {
  const image = `111122223333.dkr.ecr.eu-central-1.amazonaws.com/app-${index % 40}`;
  const web = {
    name: 'web',
    image: index % 4 === 0 ? `${image}:latest` : `${image}@${digest}`,
    cpu: 256,
    memory: 512,
    essential: true,
    privileged: index % 10 === 0,
    readonlyRootFilesystem: index % 3 !== 0,
    ...(index % 5 === 0 ? {} : { user: '1000' }),
    entryPoint: ['/usr/local/bin/node'],
    command: ['server.js', '--port', '8080'],
    environment: [
      { name: 'PORT', value: '8080' },
      { name: 'STAGE', value: 'production' },
      { name: 'ENDPOINT', value: `https://api-${index}.internal.example.com/v1` },
      ...(index % 7 === 0 ? [{ name: 'DB_PASSWORD', value: `hJ4kq8Zr${index}` }] : []),
    ],
    portMappings: [{ containerPort: 8080, protocol: 'tcp' }],
    logConfiguration: {
      logDriver: 'awslogs',
      options: { 'awslogs-group': `/ecs/app-${index}`, 'awslogs-region': 'eu-central-1' },
    },
  };
  const sidecar = { name: 'proxy', image: `${image}-proxy@${digest}`, memory: 128, user: '101' };
  return index % 2 === 0 ? [web] : [web, { ...sidecar, readonlyRootFilesystem: true }];
}

function definitionOf(index: number): JsonObject {
  return {
    family: `app-${index}`,
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    taskRoleArn: `arn:aws:iam::111122223333:role/app-${index}-task`,
    executionRoleArn: 'arn:aws:iam::111122223333:role/execution',
    containerDefinitions: [...containersOf(index)],
  };
}

/** `taskRoleArn` is `TaskRoleArn` in CloudFormation; the names of log options stay. */
function capitalised(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(capitalised);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key.includes('-') ? key : key.charAt(0).toUpperCase() + key.slice(1),
      capitalised(child),
    ]),
  );
}

export interface Inputs {
  readonly definitions: string;
  readonly templates: string;
}

/** Two folders with a file for each definition. */
export function writeInputs(folder: string, count: number): Inputs {
  const [definitions, templates] = [join(folder, 'definitions'), join(folder, 'templates')];
  for (const one of [definitions, templates]) mkdirSync(one, { recursive: true });
  for (let index = 0; index < count; index++) {
    const definition = definitionOf(index);
    const resource = { Type: 'AWS::ECS::TaskDefinition', Properties: capitalised(definition) };
    const template = { AWSTemplateFormatVersion: '2010-09-09', Resources: { Definition: resource } };
    writeFileSync(join(definitions, `app-${index}.json`), JSON.stringify(definition, null, 2));
    writeFileSync(join(templates, `app-${index}.json`), JSON.stringify(template, null, 2));
  }
  return { definitions, templates };
}
