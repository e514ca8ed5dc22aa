// Expressions that mean harm: refused when loaded, or stopped while they run; nothing throws, nothing takes long.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileCustom } from '../../../shared/controls/custom/compile.ts';
import { taskDefinition } from '../../../shared/controls/examples/workloads.ts';
import { subjectKinds } from '../../../shared/model/subject.ts';
import { patternWeight } from '../../../shared/schema/pattern.ts';
import { runs } from '../../support/extent.ts';
import { calmMsSince, processorMs } from '../../support/processor-time.ts';
import { custom, judged, refusal, subjectOf, verdictOn } from './fixtures.ts';

const task = taskDefinition({
  container: { environment: [{ name: 'LONG', value: 'a'.repeat(100_000) }] },
});
const long = 'workload.containers[0].environment[0].value';

function nested(open: string, inner: string, close: string, times: number): string {
  return open.repeat(times) + inner + close.repeat(times);
}

describe('loading refuses', () => {
  it.each([
    ['deep lists', nested('[', '1', ']', 1500), /nested too deep|cannot be read/],
    ['deep parentheses that stay', nested('size([', '1', '])', 400), /nested too deep/],
    ['deep ternaries', `${'true ? true : '.repeat(200)}true`, /nested too deep/],
    ['long chains', `1${' + 1'.repeat(300)} == 1`, /nested too deep/],
    ['many parts', `[${'1,'.repeat(1200)}1] == []`, /too many parts/],
    ['endless text', `"${'a'.repeat(5000)}" == ""`, /more than 4000 characters/],
    ['macros in macros', nested('[1].all(x, ', 'true', ')', 5), /nests more than 4 macros/],
    ['a pattern that unrolls', '"".matches("\\\\pL{1000}")', /too costly/],
    ['a pattern of nested counts', '"".matches("((a{30}){30}){30}")', /too costly/],
    ['a pattern of open counts', '"".matches("(a{0,999}){2,}(b{999}){30,}")', /too costly/],
  ])('%s', (_, holds, wanted) => {
    expect(refusal(holds)).toMatch(wanted);
  });
});

describe('running stops', () => {
  const list = `[${Array.from({ length: 60 }, (_, index) => index).join(',')}]`;
  const ms = (holds: string) => {
    const begin = processorMs();
    const outcome = judged(task, holds);
    return { outcome, took: calmMsSince(begin) };
  };
  const costly = 'unknown: holds costs too much on this subject';

  it.each([
    ['rounds in rounds', `${list}.all(a, ${list}.all(b, ${list}.all(c, ${list}.all(d, true))))`],
    [
      'rounds hidden behind a true',
      `${list}.all(a, ${list}.all(b, ${list}.all(c, ${list}.all(d, true)))) || true`,
    ],
    ['a text that doubles', `["${'a'.repeat(100)}"]${'.map(x, x + x)'.repeat(40)}[0] != ""`],
    ['a list that doubles', `[[1, 2, 3]]${'.map(x, x + x)'.repeat(40)}[0] != []`],
    ['a list compared with itself', `${list}.all(a, ${list}.all(b, ${list} == ${list}))`],
    ['text in text', `${list}.all(a, ${long}.contains(${long}))`],
    ['patterns again and again', `${list}.all(a, ${list}.all(b, !"aaaa".matches("(a{0,20}){0,20}b")))`],
    ['a long text against a pattern', `${list}.all(a, !${long}.matches("(a+)+(a|aa)+(.*a){10}b"))`],
  ])('%s', (_, holds) => {
    const { outcome, took } = ms(holds);
    expect(outcome).toBe(costly);
    expect(took).toBeLessThan(3000);
  });

  it('lets honest work through', () => {
    const environment = Array.from({ length: 300 }, (_, index) => ({ name: `N${index}`, value: `${index}` }));
    const container = taskDefinition({ container: { environment } });
    const names = 'workload.containers[0].environment.map(e, e.name)';
    expect(judged(container, `${names}.all(n, n.matches("^[A-Z][A-Z0-9_]*$"))`)).toBe('pass');
    expect(judged(container, `${names}.filter(n, n in ["N1", "N2"]).size() == 2`)).toBe('pass');
  });

  it('weighs counted repetitions of patterns', () => {
    expect(patternWeight('^[a-z]+$')).toBe(8);
    expect(patternWeight('a{10}')).toBe(50);
    expect(patternWeight('a{0,10}')).toBe(70);
    expect(patternWeight('a{2,}')).toBe(10);
  });
});

describe('whatever is written', () => {
  const subject = subjectOf(task);
  const word = fc.constantFrom(
    ...['workload', 'policy', 'containers', 'name', 'tags', 'x', 'constructor', '__proto__', 'has', 'size'],
    ...[
      'all',
      'exists',
      'map',
      'filter',
      'matches',
      'in',
      'true',
      'null',
      '1',
      '2u',
      '1.5',
      '-1',
      '"a"',
      "b'c'",
    ],
    ...[
      '.',
      ',',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '?',
      ':',
      '&&',
      '||',
      '!',
      '==',
      '<',
      '+',
      '-',
      '/',
      '%',
      '"',
      "'",
    ],
    ...['toString', 'duration("1s")', 'timestamp("x")', 'type', 'dyn', '\u0000', '\ud800', '😀', '//', '\n'],
  );
  const soup = fc.array(word, { maxLength: 25 }).map((words) => words.join(''));
  const tree = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom('workload', 'policy', 'x', '1', '"a"', 'true', 'null', '[]', '{}', '1.5', '2u'),
      fc
        .tuple(tie('node'), fc.constantFrom('containers', 'name', 'tags', 'constructor'))
        .map((p) => p.join('.')),
      fc.tuple(tie('node'), tie('node')).map(([a, b]) => `${a}[${b}]`),
      fc
        .tuple(tie('node'), fc.constantFrom('+', '==', '&&', '||', '<', 'in', '%'), tie('node'))
        .map((p) => `(${p.join(' ')})`),
      fc
        .tuple(tie('node'), fc.constantFrom('all', 'exists', 'map', 'filter', 'exists_one'), tie('node'))
        .map(([a, m, b]) => `${a}.${m}(x, ${b})`),
      fc
        .tuple(fc.constantFrom('size', 'string', 'int', 'type', 'double', 'bytes', 'dyn'), tie('node'))
        .map(([f, a]) => `${f}(${a})`),
    ),
  })).node;

  it('never throws, and answers with a verdict', () => {
    fc.assert(
      fc.property(
        fc.oneof(soup, tree, fc.string({ unit: 'binary' })),
        fc.constantFrom(...subjectKinds),
        (holds, judges) => {
          const result = compileCustom(custom(holds, { judges }));
          if (!result.ok) {
            expect(result.offset).toBeGreaterThanOrEqual(0);
            expect(result.message).not.toBe('');
          } else if (judges === 'workload') {
            const verdict = verdictOn(subject, result.control);
            expect(['pass', 'fail', 'unknown']).toContain(verdict.outcome);
            expect(verdict.broken).toBe(false);
          }
        },
      ),
      runs(1500),
    );
  });
});
