// Credentials written into environment, arguments, labels or ConfigMaps.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { type At, join, known } from '../../model/at.ts';
import { type ImageContents, largestLayer } from '../../model/contents.ts';
import { defineControl, evidence, fail, pass, unknown } from '../../model/control.ts';
import type { GatheredFacts } from '../../model/facts.ts';
import { configFacts, configOf } from '../../model/image-config-of.ts';
import type { Image, ImageConfig } from '../../model/platform.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import { type Container, ownContainers, type Workload } from '../../model/workload.ts';
import { secretsInArguments } from '../../secrets/arguments.ts';
import { findSecretLine, textKindOf } from '../../secrets/lines.ts';
import { secretSort } from '../../secrets/names.ts';
import { findSecret } from '../../secrets/secrets.ts';
import { contentsFacts, contentsOf } from '../questions/image-contents.ts';

export const noPlaintextSecrets = defineControl({
  id: 'input-validation/no-plaintext-secrets',
  title: 'Credentials come from a secret store, not from plain text',
  severity: 'high',
  stage: 'stable',
  judges: ['workload', 'image'],
  configuration: true,
  parameters: z.object({
    megabytes: z
      .int()
      .min(0)
      .max(largestLayer)
      .default(0)
      .describe(
        'Images of registries whose layers have no more are looked into for keys and credentials in files; 0: none is',
      ),
  }),
  facts: (subject, { parameters }) =>
    subject.kind === 'image'
      ? [...configFacts(subject), ...contentsFacts(subject, parameters.megabytes)]
      : [],
  references: {
    nist: ['4.1.4'],
    cis: ['CIS EKS 4.4.1', 'CIS Kubernetes 5.4.1'],
    fsbp: ['ECS.8'],
    attack: ['T1552.001', 'T1552.007'],
  },
  why: 'Environment values, arguments and ConfigMaps are visible to everybody who may read the task definition or pod, and in logs, crash reports and consoles; they cannot be rotated without a deployment.',
  fix: 'Keep the value in Secrets Manager, SSM Parameter Store or a Kubernetes Secret and refer to it (`secrets[].valueFrom`, `valueFrom.secretKeyRef`). Rotate the value: assume that it was read.',
  allows: [
    'references (ARNs, `secretKeyRef`, names and paths of secrets), placeholders and template parameters',
    'identifiers, digests, public keys, flags, durations and URLs without a password',
    'what lies in the files of an image of a registry, where the parameter `megabytes` has no image looked into',
  ],
  response: 'stop-workload',
  judge: (workload, { parameters, facts }) => {
    if (workload.kind === 'image') return ofImage(workload, parameters.megabytes, facts);
    const texts = inTexts(workload);
    const found = [
      ...ownContainers(workload).flatMap((container) => [
        ...inEnvironment(container),
        ...inArguments(container),
      ]),
      ...texts,
      ...inConfiguration(workload),
      ...inLabels(workload, texts),
    ];
    if (found.length === 0) return pass;
    // Nothing of a ConfigMap runs that could be stopped.
    return fail(found, workload.source === 'config-map' ? { respond: false } : {});
  },
});

function ofImage(image: Image, megabytes: number, facts: GatheredFacts): Judgement {
  const config = configOf(image, facts);
  const contents = contentsOf(image, megabytes, facts);
  const found = [
    ...(typeof config === 'string' ? [] : inConfig(config)),
    ...(contents === null || typeof contents === 'string' ? [] : inFiles(contents)),
  ];
  if (found.length > 0) return fail(found);
  const reason = [config, contents].find((one) => typeof one === 'string');
  return typeof reason === 'string' ? unknown(reason) : pass;
}

/** What the image runs, and how it is checked: arguments hold credentials as well. */
function inCommands({ entryPoint, command, healthCheck }: ImageConfig): Evidence[] {
  const commands = [
    ['entry point', entryPoint],
    ['command', command],
    ...(healthCheck === undefined ? [] : [['health check', healthCheck] as const]),
  ] as const;
  return commands.flatMap(([name, { value, path }]) =>
    secretsInArguments(value).map(({ index, kind }) =>
      hidden(join(path, index), kind, `the ${name} of the image`),
    ),
  );
}

