// Credentials written into environment, arguments, labels or ConfigMaps.
import { z } from 'zod';
import { join } from '../../model/at.ts';
import { defineControl, evidence, fail, pass } from '../../model/control.ts';
import type { Evidence } from '../../model/verdict.ts';
import { type Container, ownContainers, type Workload } from '../../model/workload.ts';
import { secretsInArguments } from '../../secrets/arguments.ts';
import { findSecretLine } from '../../secrets/lines.ts';
import { findSecret } from '../../secrets/secrets.ts';
import type { Examples } from '../examples/example.ts';
import { deployment, taskDefinition } from '../examples/workloads.ts';

export const noPlaintextSecrets = defineControl({
  id: 'input-validation/no-plaintext-secrets',
  title: 'Credentials come from a secret store, not from plain text',
  severity: 'high',
  stage: 'stable',
  judges: ['workload'],
  configuration: true,
  parameters: z.object({}),
  references: {
    nist: ['4.1.4'],
    cis: ['CIS EKS 4.4.1', 'CIS Kubernetes 5.4.1'],
    fsbp: ['ECS.8'],
    attack: ['T1552.001', 'T1552.007'],
  },
  why: 'Environment values, arguments and ConfigMaps stand in the task definition or pod for everybody who may read those, in logs, crash reports and consoles; they cannot be rotated without a deployment.',
  fix: 'Keep the value in Secrets Manager, SSM Parameter Store or a Kubernetes Secret and refer to it (`secrets[].valueFrom`, `valueFrom.secretKeyRef`). Rotate the value: it must count as read.',
  allows: [
    'references (ARNs, `secretKeyRef`, names and paths of secrets), placeholders and template parameters',
    'identifiers, digests, public keys, flags, durations and URLs without a password',
  ],
  response: 'stop-workload',
  judge: (workload) => {
    const found = [
      ...ownContainers(workload).flatMap((container) => [
        ...inEnvironment(container),
        ...inArguments(container),
      ]),
      ...inTexts(workload),
      ...inConfiguration(workload),
      ...inLabels(workload),
    ];
    if (found.length === 0) return pass;
    // Nothing of a ConfigMap runs that could be stopped.
    return fail(found, workload.source === 'config-map' ? { respond: false } : {});
  },
});

/** The value itself is never shown: only what kind it is. */
function hidden(path: string, kind: string, where: string): Evidence {
  return evidence(
    path,
    `(${kind}, not shown)`,
    'a reference to a secret',
    `${where} holds a secret in plain text (${kind})`,
  );
}

function inEnvironment(container: Container): Evidence[] {
  return container.environment.value.flatMap(({ name, value }) => {
    const kind = findSecret(name, value.value)?.kind ?? writtenByDeployment(value.value);
    return kind === null
      ? []
      : [hidden(value.path, kind, `environment value ${name} of container ${container.name}`)];
  });
}

/**
 * CloudFormation puts the secret itself where a template refers to it like this, and the task definition then shows it
 * (AWS CloudFormation User Guide, "Get a secret or secret value from Secrets Manager").
 */
