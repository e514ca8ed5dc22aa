// What `npm run local` reads of a packaged template, and where it sends events by it.
import { describe, expect, it } from 'vitest';
import { routeBy } from '../../../scripts/local/routes.ts';
import { packagedIn } from '../../../scripts/local/template.ts';
import type { JsonObject } from '../../../shared/model/json.ts';

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const resource = (type: string, Properties: JsonObject) => ({ Type: `AWS::${type}`, Properties });
const template = (more: JsonObject = {}) => ({
  Resources: {
    Judge: resource('Lambda::Function', {
      ...{ Handler: '.build/judge-it.handler', Timeout: 60, MemorySize: 512 },
      Environment: { Variables: { TABLE: { Ref: 'Record' } } },
    }),
    Tell: resource('Lambda::Function', { Handler: '.build/tell.handler' }),
    FromQueue: resource('Lambda::EventSourceMapping', {
      ...{ EventSourceArn: arnOf('Events'), FunctionName: arnOf('Judge'), BatchSize: 7 },
    }),
    FromTable: resource('Lambda::EventSourceMapping', {
      ...{ EventSourceArn: { 'Fn::GetAtt': ['Record', 'StreamArn'] }, FunctionName: arnOf('Tell') },
      ...{ StartingPosition: 'TRIM_HORIZON', BatchSize: 100, MaximumRetryAttempts: 3 },
      DestinationConfig: { OnFailure: { Destination: arnOf('Aside') } },
      FilterCriteria: { Filters: [{ Pattern: '{"kind":["row"]}' }] },
    }),
    Home: resource('Events::Rule', {
      EventPattern: { source: ['aws.ecs'] },
      Targets: [{ Arn: arnOf('Events') }],
    }),
    Twice: resource('Events::Rule', {
      ...{
        EventPattern: { source: [{ prefix: 'aws.e' }] },
        Targets: [{ Arn: arnOf('Events') }, { Arn: arnOf('Tell') }],
      },
    }),
    Own: resource('Events::Rule', {
      ...{
        EventBusName: { Ref: 'Bus' },
        EventPattern: { source: ['seawall'] },
        Targets: [{ Arn: arnOf('Tell') }],
      },
    }),
    Hourly: resource('Events::Rule', {
      ScheduleExpression: 'rate(1 hour)',
      Targets: [{ Arn: arnOf('Tell') }],
    }),
    Lines: resource('Logs::SubscriptionFilter', { DestinationArn: arnOf('Judge') }),
    ...more,
  },
});

describe('a packaged template', () => {
  it('tells its functions, and what invokes them', () => {
    const { functions, queues, streams, logs } = packagedIn(template());
    expect(functions).toEqual([
      {
        ...{
          id: 'Judge',
          name: 'judge-it',
          handler: '.build/judge-it.handler',
          timeoutMs: 60_000,
          memory: 512,
        },
        variables: { TABLE: { Ref: 'Record' } },
      },
      // Lambda's own defaults.
      {
        id: 'Tell',
        name: 'tell',
        handler: '.build/tell.handler',
        timeoutMs: 3000,
        memory: 128,
        variables: {},
      },
    ]);
    expect(queues).toEqual([{ queue: 'Events', taker: 'Judge', batch: 7 }]);
    expect(streams).toMatchObject([{ taker: 'Tell', batch: 100, retries: 3, deadLetters: 'Aside' }]);
    expect(streams[0]?.filters).toHaveLength(1);
    expect(logs).toBe('Judge');
  });

  it('is refused where a rule or a filter is none that EventBridge takes', () => {
    const rule = resource('Events::Rule', { EventPattern: { source: 'aws.ecs' } });
    expect(() => packagedIn(template({ Wrong: rule }))).toThrow('source');
  });
});

describe('an event', () => {
  const reached: string[] = [];
  const route = routeBy(packagedIn(template()).rules, async (target, event) => {
    reached.push(`${target} ${JSON.stringify(event)}`);
  });

  it.each([
    ['aws.ecs', null, ['Home', 'Twice'], ['Events', 'Events', 'Tell']],
    ['aws.eks', null, ['Twice'], ['Events', 'Tell']],
    ['acme', null, [], []],
    // A rule of another bus never sees it, and one with a schedule sees no event at all.
    ['seawall', null, [], []],
    ['seawall', 'Bus', ['Own'], ['Tell']],
    ['aws.ecs', 'Bus', [], []],
  ])('of %s on %s reaches the targets of each rule of that bus that it matches', async (source, bus, rules, targets) => {
    reached.length = 0;
    expect(await route({ source }, bus)).toEqual(rules);
    expect(reached).toEqual(targets.map((target) => `${target} ${JSON.stringify({ source })}`));
  });
});
