// Custom controls: what an expression sees, what becomes of its answer, and what is refused when the policy is loaded.
import { describe, expect, it } from 'vitest';
import { pod, taskDefinition } from '../../../shared/controls/examples/workloads.ts';
import { compiled, judged, refusal, subjectOf, verdictOn } from './fixtures.ts';

const task = taskDefinition({ container: { environment: [{ name: 'MODE', value: 'hunter2-secret' }] } });
const template = {
  Resources: {
    Task: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: {
        Family: 'web',
        ContainerDefinitions: [
          { Name: 'app', Image: { Ref: 'Image' }, ReadonlyRootFilesystem: true, User: '1000' },
        ],
      },
    },
  },
};

describe('an expression', () => {
  it.each([
    ['true', 'pass'],
    ['false', 'fail'],
    ['workload.platform == "ecs"', 'pass'],
    ['workload.containers.all(c, c.image.startsWith("nothing/"))', 'fail'],
    ['size(workload.containers) == 1 && workload.containers[0].privileged == false', 'pass'],
    ['workload.containers.exists(c, c.environment.exists(e, e.name == "MODE"))', 'pass'],
    ['workload.containers.all(c, c.ports.all(p, p.container < 1024 || p.container in [8080, 8443]))', 'pass'],
    ['workload.containers.all(c, c.name.matches("^[a-z-]+$"))', 'pass'],
    ['workload.roles.task != null', 'pass'],
    ['policy.profile == "baseline" && policy.trust.registries == null', 'pass'],
    ['has(workload.namespace)', 'fail'],
    ['[1, 2] + [3] == [1, 2, 3]', 'pass'],
    ['{"a": 1}["a"] == 1', 'pass'],
    ['workload.containers.map(c, c.name).filter(n, n != "x").size() == 1', 'pass'],
    ['workload.limits.memory == null ? false : true', 'pass'],
  ])('%s: %s', (holds, wanted) => {
    expect(judged(task, holds)).toBe(wanted);
  });

  it('sees maps of others as they are, whatever their keys', () => {
    const labelled = pod({ metadata: { name: 'web', labels: { value: 'a', path: 'b', team: 'payments' } } });
    expect(judged(labelled, 'workload.tags.team == "payments" && workload.tags.value == "a"')).toBe('pass');
    expect(judged(labelled, 'has(workload.tags.cost_centre)')).toBe('fail');
    expect(judged(labelled, 'has(workload.tags.constructor) || has(workload.tags.__proto__)')).toBe('fail');
  });

  it('does not see the containers that AWS puts in', () => {
    const subject = subjectOf(task);
    if (subject.kind !== 'workload') throw new Error('not a workload');
    const containers = subject.containers.map((container) => ({ ...container, injected: true }));
    const control = compiled('size(workload.containers) == 0');
    expect(verdictOn({ ...subject, containers }, control).outcome).toBe('pass');
  });
});

