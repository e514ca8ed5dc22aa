// Names that every object has are no entries of a table: `constructor` as a service, a type, a kind or a key is unknown.
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readDocuments } from '../../shared/intake/documents/read.ts';
import { readEvent } from '../../shared/intake/events/read.ts';
import { isObject, type Json } from '../../shared/model/json.ts';
import { table } from '../../shared/model/table.ts';
import { judge } from '../../shared/pipeline.ts';
import { oneIn } from '../support/extent.ts';
import { judgingWith } from '../support/judging.ts';

const inherited = Object.getOwnPropertyNames(Object.prototype);

describe('a table', () => {
  it('finds what it says, and nothing that every object has', () => {
    const found = table({ ecs: 1 });
    expect([found.ecs, ...inherited.map((name) => found[name])]).toEqual([
      1,
      ...inherited.map(() => undefined),
    ]);
    expect(Object.entries(found)).toEqual([['ecs', 1]]);
    expect(Object.isFrozen(found)).toBe(true);
  });

  it('is what every list by names in shared/ is made as', () => {
    const plain = globSync('shared/**/*.ts').flatMap((file) =>
      [
        ...readFileSync(file, 'utf8').matchAll(
          /^(?:export )?const (\w+): Readonly<Record<string, .*> = (?!table)/gm,
        ),
      ].map(([, name]) => `${file}: ${name}`),
    );
    expect(plain).toEqual([]);
  });
});

const judging = judgingWith({ version: 1 });

/** What broke on it: nothing, or the controls and why. */
async function brokenBy(text: string): Promise<readonly string[]> {
  const readers = {
    readEvent: (raw: unknown, ref: Parameters<typeof readEvent>[1]['ref']) =>
      readEvent(raw, { ref, people: judging.policy.view.people }),
  };
  const broken: string[] = [];
  for (const result of readDocuments(text, 'file.json', readers))
    if (result.ok && result.intake.kind === 'observed')
      for (const { control, reason } of await judge(result.intake.observation, judging))
        if (reason?.startsWith('the control failed') === true) broken.push(`${control}: ${reason}`);
  return broken;
}

/** The document with another text at each place that holds one; of a host (`ecs.amazonaws.com`) its first label is another. */
function replaced(value: Json, name: string): Json[] {
  if (typeof value === 'string') return [value.endsWith('.amazonaws.com') ? `${name}.amazonaws.com` : name];
  if (Array.isArray(value))
    return value.flatMap((item, index) => replaced(item, name).map((made) => value.with(index, made)));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    replaced(child ?? null, name).map((made) => ({ ...value, [key]: made })),
  );
}

const rootCall = (service: string) => ({
  ...{ eventVersion: '1.11', eventType: 'AwsApiCall', eventCategory: 'Management', managementEvent: true },
  userIdentity: {
    type: 'Root',
    principalId: '111122223333',
    arn: 'arn:aws:iam::111122223333:root',
    accountId: '111122223333',
  },
  ...{ eventTime: '2026-11-17T09:00:00Z', eventSource: `${service}.amazonaws.com`, eventName: 'PutThing' },
  ...{
    awsRegion: 'eu-central-1',
    recipientAccountId: '111122223333',
    readOnly: false,
    eventID: 'e-1',
    requestParameters: {},
  },
});

describe('a name that every object has', () => {
  const files = globSync('events/*.json').filter((file) => !file.endsWith('facts.json'));

  it.each(files.toSorted())('breaks no control, wherever it stands in %s', async (file) => {
    const event: Json = JSON.parse(readFileSync(file, 'utf8'));
    const made = ['constructor', 'valueOf', '__proto__'].flatMap((name) => [...replaced(event, name)]);
    for (const one of oneIn(4, made, 'names that every object has, in events'))
      expect(await brokenBy(JSON.stringify(one))).toEqual([]);
  });

  it.each(inherited)('breaks nothing as a type, a kind or a key: %s', async (name) => {
    for (const document of [
      rootCall(name),
      {
        Resources: {
          A: { Type: name, Properties: { [name]: name } },
          B: { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: { [name]: 'x' } } },
        },
      },
      { apiVersion: 'v1', kind: name, metadata: { name: 'a' }, spec: { [name]: {} } },
      {
        planned_values: {
          root_module: {
            resources: [{ address: 'a.b', mode: 'managed', type: name, name: 'b', values: { [name]: name } }],
          },
        },
        format_version: '1.2',
        terraform_version: '1.9.0',
      },
      {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: `${name}:*`, Resource: '*', Condition: { [name]: { [name]: name } } },
        ],
      },
      {
        family: 'a',
        requiresCompatibilities: [name],
        containerDefinitions: [{ name: 'a', image: 'a:1', logConfiguration: { logDriver: name } }],
      },
    ])
      expect(await brokenBy(JSON.stringify(document))).toEqual([]);
  });
});
