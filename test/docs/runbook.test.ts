// Every alarm of the templates names its section of the runbook, and every section is named by one.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dig, objectOf, stringOf } from '../../shared/model/json.ts';
import { ofType, readYaml } from '../serverless/deployment.ts';

const sections = [...readFileSync('docs/runbook.md', 'utf8').matchAll(/^## (.+)$/gm)].map(([, name]) => name);
const beside = ['deploy/member-account.yml', 'deploy/global-forwarding.yml'].flatMap((file) =>
  Object.entries(objectOf(readYaml(file).Resources))
    .filter(([, body]) => dig(body, 'Type') === 'AWS::CloudWatch::Alarm')
    .map(([id, body]) => [`${file} ${id}`, objectOf(dig(body, 'Properties'))] as const),
);
const alarms = [...ofType('AWS::CloudWatch::Alarm'), ...beside];
const linkIn = (alarm: unknown) =>
  /\(docs\/runbook\.md#([\w-]+)\)$/.exec(stringOf(dig(alarm as never, 'AlarmDescription')) ?? '')?.[1] ??
  null;

describe('the runbook', () => {
  it('has a section for each alarm, which names it', () => {
    expect(alarms.length).toBeGreaterThan(30);
    expect(alarms.filter(([, alarm]) => !sections.includes(linkIn(alarm) ?? '')).map(([id]) => id)).toEqual(
      [],
    );
  });

  it('has no section that no alarm names', () => {
    const named = new Set(alarms.map(([, alarm]) => linkIn(alarm)));
    expect(sections.filter((section) => !named.has(section ?? ''))).toEqual([]);
  });
});
