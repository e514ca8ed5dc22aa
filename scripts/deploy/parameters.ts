// The parameters of a deployment, kept from one to the next: what is not given again stays, and what is taken away must be meant.
// SPDX-License-Identifier: Apache-2.0
import type { SSMClient } from '@aws-sdk/client-ssm';
import { keep, readKept } from './kept-json.ts';

export type Parameters = Readonly<Record<string, string>>;

/** `--param=NAME=VALUE` and `--param NAME=VALUE` among the arguments; of several with one name the last counts, as for serverless. */
export function parametersIn(args: readonly string[]): Parameters {
  const found = args.flatMap((arg, index) => {
    const text =
      arg === '--param'
        ? args[index + 1]
        : arg.startsWith('--param=')
          ? arg.slice('--param='.length)
          : undefined;
    const end = text?.indexOf('=') ?? -1;
    return text === undefined || end < 1 ? [] : [[text.slice(0, end), text.slice(end + 1)] as const];
  });
  return Object.fromEntries(found);
}

export interface Plan {
  readonly parameters: Parameters;
  /** Arguments for those that are kept. */
  readonly kept: readonly string[];
  /** In words, one line each. */
  readonly lines: readonly string[];
  /** Names of what was set and would be empty. */
  readonly emptied: readonly string[];
}

/** Parameters of older versions, with what took their place. */
const retired: ReadonlyMap<string, string> = new Map([['members', 'the organisation says who they are']]);

/** Names that serverless.yml does not read: it would take them without a word, and the next deployments would keep them. */
export function unknownIn(given: Parameters, service: string): readonly string[] {
  return Object.keys(given).filter((name) => !retired.has(name) && !service.includes(`\${param:${name},`));
}

/** `before`: the parameters of the last deployment; null where none are known. */
export function planOf(known: Parameters | null, asked: Parameters): Plan {
  const [before, given] = [known === null ? null : inUse(known), inUse(asked)];
  const parameters = { ...before, ...given };
  const kept = Object.entries(before ?? {}).filter(([name]) => !Object.hasOwn(given, name));
  const changed = Object.entries(given).filter(([name, value]) => before?.[name] !== value);
  return {
    parameters,
    kept: kept.map(([name, value]) => `--param=${name}=${value}`),
    lines: [
      ...Object.keys({ ...known, ...asked }).flatMap((name) =>
        retired.has(name) ? [`  ${name} is no more: ${retired.get(name)}`] : [],
      ),
      ...kept.map(([name, value]) => `  ${name} stays ${shown(value)}`),
      ...changed.map(([name, value]) => `  ${name} becomes ${shown(value)}${was(before, name)}`),
    ],
    emptied: changed
      .filter(([name, value]) => value === '' && (before?.[name] ?? '') !== '')
      .map(([name]) => name),
  };
}

function inUse(parameters: Parameters): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !retired.has(name)));
}

function was(before: Parameters | null, name: string): string {
  const value = before?.[name];
  return value === undefined ? '' : ` (was ${shown(value)})`;
}

function shown(value: string): string {
  return value === '' ? '(empty)' : value;
}

/** Below `/seawall/<stage>/`, as the switch of deploy/resources/gate.yml is. */
export function parameterName(stage: string): string {
  return `/seawall/${stage}/deployment`;
}

/** Null where there was no deployment yet, or one that kept none. Rejects where Systems Manager cannot be asked, or holds something else. */
export async function readParameters(
  stage: string,
  client: Pick<SSMClient, 'send'>,
): Promise<Parameters | null> {
  const remedy = 'the parameters of a deployment: delete it, and give all of them once';
  const kept = await readKept(parameterName(stage), remedy, client);
  return kept === null
    ? null
    : Object.fromEntries(Object.entries(kept).map(([name, text]) => [name, String(text)]));
}

export async function keepParameters(
  stage: string,
  parameters: Parameters,
  client: Pick<SSMClient, 'send'>,
): Promise<void> {
  const what = 'Parameters of the last deployment of Seawall: npm run deploy keeps them';
  await keep(parameterName(stage), parameters, what, client);
}