describe('a verdict', () => {
  it('fails with the message and the path of the policy', () => {
    const verdict = verdictOn(subjectOf(task), compiled('false', { path: 'tags', severity: 'high' }));
    expect(verdict).toMatchObject({ outcome: 'fail', severity: 'high', family: 'acme', response: null });
    expect(verdict.evidence).toEqual([
      { path: 'tags', found: false, wanted: true, message: 'it must be so' },
    ]);
    expect(verdictOn(subjectOf(task), compiled('false')).evidence[0]?.path).toBe('');
  });

  it.each(
    [
      ['workload.name', 'unknown: holds of acme/test is neither true nor false'],
      [
        'workload.containers[7].privileged',
        'unknown: holds ends with an error: there is no such item in the list',
      ],
      ['workload.containers[0].wheels == 4', 'unknown: holds ends with an error: no field wheels'],
      ['workload.name + 1 == "x"', 'unknown: holds ends with an error: found no matching overload'],
      ['1 / size(workload.volumes) > 0', 'unknown: holds ends with an error: int divide by zero'],
      ['workload.name && true', 'unknown: holds ends with an error: type mismatch'],
    ].slice(1),
  )('%s: %s', (holds, wanted) => {
    expect(judged(task, holds)).toContain(wanted);
  });

  it('is never broken: an error in one control is no alarm', () => {
    expect(verdictOn(subjectOf(task), compiled('workload.containers[7].privileged')).broken).toBe(false);
  });

  it('never says what the data was', () => {
    const value = 'workload.containers[0].environment[0].value';
    for (const holds of [
      `int(${value}) == 1`,
      `{"a": 1}[${value}] == 1`,
      `timestamp(${value}) == timestamp(${value})`,
    ])
      expect(judged(task, holds)).toBe('unknown: holds ends with an error');
  });

  it('is unknown where it rests on what nobody can know', () => {
    const reason = 'unknown: containerDefinitions[0].image cannot be known';
    expect(judged(template, 'workload.containers.all(c, c.image.contains("@"))')).toContain(reason);
    expect(judged(template, 'workload.containers.all(c, !c.image.contains("@"))')).toContain(reason);
    expect(judged(template, 'has(workload.containers[0].image)')).toContain(reason);
    expect(judged(template, 'workload.containers == workload.containers')).toContain(reason);
    expect(judged(template, 'workload.containers.all(c, c.image.contains("@") && c.image != "")')).toContain(
      reason,
    );
  });

  it('stands where it does not rest on it', () => {
    expect(judged(template, 'workload.containers.all(c, c.readOnlyRoot)')).toBe('pass');
    expect(judged(template, 'workload.containers.all(c, c.user == "0")')).toBe('fail');
  });

  it('takes null for unknown where the input does not tell', () => {
    expect(judged(task, 'workload.account == "111122223333"')).toBe(
      'unknown: account cannot be known: the input does not tell it',
    );
    expect(judged(task, 'workload.namespace == null')).toBe('pass');
  });
});

describe('a control', () => {
  it('is like any other', () => {
    const said = { title: 'Title', why: 'Why', fix: 'Fix', platforms: ['ecs'] as const };
    expect(compiled('true', said)).toMatchObject({
      id: 'acme/test',
      family: 'acme',
      judges: ['workload'],
      ...said,
    });
    expect(compiled('true')).toMatchObject({
      title: 'it must be so',
      why: 'it must be so',
      fix: 'it must be so',
    });
    expect(compiled('true')).not.toHaveProperty('platforms');
  });
});

describe('loading refuses', () => {
  it.each([
    ['workload.name ==', '14: cannot be read: '],
    ['wrkload.name == ""', '0: there is no wrkload: expected workload or policy; did you mean workload?'],
    ['true && image.tag == ""', '8: there is no image: expected workload or policy'],
    ['has(workload.tgs.x)', '12: workload has no field tgs; did you mean tags?'],
    ['policy.profil == ""', '6: policy has no field profil; did you mean profile?'],
    ['workload.name.lower() == ""', '13: there is no function lower'],
    ['has(workload)', '0: has() takes a field; such as has(workload.tags.team)'],
    ['workload.name.matches(workload.id)', 'the pattern of matches() is not a text'],
    ['workload.name.matches("(")', 'the pattern cannot be used: '],
    ['workload.name.matches("(?=a)")', 'the pattern cannot be used: '],
    ['google.protobuf.Any{} == 1', 'makes a google.protobuf.Any'],
    ['google.protobuf.Any == 1', 'there is no google'],
    ['@round(true)', 'cannot be read'],
    ['constructor', 'there is no constructor'],
    ['toString', 'there is no toString'],
    ['__proto__', 'there is no __proto__'],
    ['workload.constructor', 'workload has no field constructor'],
    ['workload.containers.map(workload, workload.name).size() == 0 && c', 'there is no c'],
  ])('%s', (holds, wanted) => {
    expect(refusal(holds)).toContain(wanted);
  });

  it('knows each kind by its name', () => {
    expect(refusal('image.reference != "" && has(image.scan.status)', 'image')).toBeNull();
    expect(refusal('call.actor.kind == "person" && !has(call.parameters.x)', 'call')).toBeNull();
    expect(refusal('workload.name != ""', 'image')).toContain('there is no workload');
  });
});
