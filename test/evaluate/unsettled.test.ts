// Verdicts where a template leaves a whole document open.
import { describe, expect, it } from 'vitest';
import { judge } from '../../shared/pipeline.ts';
import { judgingWith, observationsOf } from '../support/judging.ts';

const template = {
  Conditions: { Own: {} },
  Resources: {
    Task: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: { 'Fn::If': ['Own', { NetworkMode: 'awsvpc' }, { NetworkMode: 'host' }] },
    },
  },
};

describe('a definition of which nothing is settled', () => {
  it('neither fails nor passes', async () => {
    const [observation] = observationsOf(template);
    if (observation === undefined) throw new Error('no observation');
    const verdicts = await judge(observation, judgingWith());
    expect(verdicts.length).toBeGreaterThan(10);
    const decided = verdicts.filter(({ outcome }) => outcome === 'pass' || outcome === 'fail');
    expect(decided.map(({ control, outcome }) => `${control} ${outcome}`)).toEqual([]);
  });
});