function writtenByDeployment(value: string): string | null {
  return /\{\{resolve:(?:secretsmanager|ssm-secure):/.test(value) ? 'a secret once deployed' : null;
}

/** Entry point and command are one list of words: `["mysql"]` and `["-pX"]` belong together. */
function inArguments({ entryPoint, command, name }: Container): Evidence[] {
  const first = entryPoint.value ?? [];
  return secretsInArguments([...first, ...(command.value ?? [])]).map(({ index, kind }) => {
    const path =
      index < first.length ? join(entryPoint.path, index) : join(command.path, index - first.length);
    return hidden(path, kind, `an argument of container ${name}`);
  });
}

/** Log options, health checks, probes, volume drivers, and whatever else the document lets people write. */
function inTexts({ texts }: Workload): Evidence[] {
  return texts.flatMap(({ path, name, text, words }, index) => {
    // The words of one command stand one behind the other: they are looked at together, once.
    if (words !== null && texts[index - 1]?.words === words) return [];
    if (words !== null)
      return secretsInArguments(words).map(({ index: word, kind }) =>
        hidden(texts[index + word]?.path ?? path, kind, 'a command'),
      );
    const found = secretCalled(name, text);
    return found === null ? [] : [hidden(path, found, name === null ? 'the text' : `the value of ${name}`)];
  });
}

/** `Authorization: Basic …`: a header is one by its name and value together. */
function secretCalled(name: string | null, text: string): string | null {
  const whole = name === null ? null : findSecret(null, `${name}: ${text}`);
  return (findSecret(name, text) ?? whole)?.kind ?? writtenByDeployment(text);
}

/** An entry is a setting, or a file of settings. */
function inConfiguration({ configuration }: Workload): Evidence[] {
  return configuration.value.flatMap(({ name, value }) => {
    const whole = value.includes('\n') ? null : findSecret(name.value, value);
    if (whole !== null) return [hidden(name.path, whole.kind, `entry ${name.value}`)];
    const line = findSecretLine(value);
    return line === null ? [] : [hidden(name.path, line.kind, `line ${line.line} of entry ${name.value}`)];
  });
}

function inLabels(workload: Workload): Evidence[] {
  const entries = Object.entries({ ...workload.tags, ...workload.annotations });
  const place = workload.platform === 'ecs' ? 'tags' : 'metadata';
  return entries.flatMap(([name, value]) => {
    const secret = findSecret(name, value);
    return secret === null ? [] : [hidden(join(place, name), secret.kind, `label ${name}`)];
  });
}

const configMap = (data: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'shop', namespace: 'shop' },
  data,
});

export const examples = (): Examples => ({
  fails: [
    {
      says: 'an AWS key in the environment',
      given: taskDefinition({
        container: {
          environment: [{ name: 'AWS_SECRET_ACCESS_KEY', value: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }],
        },
      }),
      at: 'containerDefinitions[0].environment[0].value',
    },
    {
      says: 'a secret that CloudFormation fetches and writes into the definition',
      given: taskDefinition({
        container: {
          environment: [
            { name: 'DB_PASSWORD', value: '{{resolve:secretsmanager:shop/db:SecretString:password}}' },
          ],
        },
      }),
      at: 'containerDefinitions[0].environment[0].value',
    },
    {
      says: 'a database password in a connection string',
      given: deployment({
        container: {
          env: [{ name: 'DATABASE_URL', value: 'postgres://shop:Fk3-9vQz-hw2@db.internal:5432/shop' }],
        },
      }),
      at: 'spec.template.spec.containers[0].env[0].value',
    },
    {
      says: 'a password among the arguments',
      given: taskDefinition({ container: { command: ['worker', '--db-password', 'Fk3-9vQz-hw2'] } }),
      at: 'containerDefinitions[0].command[2]',
    },
    {
      says: 'a password in an entry of a ConfigMap',
      given: configMap({ LOG_LEVEL: 'info', DB_PASSWORD: 'Fk3-9vQz-hw2' }),
      at: 'data.DB_PASSWORD',
    },
    {
      says: 'a password in a file that a ConfigMap holds',
      given: configMap({ 'app.properties': '# shop\ndb.host=db.internal\ndb.password: Fk3-9vQz-hw2\n' }),
      at: 'data.app.properties',
    },
  ],
  passes: [
    {
      says: 'a reference to Secrets Manager',
      given: taskDefinition({
        container: {
          secrets: [
            {
              name: 'DB_PASSWORD',
              valueFrom: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/db-AbCdEf',
            },
          ],
        },
      }),
    },
    {
      says: 'a ConfigMap of settings that name where secrets are',
      given: configMap({
        'app.yaml': 'password_file: /run/secrets/db # not here\ntoken: "{{ token }}"\nretries: 3\n',
        TOKEN_TTL: '3600',
      }),
    },
    {
      says: 'names that only look like secrets',
      given: deployment({
        container: {
          env: [
            { name: 'TOKEN_URL', value: 'https://login.acme.test/token' },
            { name: 'PASSWORD_MIN_LENGTH', value: '12' },
            { name: 'DB_PASSWORD_FILE', value: '/run/secrets/db' },
          ],
        },
      }),
    },
  ],
});