/** Environment, labels, and what the builder wrote down of its steps: whoever can pull the image can read them. */
function inConfig(config: ImageConfig): Evidence[] {
  const { environment, labels, history = [] } = config;
  const pairs = environment.value.flatMap((pair, index) => {
    const sign = pair.indexOf('=');
    const name = pair.slice(0, Math.max(sign, 0));
    const kind = findSecret(name, pair.slice(sign + 1))?.kind;
    return kind === undefined
      ? []
      : [hidden(join(environment.path, index), kind, `environment value ${name} of the image`)];
  });
  const labelled = Object.entries(labels).flatMap(([name, value]) => {
    const kind = findSecret(name, value)?.kind;
    return kind === undefined
      ? []
      : [hidden(join('config.Labels', name), kind, `label ${name} of the image`)];
  });
  const built = history.flatMap((step, index) => {
    const kind = secretsInArguments(step.split(/\s+/))[0]?.kind ?? findSecret(null, step)?.kind;
    return kind === undefined
      ? []
      : [hidden(join('history', index), kind, `step ${index + 1} of the image’s history`)];
  });
  return [...pairs, ...labelled, ...inCommands(config), ...built];
}

const inFile = ['private-key', 'credential', 'authorized-keys'];

function inFiles({ oddities }: ImageContents): Evidence[] {
  return oddities
    .filter(({ kind }) => inFile.includes(kind))
    .map(({ kind, path, what }) => hidden(`layers.${kind}`, what ?? kind, `the file ${path} of the image`));
}

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
    const kind = writtenByDeployment(value) ?? secretOf(name, value)?.kind ?? null;
    return kind === null
      ? []
      : [hidden(value.path, kind, `environment value ${name} of container ${container.name}`)];
  });
}

/**
 * CloudFormation puts the secret itself where a template refers to it like this, and the task definition then shows it
 * (AWS CloudFormation User Guide, "Get a secret or secret value from Secrets Manager").
 */
function writtenByDeployment(value: At<string>): string | null {
  const written = known(value) ?? value.text ?? '';
  return /\{\{resolve:(?:secretsmanager|ssm-secure):/.test(written) ? 'a secret once deployed' : null;
}

/**
 * A gap of a text stands as `${…}`, which is no credential; what is written around it may be one. By its name alone a value is one
 * only where all of it is known, or nothing but names of things is not.
 */
function secretOf(name: string, value: At<string>): { readonly kind: string } | null {
  if (value.text === undefined) return secretIn(name, value.value);
  const written = secretIn(name, value.text);
  if (value.named === true) return written;
  return written === null || written.kind === 'named-secret' ? secretIn(name, value.value) : written;
}

/** A value of several lines is a file of settings. */
function secretIn(name: string, value: string): { readonly kind: string } | null {
  return findSecret(name, value) ?? (value.includes('\n') ? findSecretLine(value) : null);
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
  return texts.flatMap(({ name, value, words }, index) => {
    // The words of one command stand one behind the other: they are looked at together, once.
    if (words !== null && texts[index - 1]?.words === words) return [];
    if (words !== null)
      return secretsInArguments(words).map(({ index: word, kind }) =>
        hidden(texts[index + word]?.value.path ?? value.path, kind, 'a command'),
      );
    const kind = writtenByDeployment(value) ?? secretCalled(name, value);
    return kind === null
      ? []
      : [hidden(value.path, kind, name === null ? 'the text' : `the value of ${name}`)];
  });
}

/** `Authorization: Basic …`: a header is one by its name and value together. What is not settled matters where a secret is promised. */
function secretCalled(name: string | null, value: At<string>): string | null {
  const promised = name !== null && secretSort(name) !== null;
  const text = promised ? value.value : (known(value) ?? '');
  const found = findSecret(name, text) ?? (name === null ? null : findSecret(null, `${name}: ${text}`));
  return found?.kind ?? null;
}

/** An entry is a setting, or a file of settings. */
function inConfiguration({ configuration }: Workload): Evidence[] {
  return configuration.value.flatMap(({ name, value }) => {
    const whole = value.includes('\n') ? null : findSecret(name.value, value, textKindOf(name.value));
    if (whole !== null) return [hidden(name.path, whole.kind, `entry ${name.value}`)];
    const line = findSecretLine(value, name.value);
    return line === null ? [] : [hidden(name.path, line.kind, `line ${line.line} of entry ${name.value}`)];
  });
}

/** `told`: what was found within the JSON of an annotation. */
function inLabels(workload: Workload, told: readonly Evidence[]): Evidence[] {
  const entries = Object.entries({ ...workload.tags, ...workload.annotations });
  const place = workload.platform === 'ecs' ? 'tags' : 'metadata';
  return entries.flatMap(([name, value]) => {
    const isTold = told.some(({ path }) => path === join('metadata.annotations', name));
    const secret = isTold ? null : findSecret(name, value);
    return secret === null ? [] : [hidden(join(place, name), secret.kind, `label ${name}`)];
  });
}
